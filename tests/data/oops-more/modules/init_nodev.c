#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/errno.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("init fails");



static int __init init_nodev_init(void)
{
	pr_err("no such device here\n");
	return -ENODEV;
}

static void __exit init_nodev_exit(void)
{
	printk(KERN_INFO "init_nodev: unloaded\n");
}

module_init(init_nodev_init);
module_exit(init_nodev_exit);
