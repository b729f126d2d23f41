#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("character device still registered after rmmod");

static const struct file_operations chrdev_left_fops = { .owner = THIS_MODULE };

static int __init chrdev_left_init(void)
{
	return register_chrdev(240, "chrdev_left", &chrdev_left_fops);
}

static void __exit chrdev_left_exit(void)
{
	printk(KERN_INFO "chrdev_left: unloaded\n");
}

module_init(chrdev_left_init);
module_exit(chrdev_left_exit);
