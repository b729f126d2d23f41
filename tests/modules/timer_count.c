/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A timer that arms itself three times, and where it runs. */
#include <linux/module.h>
#include <linux/jiffies.h>
#include <linux/timer.h>
#include <linux/preempt.h>
#include <linux/sched.h>

static struct timer_list timer;
static unsigned long began;
static int left = 3;

static void tick(struct timer_list *t)
{
	pr_info("timer_count: %d after %lu, in softirq %d, hardirq %d, by %s, "
		"pending %d\n",
		left, jiffies - began, !!in_softirq(), !!in_hardirq(),
		current->comm, timer_pending(t));
	if (--left)
		mod_timer(t, jiffies + 5);
}

static int __init timer_count_init(void)
{
	int again;

	timer_setup(&timer, tick, 0);
	began = jiffies;
	pr_info("timer_count: armed %d\n", mod_timer(&timer, began + 10));
	again = mod_timer(&timer, began + 5);
	pr_info("timer_count: again %d, pending %d\n", again,
		timer_pending(&timer));
	return 0;
}

static void __exit timer_count_exit(void)
{
	pr_info("timer_count: %d was armed\n", del_timer_sync(&timer));
}

module_init(timer_count_init);
module_exit(timer_count_exit);

MODULE_LICENSE("GPL");
