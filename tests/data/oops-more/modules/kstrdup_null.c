// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kstrdup of NULL and of a bad pointer");

static int __init kstrdup_null_init(void)
{
	char *null = NULL, *bad = (char *)0x2000;

	OPTIMIZER_HIDE_VAR(null);
	OPTIMIZER_HIDE_VAR(bad);
	printk(KERN_INFO "kstrdup_null: %px\n", kstrdup(null, GFP_KERNEL));
	printk(KERN_INFO "kstrdup_null: %px\n", kstrdup(bad, GFP_KERNEL));
	return 0;
}

static void __exit kstrdup_null_exit(void)
{
	printk(KERN_INFO "kstrdup_null: unloaded\n");
}

module_init(kstrdup_null_init);
module_exit(kstrdup_null_exit);
