/* SPDX-License-Identifier: GPL-2.0-or-later */
/* It says too much. */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/ratelimit.h>

static void say(int i)
{
	pr_info_ratelimited("ratelimits: %d\n", i);
}

static int __init ratelimits_init(void)
{
	int said = 0;

	for (int i = 0; i < 30; i++) {
		say(i);
		said += printk_ratelimit();
	}
	pr_info("ratelimits: said %d\n", said);
	ssleep(6);
	say(100);
	return 0;
}

static void __exit ratelimits_exit(void)
{
}

module_init(ratelimits_init);
module_exit(ratelimits_exit);

MODULE_LICENSE("GPL");
