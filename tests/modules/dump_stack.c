/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints a call trace from two calls deep and goes on.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("dump_stack");

static noinline void dump_stack_inner(void)
{
	dump_stack();
	barrier();
}

static noinline void dump_stack_outer(void)
{
	dump_stack_inner();
	barrier();
}

static int __init dump_stack_init(void)
{
	dump_stack_outer();
	pr_info("dump_stack: ok\n");
	return 0;
}

static void __exit dump_stack_exit(void)
{
}

module_init(dump_stack_init);
module_exit(dump_stack_exit);
