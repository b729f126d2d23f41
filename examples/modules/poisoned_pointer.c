// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  an entry is used after list_del() has poisoned its links
 * Look: "probably for non-canonical address 0xdead000000000100"
 * Fix:  fetch what is needed before: poisoned_pointer_fixed.c
 */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use of a list entry that was removed");

static LIST_HEAD(jobs);
static struct list_head job;

static noinline struct list_head *after(struct list_head *entry)
{
	return READ_ONCE(entry->next)->next;
}

static int __init poisoned_pointer_init(void)
{
	list_add(&job, &jobs);
	list_del(&job);
	pr_info("poisoned_pointer: next is %p\n", after(&job));
	return 0;
}

static void __exit poisoned_pointer_exit(void)
{
}

module_init(poisoned_pointer_init);
module_exit(poisoned_pointer_exit);
