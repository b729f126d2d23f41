// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("bytes before an object");

static int __init underflow_debug_init(void)
{
	char *p = kmalloc(32, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
	memset(p - 4, 0x55, 4);
	printk(KERN_INFO "underflow_debug: wrote p[-4]\n");
	kfree(p);
	printk(KERN_INFO "underflow_debug: freed\n");
	return 0;
}

static void __exit underflow_debug_exit(void)
{
	printk(KERN_INFO "underflow_debug: unloaded\n");
}

module_init(underflow_debug_init);
module_exit(underflow_debug_exit);
