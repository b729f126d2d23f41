#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kernel_read() with an error pointer");

static noinline ssize_t filp_read_etc_read(const char *path, char *buf, size_t n)
{
	struct file *f = filp_open(path, O_RDONLY, 0);
	loff_t pos = 0;

	printk(KERN_INFO "filp_read_etc: open gave %ld\n", PTR_ERR_OR_ZERO(f));
	return kernel_read(f, buf, n, &pos);
}

static int __init filp_read_etc_init(void)
{
	static char buf[32];

	printk(KERN_INFO "filp_read_etc: %zd\n", filp_read_etc_read("/no/such/file", buf, sizeof(buf)));
	return 0;
}

static void __exit filp_read_etc_exit(void)
{
	printk(KERN_INFO "filp_read_etc: unloaded\n");
}

module_init(filp_read_etc_init);
module_exit(filp_read_etc_exit);
