// SPDX-License-Identifier: GPL-2.0-or-later
/* slab_uaf.c without its bug: the timer is stopped before it is freed. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use of a slab object after it was freed, mended");

struct timer {
	long expires;
	long count;
};

static noinline void tick(struct timer *timer)
{
	timer->count++;
}

static int __init slab_uaf_fixed_init(void)
{
	struct timer *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return -12;
	tick(timer);
	tick(timer);
	kfree(timer);
	pr_info("slab_uaf_fixed: it ticked twice\n");
	kfree(kmalloc(sizeof(*timer), GFP_KERNEL));
	return 0;
}

static void __exit slab_uaf_fixed_exit(void)
{
}

module_init(slab_uaf_fixed_init);
module_exit(slab_uaf_fixed_exit);
