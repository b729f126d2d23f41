/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads well and faults when it is removed.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write in the exit function");

static noinline void fault_in_exit_poke(volatile char *p)
{
	*p = 'A';
}

static int __init fault_in_exit_init(void)
{
	pr_info("fault_in_exit: loaded\n");
	return 0;
}

static void __exit fault_in_exit_exit(void)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("fault_in_exit: unloading\n");
	fault_in_exit_poke(p);
}

module_init(fault_in_exit_init);
module_exit(fault_in_exit_exit);
