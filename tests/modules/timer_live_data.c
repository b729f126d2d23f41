/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same; and the timer itself goes with the module. */
#include <linux/module.h>
#include <linux/jiffies.h>
#include <linux/timer.h>

static struct timer_list timer;

static void fire(struct timer_list *t)
{
	pr_info("timer_live_data: fires\n");
}

static int __init timer_live_data_init(void)
{
	timer_setup(&timer, fire, 0);
	mod_timer(&timer, jiffies + 10);
	return 0;
}

static void __exit timer_live_data_exit(void)
{
}

module_init(timer_live_data_init);
module_exit(timer_live_data_exit);

MODULE_LICENSE("GPL");
