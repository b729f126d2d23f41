/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A condition that never comes; a periodic timer goes on meanwhile. */
#include <linux/module.h>
#include <linux/timer.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct timer_list timer;
static bool ready;

static void tick(struct timer_list *t)
{
	mod_timer(t, jiffies + HZ);
}

static int __init wait_forever_init(void)
{
	timer_setup(&timer, tick, 0);
	mod_timer(&timer, jiffies + HZ);
	wait_event_interruptible(queue, ready);
	return 0;
}

static void __exit wait_forever_exit(void)
{
	del_timer_sync(&timer);
}

module_init(wait_forever_init);
module_exit(wait_forever_exit);

MODULE_LICENSE("GPL");
