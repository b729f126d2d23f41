/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Its init function sleeps; and what the clocks say. */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched.h>

static int __init sleeps_init(void)
{
	unsigned long before = jiffies;
	ktime_t start = ktime_get();
	long left;

	msleep(100);
	pr_info("sleeps: %lu ticks, %d\n", jiffies - before,
		ktime_ms_delta(ktime_get(), start) >= 100);
	before = jiffies;
	set_current_state(TASK_INTERRUPTIBLE);
	left = schedule_timeout(HZ / 10);
	pr_info("sleeps: left %ld, %lu ticks\n", left, jiffies - before);
	pr_info("sleeps: %u ms, %lu ticks\n", jiffies_to_msecs(HZ),
		msecs_to_jiffies(1001));
	yield();
	cond_resched();
	start = ktime_get();
	usleep_range(500, 600);
	mdelay(2);
	pr_info("sleeps: %lld us\n",
		ktime_to_us(ktime_get() - start) / 100 * 100);
	return 0;
}

static void __exit sleeps_exit(void)
{
}

module_init(sleeps_init);
module_exit(sleeps_exit);

MODULE_LICENSE("GPL");
