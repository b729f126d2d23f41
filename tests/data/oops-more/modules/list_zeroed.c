// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("list_del of a zeroed node");

static struct list_head list_zeroed_node;

static int __init list_zeroed_init(void)
{
	list_del(&list_zeroed_node);
	printk(KERN_INFO "list_zeroed: still here\n");
	return 0;
}

static void __exit list_zeroed_exit(void)
{
	printk(KERN_INFO "list_zeroed: unloaded\n");
}

module_init(list_zeroed_init);
module_exit(list_zeroed_exit);
