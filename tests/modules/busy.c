/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A timer interrupts code that waits without sleep, unless interrupts are off. */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static struct timer_list timer;
static DEFINE_SPINLOCK(lock);
static volatile int fired;

static void fire(struct timer_list *t)
{
	fired++;
	pr_info("busy: fires in %s\n", current->comm);
	dump_stack();
}

static noinline void wait_without_sleep(void)
{
	for (int i = 0; i < 30; i++)
		mdelay(1);
}

static int __init busy_init(void)
{
	unsigned long flags;

	timer_setup(&timer, fire, 0);
	mod_timer(&timer, jiffies + 2);
	spin_lock_irqsave(&lock, flags);
	wait_without_sleep();
	pr_info("busy: interrupts off: %d, fired %d\n", !!irqs_disabled(),
		fired);
	spin_unlock_irqrestore(&lock, flags);
	pr_info("busy: interrupts on: %d, fired %d\n", !irqs_disabled(), fired);
	mod_timer(&timer, jiffies + 2);
	spin_lock_bh(&lock);
	wait_without_sleep();
	pr_info("busy: softirqs off, fired %d\n", fired);
	spin_unlock_bh(&lock);
	pr_info("busy: softirqs on, fired %d\n", fired);
	mod_timer(&timer, jiffies + 2);
	wait_without_sleep();
	pr_info("busy: fired %d\n", fired);
	return 0;
}

static void __exit busy_exit(void)
{
}

module_init(busy_init);
module_exit(busy_exit);

MODULE_LICENSE("GPL");
