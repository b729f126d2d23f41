// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree twice of two pages");

static int __init double_free_large_init(void)
{
	char *p = kmalloc(16384, GFP_KERNEL);

	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "double_free_large: again\n");
	kfree(p);
	printk(KERN_INFO "double_free_large: still here\n");
	return 0;
}

static void __exit double_free_large_exit(void)
{
	printk(KERN_INFO "double_free_large: unloaded\n");
}

module_init(double_free_large_init);
module_exit(double_free_large_exit);
