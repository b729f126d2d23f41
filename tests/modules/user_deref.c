/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a user address directly instead of with get_user(): SMAP forbids it
 * where a page is mapped there, and else it is not mapped.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("direct read of a user address");

static noinline long user_deref_peek(volatile long *p)
{
	return *p;
}

static int __init user_deref_init(void)
{
	long *p = (long *)0x400000;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("user_deref: got %ld\n", user_deref_peek(p));
	return 0;
}

static void __exit user_deref_exit(void)
{
}

module_init(user_deref_init);
module_exit(user_deref_exit);
