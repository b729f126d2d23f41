/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread that sleeps and counts until it is stopped. */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/kthread.h>

static struct task_struct *thread;
static int arg = 7;

static int count(void *data)
{
	int n = 0;

	pr_info("thread_loop: %s begins with %d\n", current->comm,
		*(int *)data);
	while (!kthread_should_stop()) {
		n++;
		msleep(20);
	}
	pr_info("thread_loop: stops after %d\n", n);
	return 100 + n;
}

static int __init thread_loop_init(void)
{
	thread = kthread_run(count, &arg, "counter/%d", 3);
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	pr_info("thread_loop: runs\n");
	return 0;
}

static void __exit thread_loop_exit(void)
{
	pr_info("thread_loop: result %d\n", kthread_stop(thread));
}

module_init(thread_loop_init);
module_exit(thread_loop_exit);

MODULE_LICENSE("GPL");
