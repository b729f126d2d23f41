/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls the program text of its user: SMEP forbids it.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call of a user address");

static noinline int smep_exec_call(int (*fn)(void))
{
	return fn() + 1;
}

static int __init smep_exec_init(void)
{
	int (*fn)(void) = (void *)0x400000;

	OPTIMIZER_HIDE_VAR(fn);
	pr_info("smep_exec: got %d\n", smep_exec_call(fn));
	return 0;
}

static void __exit smep_exec_exit(void)
{
}

module_init(smep_exec_init);
module_exit(smep_exec_exit);
