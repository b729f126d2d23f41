/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that never sleep: one lets others run, one (greedy=1) does not. */
#include <linux/kthread.h>
#include <linux/module.h>

static bool greedy;
module_param(greedy, bool, 0);

static struct task_struct *thread;

static int polite(void *data)
{
	while (!kthread_should_stop())
		schedule();
	return 3;
}

static noinline int greedy_fn(void *data)
{
	while (!kthread_should_stop())
		barrier();
	return 4;
}

static int __init thread_busy_init(void)
{
	thread = kthread_run(greedy ? greedy_fn : polite, NULL, "busyd");
	return PTR_ERR_OR_ZERO(thread);
}

static void __exit thread_busy_exit(void)
{
	pr_info("thread_busy: result %d\n", kthread_stop(thread));
}

module_init(thread_busy_init);
module_exit(thread_busy_exit);
MODULE_LICENSE("GPL");
