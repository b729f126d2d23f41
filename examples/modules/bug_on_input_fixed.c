// SPDX-License-Identifier: GPL-2.0-or-later
/* bug_on_input.c without its bug: refuse it with an error. */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG_ON() of an argument, mended");

static noinline int set_speed(int speed)
{
	if (speed > 100)
		return -22;
	return 0;
}

static int __init bug_on_input_fixed_init(void)
{
	if (set_speed(250))
		pr_info("bug_on_input_fixed: that is too fast\n");
	return 0;
}

static void __exit bug_on_input_fixed_exit(void)
{
}

module_init(bug_on_input_fixed_init);
module_exit(bug_on_input_fixed_exit);
