// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("hlist_del twice");

static HLIST_HEAD(hlist_twice_head);
static struct hlist_node hlist_twice_node;

static int __init hlist_twice_init(void)
{
	hlist_add_head(&hlist_twice_node, &hlist_twice_head);
	hlist_del(&hlist_twice_node);
	printk(KERN_INFO "hlist_twice: again\n");
	hlist_del(&hlist_twice_node);
	printk(KERN_INFO "hlist_twice: still here\n");
	return 0;
}

static void __exit hlist_twice_exit(void)
{
	printk(KERN_INFO "hlist_twice: unloaded\n");
}

module_init(hlist_twice_init);
module_exit(hlist_twice_exit);
