/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls a function at address 0: a fetch fault whose RIP is 0.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call of a NULL function pointer");

static noinline int null_call_call(int (*fn)(void))
{
	return fn() + 1;
}

static int __init null_call_init(void)
{
	int (*fn)(void) = NULL;

	OPTIMIZER_HIDE_VAR(fn);
	pr_info("null_call: got %d\n", null_call_call(fn));
	return 0;
}

static void __exit null_call_exit(void)
{
}

module_init(null_call_init);
module_exit(null_call_exit);
