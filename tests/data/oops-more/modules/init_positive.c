// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an init function that returns a positive number");

static int __init init_positive_init(void)
{
	printk(KERN_INFO "init_positive: returning 5\n");
	return 5;
}

static void __exit init_positive_exit(void)
{
	printk(KERN_INFO "init_positive: unloaded\n");
}

module_init(init_positive_init);
module_exit(init_positive_exit);
