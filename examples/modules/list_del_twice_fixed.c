// SPDX-License-Identifier: GPL-2.0-or-later
/* list_del_twice.c without its bug: list_del_init(), and ask before. */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("list_del() twice, mended");

static LIST_HEAD(jobs);
static struct list_head job;

static noinline void cancel(struct list_head *entry)
{
	if (!list_empty(entry))
		list_del_init(entry);
}

static int __init list_del_twice_fixed_init(void)
{
	list_add(&job, &jobs);
	cancel(&job);
	cancel(&job);
	return 0;
}

static void __exit list_del_twice_fixed_exit(void)
{
}

module_init(list_del_twice_fixed_init);
module_exit(list_del_twice_fixed_exit);
