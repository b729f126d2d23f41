/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tasklets, disabled and enabled. */
#include <linux/module.h>
#include <linux/interrupt.h>
#include <linux/sched.h>

static void callback(struct tasklet_struct *t)
{
	pr_info("tasklets: %s, softirq %d, hardirq %d\n", current->comm,
		!!in_serving_softirq(), !!in_hardirq());
}

static void old_callback(unsigned long data)
{
	pr_info("tasklets: data %lu\n", data);
}

static struct tasklet_struct modern, old;

static int __init tasklets_init(void)
{
	tasklet_setup(&modern, callback);
	tasklet_init(&old, old_callback, 42);
	tasklet_disable(&old);
	tasklet_schedule(&modern);
	tasklet_schedule(&modern);
	tasklet_hi_schedule(&old);
	tasklet_kill(&modern);
	pr_info("tasklets: enable\n");
	tasklet_enable(&old);
	return 0;
}

static void __exit tasklets_exit(void)
{
	tasklet_kill(&old);
}

module_init(tasklets_init);
module_exit(tasklets_exit);

MODULE_LICENSE("GPL");
