// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of a page that is free");

static int __init kfree_freed_page_init(void)
{
	unsigned long p = __get_free_pages(GFP_KERNEL, 5);

	free_pages(p, 5);
	printk(KERN_INFO "kfree_freed_page: kfree(%lx)\n", p);
	kfree((void *)p);
	printk(KERN_INFO "kfree_freed_page: still here\n");
	return 0;
}

static void __exit kfree_freed_page_exit(void)
{
	printk(KERN_INFO "kfree_freed_page: unloaded\n");
}

module_init(kfree_freed_page_init);
module_exit(kfree_freed_page_exit);
