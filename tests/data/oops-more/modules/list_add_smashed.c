// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("list_add to a list whose head was overwritten");

static LIST_HEAD(list_add_smashed_head);
static struct list_head list_add_smashed_a, list_add_smashed_b;

static int __init list_add_smashed_init(void)
{
	list_add(&list_add_smashed_a, &list_add_smashed_head);
	list_add_smashed_a.prev = (void *)0xffff888001234560UL;
	list_add(&list_add_smashed_b, &list_add_smashed_head);
	printk(KERN_INFO "list_add_smashed: still here\n");
	return 0;
}

static void __exit list_add_smashed_exit(void)
{
	printk(KERN_INFO "list_add_smashed: unloaded\n");
}

module_init(list_add_smashed_init);
module_exit(list_add_smashed_exit);
