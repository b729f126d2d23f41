// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  BUG_ON() for something that a user can bring about
 * Look: "kernel BUG at", with file and line; the module stays in use
 * Fix:  refuse it with an error: bug_on_input_fixed.c
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG_ON() of an argument");

static noinline int set_speed(int speed)
{
	BUG_ON(speed > 100);
	return 0;
}

static int __init bug_on_input_init(void)
{
	return set_speed(250);
}

static void __exit bug_on_input_exit(void)
{
}

module_init(bug_on_input_init);
module_exit(bug_on_input_exit);
