// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("one byte too many");

static int __init overflow_one_debug_init(void)
{
	char *p = kmalloc(96, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
	p[96] = 0;
	printk(KERN_INFO "overflow_one_debug: wrote p[96]\n");
	kfree(p);
	printk(KERN_INFO "overflow_one_debug: freed\n");
	return 0;
}

static void __exit overflow_one_debug_exit(void)
{
	printk(KERN_INFO "overflow_one_debug: unloaded\n");
}

module_init(overflow_one_debug_init);
module_exit(overflow_one_debug_exit);
