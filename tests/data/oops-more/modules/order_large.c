// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("allocate pages of too large an order");

static int order_large_order = 12;
module_param(order_large_order, int, 0);

static int __init order_large_init(void)
{
	unsigned long p;

	printk(KERN_INFO "order_large: 12\n");
	p = __get_free_pages(GFP_KERNEL, order_large_order);
	printk(KERN_INFO "order_large: %lx\n", p);
	return 0;
}

static void __exit order_large_exit(void)
{
	printk(KERN_INFO "order_large: unloaded\n");
}

module_init(order_large_init);
module_exit(order_large_exit);
