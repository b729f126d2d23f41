// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("vfree of kmalloc memory");

static int __init vfree_kmalloc_init(void)
{
	char *p = kmalloc(PAGE_SIZE, GFP_KERNEL);

	printk(KERN_INFO "vfree_kmalloc: vfree(%px)\n", p);
	vfree(p);
	printk(KERN_INFO "vfree_kmalloc: still here\n");
	return 0;
}

static void __exit vfree_kmalloc_exit(void)
{
	printk(KERN_INFO "vfree_kmalloc: unloaded\n");
}

module_init(vfree_kmalloc_init);
module_exit(vfree_kmalloc_exit);
