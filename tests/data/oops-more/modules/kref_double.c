// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kref.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kref_put once too often");

static struct kref kref_double_ref;

static void kref_double_release(struct kref *ref)
{
	printk(KERN_INFO "kref_double: released\n");
}

static int __init kref_double_init(void)
{
	kref_init(&kref_double_ref);
	kref_put(&kref_double_ref, kref_double_release);
	kref_put(&kref_double_ref, kref_double_release);
	printk(KERN_INFO "kref_double: still here\n");
	return 0;
}

static void __exit kref_double_exit(void)
{
	printk(KERN_INFO "kref_double: unloaded\n");
}

module_init(kref_double_init);
module_exit(kref_double_exit);
