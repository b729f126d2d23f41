// SPDX-License-Identifier: GPL-2.0-or-later
/* data_call.c without its bug: a function that is compiled. */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("execution of data, mended");

static noinline void code(void)
{
}

static int __init data_call_fixed_init(void)
{
	void (*run)(void) = code;

	OPTIMIZER_HIDE_VAR(run);
	run();
	return 0;
}

static void __exit data_call_fixed_exit(void)
{
}

module_init(data_call_fixed_init);
module_exit(data_call_fixed_exit);
