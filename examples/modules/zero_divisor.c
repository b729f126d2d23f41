// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a mean of nothing is computed
 * Look: "divide error: 0000", and insmod ends with SIGSEGV
 * Fix:  look at the count first: zero_divisor_fixed.c
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("division by zero");

static noinline int mean(int sum, int count)
{
	return sum / count;
}

static int __init zero_divisor_init(void)
{
	int count = 0;

	OPTIMIZER_HIDE_VAR(count);
	pr_info("zero_divisor: mean %d\n", mean(100, count));
	return 0;
}

static void __exit zero_divisor_exit(void)
{
}

module_init(zero_divisor_init);
module_exit(zero_divisor_exit);
