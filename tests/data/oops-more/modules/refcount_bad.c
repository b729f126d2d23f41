// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/refcount.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("refcounts that go wrong");

static refcount_t refcount_bad_count;

static int __init refcount_bad_init(void)
{
	refcount_set(&refcount_bad_count, 1);
	printk(KERN_INFO "refcount_bad: %d\n", refcount_dec_and_test(&refcount_bad_count));
	printk(KERN_INFO "refcount_bad: %d\n", refcount_dec_and_test(&refcount_bad_count));
	refcount_set(&refcount_bad_count, 0);
	refcount_inc(&refcount_bad_count);
	printk(KERN_INFO "refcount_bad: %x\n", refcount_read(&refcount_bad_count));
	return 0;
}

static void __exit refcount_bad_exit(void)
{
	printk(KERN_INFO "refcount_bad: unloaded\n");
}

module_init(refcount_bad_init);
module_exit(refcount_bad_exit);
