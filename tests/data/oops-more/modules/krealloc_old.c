// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use the old pointer after krealloc");

static int __init krealloc_old_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL), *q;

	strcpy(p, "old");
	q = krealloc(p, 1024, GFP_KERNEL);
	OPTIMIZER_HIDE_VAR(p);
	strcpy(p, "new");
	printk(KERN_INFO "krealloc_old: q='%s' ksize=%zu\n", q, ksize(q));
	q = krealloc(q, 0, GFP_KERNEL);
	printk(KERN_INFO "krealloc_old: %px\n", q);
	kfree(kmalloc(64, GFP_KERNEL));
	return 0;
}

static void __exit krealloc_old_exit(void)
{
	printk(KERN_INFO "krealloc_old: unloaded\n");
}

module_init(krealloc_old_init);
module_exit(krealloc_old_exit);
