/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls the stack of its user, which is not executable for anybody.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call of a user's stack");

static noinline int user_stack_exec_call(int (*fn)(void))
{
	return fn() + 1;
}

static int __init user_stack_exec_init(void)
{
	int (*fn)(void) = (void *)0x7fffffffe000;

	OPTIMIZER_HIDE_VAR(fn);
	pr_info("user_stack_exec: got %d\n", user_stack_exec_call(fn));
	return 0;
}

static void __exit user_stack_exec_exit(void)
{
}

module_init(user_stack_exec_init);
module_exit(user_stack_exec_exit);
