// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a timer ticks after it was freed
 * Look: with slub_debug=FZPU "Poison overwritten", when the next one is allocated
 * Fix:  stop it before it is freed: slab_uaf_fixed.c
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use of a slab object after it was freed");

struct timer {
	long expires;
	long count;
};

static noinline void tick(struct timer *timer)
{
	timer->count++;
}

static int __init slab_uaf_init(void)
{
	struct timer *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return -12;
	tick(timer);
	kfree(timer);
	OPTIMIZER_HIDE_VAR(timer);
	tick(timer); /* nobody stopped it */
	pr_info("slab_uaf: it ticked once more\n");
	kfree(kmalloc(sizeof(*timer), GFP_KERNEL));
	return 0;
}

static void __exit slab_uaf_exit(void)
{
}

module_init(slab_uaf_init);
module_exit(slab_uaf_exit);
