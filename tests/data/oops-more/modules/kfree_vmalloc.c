// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of vmalloc memory");

static int __init kfree_vmalloc_init(void)
{
	char *p = vmalloc(PAGE_SIZE);

	printk(KERN_INFO "kfree_vmalloc: kfree(%px)\n", p);
	kfree(p);
	printk(KERN_INFO "kfree_vmalloc: still here\n");
	return 0;
}

static void __exit kfree_vmalloc_exit(void)
{
	printk(KERN_INFO "kfree_vmalloc: unloaded\n");
}

module_init(kfree_vmalloc_init);
module_exit(kfree_vmalloc_exit);
