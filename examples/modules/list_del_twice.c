// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  an entry is taken off its list by two paths
 * Look: "list_del corruption", "LIST_POISON1", "__list_del_entry_valid"
 * Fix:  list_del_init(), and ask before: list_del_twice_fixed.c
 */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("list_del() twice");

static LIST_HEAD(jobs);
static struct list_head job;

static noinline void cancel(struct list_head *entry)
{
	list_del(entry);
}

static int __init list_del_twice_init(void)
{
	list_add(&job, &jobs);
	cancel(&job);
	cancel(&job);
	return 0;
}

static void __exit list_del_twice_exit(void)
{
}

module_init(list_del_twice_init);
module_exit(list_del_twice_exit);
