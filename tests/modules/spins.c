/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loops that call nothing, in every place where code of a module runs. */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static char *where = "init";
module_param(where, charp, 0);

static volatile bool flag;
static volatile unsigned long count;
static unsigned long armed;

static noinline void go_round(void)
{
	for (;;)
		cpu_relax();
}

static noinline void wait_for_flag(void)
{
	while (!flag)
		cpu_relax();
}

/* What it counts in memory keeps it from being seen through. */
static noinline void go_round_counting(void)
{
	for (;;)
		count++;
}

static noinline void wait_counting(void)
{
	while (!flag)
		count++;
}

/* No window shows the address, and no register counts. */
static noinline void count_at_literal(void)
{
	volatile unsigned long *at = (void *)0xffff888000001000;

	for (*at = 0; ++*at < 20000;)
		cpu_relax();
	pr_info("spins: counted to %lu\n", *at);
}

static void set_flag(struct timer_list *unused)
{
	pr_info("spins: flag set after %lu ticks, in softirq %d\n",
		jiffies - armed, !!in_serving_softirq());
	flag = true;
}

static void spin_in_timer(struct timer_list *unused)
{
	go_round();
}

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	flag = ++count == 5;
	hrtimer_forward_now(timer, ms_to_ktime(3));
	return HRTIMER_RESTART;
}

static enum hrtimer_restart spin_in_hrtimer(struct hrtimer *timer)
{
	go_round();
	return HRTIMER_NORESTART;
}

static int spin_in_thread(void *unused)
{
	go_round();
	return 0;
}

static void spin_in_tasklet(struct tasklet_struct *unused)
{
	go_round();
}

static void spin_in_work(struct work_struct *unused)
{
	go_round();
}

static DEFINE_TIMER(setter, set_flag);
static DEFINE_TIMER(spinner, spin_in_timer);
static struct hrtimer hrtimer;
static DECLARE_TASKLET(tasklet, spin_in_tasklet);
static DECLARE_WORK(work, spin_in_work);

static void start_hrtimer(enum hrtimer_restart (*fn)(struct hrtimer *))
{
	hrtimer_init(&hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer.function = fn;
	hrtimer_start(&hrtimer, ms_to_ktime(3), HRTIMER_MODE_REL);
}

static void wait_for_jiffies(unsigned long ticks)
{
	unsigned long began = jiffies, end = began + ticks;

	while (time_before(jiffies, end))
		cpu_relax();
	pr_info("spins: waited for %lu ticks\n", jiffies - began);
}

static int spin_here(void)
{
	unsigned long flags;

	if (!strcmp(where, "init"))
		go_round();
	else if (!strcmp(where, "counting"))
		go_round_counting();
	else if (!strcmp(where, "irq_off"))
		local_irq_disable();
	else if (!strcmp(where, "irq_save"))
		for (;;) {
			local_irq_save(flags);
			local_irq_restore(flags);
		}
	else
		return 0;
	go_round();
	return 0;
}

static int set_where(const char *value, const struct kernel_param *unused)
{
	if (*value == 'p')
		go_round();
	return 0;
}

static const struct kernel_param_ops ops = {.set = set_where};
module_param_cb(now, &ops, NULL, 0600);

static int __init spins_init(void)
{
	spin_here();
	if (!strcmp(where, "flag")) {
		armed = jiffies;
		mod_timer(&setter, armed + 100);
		wait_for_flag();
	} else if (!strcmp(where, "flag_counting")) {
		armed = jiffies;
		mod_timer(&setter, armed + 100);
		wait_counting();
	} else if (!strcmp(where, "hrtimer_flag")) {
		start_hrtimer(tick);
		wait_for_flag();
		hrtimer_cancel(&hrtimer);
		pr_info("spins: %lu\n", count);
	} else if (!strcmp(where, "literal")) {
		count_at_literal();
	} else if (!strcmp(where, "jiffies")) {
		wait_for_jiffies(50);
	} else if (!strcmp(where, "timer")) {
		mod_timer(&spinner, jiffies + 1);
		msleep(100);
	} else if (!strcmp(where, "hrtimer")) {
		start_hrtimer(spin_in_hrtimer);
		msleep(100);
	} else if (!strcmp(where, "thread")) {
		kthread_run(spin_in_thread, NULL, "looper");
		msleep(100);
	} else if (!strcmp(where, "tasklet")) {
		tasklet_schedule(&tasklet);
		msleep(100);
	} else if (!strcmp(where, "work")) {
		schedule_work(&work);
		msleep(100);
	}
	pr_info("spins: goes on\n");
	return 0;
}

static void __exit spins_exit(void)
{
	if (!strcmp(where, "exit"))
		go_round();
}

module_init(spins_init);
module_exit(spins_exit);

MODULE_LICENSE("GPL");
