/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Divides by zero.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("divide error");

static noinline int div_zero_divide(int a, int b)
{
	return a / b;
}

static int __init div_zero_init(void)
{
	int one = 1; /* hidden too: 1 / b can be had without dividing */
	int zero = 0;

	OPTIMIZER_HIDE_VAR(one);
	OPTIMIZER_HIDE_VAR(zero);
	pr_info("div_zero: got %d\n", div_zero_divide(one, zero));
	return 0;
}

static void __exit div_zero_exit(void)
{
}

module_init(div_zero_init);
module_exit(div_zero_exit);
