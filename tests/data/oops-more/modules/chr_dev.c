#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a character device");

static int chr_dev_major;
static int chr_dev_open(struct inode *i, struct file *f)
{
	printk(KERN_INFO "chr_dev: open\n");
	return 0;
}
static ssize_t chr_dev_read(struct file *f, char __user *buf, size_t n, loff_t *pos)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	*(volatile char *)p = 'A';
	return 0;
}
static const struct file_operations chr_dev_fops = { .owner = THIS_MODULE, .open = chr_dev_open, .read = chr_dev_read };

static int __init chr_dev_init(void)
{
	chr_dev_major = register_chrdev(240, "chr_dev", &chr_dev_fops);
	printk(KERN_INFO "chr_dev: %d\n", chr_dev_major);
	return chr_dev_major < 0 ? chr_dev_major : 0;
}

static void __exit chr_dev_exit(void)
{
	unregister_chrdev(240, "chr_dev");
	printk(KERN_INFO "chr_dev: unloaded\n");
}

module_init(chr_dev_init);
module_exit(chr_dev_exit);
