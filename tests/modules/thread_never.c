/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread that is stopped before it ran, and one that is stopped twice. */
#include <linux/module.h>
#include <linux/kthread.h>

static int fn(void *data)
{
	pr_info("thread_never: runs\n");
	return 5;
}

static int __init thread_never_init(void)
{
	struct task_struct *thread = kthread_create(fn, NULL, "never");

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	pr_info("thread_never: result %d\n", kthread_stop(thread));
	pr_info("thread_never: again %d\n", kthread_stop(thread));
	return 0;
}

static void __exit thread_never_exit(void)
{
}

module_init(thread_never_init);
module_exit(thread_never_exit);

MODULE_LICENSE("GPL");
