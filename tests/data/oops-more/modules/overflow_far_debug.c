// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("many bytes too many");

static int __init overflow_far_debug_init(void)
{
	char *p = kmalloc(128, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
	memset(p, 'B', 128 + 64);
	printk(KERN_INFO "overflow_far_debug: wrote\n");
	kfree(p);
	printk(KERN_INFO "overflow_far_debug: freed\n");
	return 0;
}

static void __exit overflow_far_debug_exit(void)
{
	printk(KERN_INFO "overflow_far_debug: unloaded\n");
}

module_init(overflow_far_debug_init);
module_exit(overflow_far_debug_exit);
