// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmalloc of more than there is");

static unsigned long kmalloc_huge_size = 8 << 20;
module_param(kmalloc_huge_size, ulong, 0);

static int __init kmalloc_huge_init(void)
{
	void *p;

	printk(KERN_INFO "kmalloc_huge: 8 MiB\n");
	p = kmalloc(kmalloc_huge_size, GFP_KERNEL);
	printk(KERN_INFO "kmalloc_huge: %px\n", p);
	p = kmalloc(kmalloc_huge_size, GFP_KERNEL | __GFP_NOWARN);
	printk(KERN_INFO "kmalloc_huge: %px\n", p);
	p = kmalloc(0, GFP_KERNEL);
	printk(KERN_INFO "kmalloc_huge: of 0 bytes %px\n", p);
	kfree(p);
	return 0;
}

static void __exit kmalloc_huge_exit(void)
{
	printk(KERN_INFO "kmalloc_huge: unloaded\n");
}

module_init(kmalloc_huge_init);
module_exit(kmalloc_huge_exit);
