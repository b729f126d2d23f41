/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Its exit function forgets that its timer is armed. */
#include <linux/module.h>
#include <linux/jiffies.h>
#include <linux/timer.h>
#include <linux/slab.h>

struct thing {
	struct timer_list timer;
};

static struct thing *thing;

static void fire(struct timer_list *t)
{
	pr_info("timer_live: fires\n");
}

static int __init timer_live_init(void)
{
	thing = kmalloc(sizeof(*thing), GFP_KERNEL);
	if (!thing)
		return -ENOMEM;
	timer_setup(&thing->timer, fire, 0);
	mod_timer(&thing->timer, jiffies + 10);
	return 0;
}

static void __exit timer_live_exit(void)
{
}

module_init(timer_live_init);
module_exit(timer_live_exit);

MODULE_LICENSE("GPL");
