// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("list_add of a node that is in the list");

static LIST_HEAD(list_add_twice_head);
static struct list_head list_add_twice_node;

static int __init list_add_twice_init(void)
{
	list_add(&list_add_twice_node, &list_add_twice_head);
	list_add(&list_add_twice_node, &list_add_twice_head);
	printk(KERN_INFO "list_add_twice: still here\n");
	return 0;
}

static void __exit list_add_twice_exit(void)
{
	printk(KERN_INFO "list_add_twice: unloaded\n");
}

module_init(list_add_twice_init);
module_exit(list_add_twice_exit);
