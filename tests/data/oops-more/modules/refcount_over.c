// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/refcount.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a refcount that overflows");

static refcount_t refcount_over_count;

static int __init refcount_over_init(void)
{
	refcount_set(&refcount_over_count, INT_MAX);
	refcount_inc(&refcount_over_count);
	printk(KERN_INFO "refcount_over: %x\n", refcount_read(&refcount_over_count));
	refcount_set(&refcount_over_count, 1);
	refcount_dec(&refcount_over_count);
	printk(KERN_INFO "refcount_over: %x\n", refcount_read(&refcount_over_count));
	return 0;
}

static void __exit refcount_over_exit(void)
{
	printk(KERN_INFO "refcount_over: unloaded\n");
}

module_init(refcount_over_init);
module_exit(refcount_over_exit);
