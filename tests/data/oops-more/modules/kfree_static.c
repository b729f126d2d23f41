// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of the module's data");

static char kfree_static_buf[64];

static int __init kfree_static_init(void)
{
	printk(KERN_INFO "kfree_static: kfree(%px)\n", kfree_static_buf);
	kfree(kfree_static_buf);
	printk(KERN_INFO "kfree_static: still here\n");
	return 0;
}

static void __exit kfree_static_exit(void)
{
	printk(KERN_INFO "kfree_static: unloaded\n");
}

module_init(kfree_static_init);
module_exit(kfree_static_exit);
