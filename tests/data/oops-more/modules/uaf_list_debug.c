// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("walk a list of freed objects");

struct uaf_list_node {
	int value;
	struct list_head list;
	char name[40];
};

static int __init uaf_list_debug_init(void)
{
	struct uaf_list_node *n;
	LIST_HEAD(head);
	int i;

	for (i = 0; i < 3; i++) {
		n = kmalloc(sizeof(*n), GFP_KERNEL);
		n->value = i;
		list_add_tail(&n->list, &head);
	}
	list_for_each_entry(n, &head, list) {
		printk(KERN_INFO "uaf_list_debug: %d\n", n->value);
		kfree(n);
	}
	return 0;
}

static void __exit uaf_list_debug_exit(void)
{
	printk(KERN_INFO "uaf_list_debug: unloaded\n");
}

module_init(uaf_list_debug_init);
module_exit(uaf_list_debug_exit);
