/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A timer that waits for its own end. */
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;

static void fire(struct timer_list *t)
{
	del_timer_sync(t);
}

static int __init self_delete_init(void)
{
	timer_setup(&timer, fire, 0);
	mod_timer(&timer, jiffies + 1);
	return 0;
}

static void __exit self_delete_exit(void)
{
}

module_init(self_delete_init);
module_exit(self_delete_exit);

MODULE_LICENSE("GPL");
