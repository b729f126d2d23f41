#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write a file, read it back, read with it closed for reading");

static noinline ssize_t filp_tmp_file_read(struct file *f, char *buf, size_t n)
{
	loff_t pos = 2;

	return kernel_read(f, buf, n, &pos);
}

static int __init filp_tmp_file_init(void)
{
	struct file *f = filp_open("/tmp/filp_tmp_file.txt", O_CREAT | O_RDWR | O_TRUNC, 0600);
	char buf[8] = "";
	loff_t pos = 0;
	ssize_t a, b;

	if (IS_ERR(f))
		return PTR_ERR(f);
	a = kernel_write(f, "abcdef", 6, &pos);
	b = filp_tmp_file_read(f, buf, 4);
	printk(KERN_INFO "filp_tmp_file: %zd %zd %s size %lld\n", a, b, buf, i_size_read(file_inode(f)));
	filp_close(f, NULL);
	f = filp_open("/tmp/filp_tmp_file.txt", O_WRONLY, 0);
	b = filp_tmp_file_read(f, buf, 4);
	printk(KERN_INFO "filp_tmp_file: %zd\n", b);
	filp_close(f, NULL);
	return 0;
}

static void __exit filp_tmp_file_exit(void)
{
	printk(KERN_INFO "filp_tmp_file: unloaded\n");
}

module_init(filp_tmp_file_init);
module_exit(filp_tmp_file_exit);
