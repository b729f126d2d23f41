// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free_pages with too large an order");

static int __init free_pages_order_init(void)
{
	unsigned long p = __get_free_pages(GFP_KERNEL, 1);

	printk(KERN_INFO "free_pages_order: allocated 1, freeing 3\n");
	free_pages(p, 3);
	printk(KERN_INFO "free_pages_order: still here\n");
	return 0;
}

static void __exit free_pages_order_exit(void)
{
	printk(KERN_INFO "free_pages_order: unloaded\n");
}

module_init(free_pages_order_init);
module_exit(free_pages_order_exit);
