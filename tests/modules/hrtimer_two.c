/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Timers in nanoseconds: once in the interrupt, often in a softirq. */
#include <linux/module.h>
#include <linux/hrtimer.h>
#include <linux/preempt.h>

static struct hrtimer once, often;
static ktime_t began;
static int left = 3;

static enum hrtimer_restart hard(struct hrtimer *t)
{
	pr_info("hrtimer_two: hard after %lld us, hardirq %d\n",
		ktime_to_us(ktime_get() - began) / 100 * 100, !!in_hardirq());
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart soft(struct hrtimer *t)
{
	pr_info("hrtimer_two: soft after %lld us, hardirq %d, softirq %d\n",
		ktime_to_us(ktime_get() - began) / 100 * 100, !!in_hardirq(),
		!!in_serving_softirq());
	hrtimer_forward_now(t, ms_to_ktime(2));
	return --left ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

static int __init hrtimer_two_init(void)
{
	began = ktime_get();
	hrtimer_init(&once, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	once.function = hard;
	hrtimer_start(&once, ns_to_ktime(3500000), HRTIMER_MODE_REL_HARD);
	hrtimer_init(&often, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	often.function = soft;
	hrtimer_start(&often, ms_to_ktime(2), HRTIMER_MODE_REL_SOFT);
	return 0;
}

static void __exit hrtimer_two_exit(void)
{
	pr_info("hrtimer_two: %d %d\n", hrtimer_cancel(&once),
		hrtimer_cancel(&often));
}

module_init(hrtimer_two_init);
module_exit(hrtimer_two_exit);

MODULE_LICENSE("GPL");
