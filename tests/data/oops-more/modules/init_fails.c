// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an init function that returns an error");

static int __init init_fails_init(void)
{
	printk(KERN_INFO "init_fails: returning -ENODEV\n");
	return -ENODEV;
}

static void __exit init_fails_exit(void)
{
	printk(KERN_INFO "init_fails: unloaded\n");
}

module_init(init_fails_init);
module_exit(init_fails_exit);
