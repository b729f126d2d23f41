// SPDX-License-Identifier: GPL-2.0-or-later
/* poisoned_pointer.c without its bug: fetch what is needed before. */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use of a list entry that was removed, mended");

static LIST_HEAD(jobs);
static struct list_head job;

static noinline struct list_head *after(struct list_head *entry)
{
	return READ_ONCE(entry->next)->next;
}

static int __init poisoned_pointer_fixed_init(void)
{
	struct list_head *next;

	list_add(&job, &jobs);
	next = after(&job);
	list_del(&job);
	pr_info("poisoned_pointer_fixed: next is %p\n", next);
	return 0;
}

static void __exit poisoned_pointer_fixed_exit(void)
{
}

module_init(poisoned_pointer_fixed_init);
module_exit(poisoned_pointer_fixed_exit);
