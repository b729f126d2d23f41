// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of a user address");

static int __init kfree_user_init(void)
{
	printk(KERN_INFO "kfree_user: kfree\n");
	kfree((void *)0x7f0000001000UL);
	printk(KERN_INFO "kfree_user: still here\n");
	return 0;
}

static void __exit kfree_user_exit(void)
{
	printk(KERN_INFO "kfree_user: unloaded\n");
}

module_init(kfree_user_init);
module_exit(kfree_user_exit);
