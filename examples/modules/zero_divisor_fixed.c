// SPDX-License-Identifier: GPL-2.0-or-later
/* zero_divisor.c without its bug: look at the count first. */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("division by zero, mended");

static noinline int mean(int sum, int count)
{
	return count ? sum / count : 0;
}

static int __init zero_divisor_fixed_init(void)
{
	int count = 0;

	OPTIMIZER_HIDE_VAR(count);
	pr_info("zero_divisor_fixed: mean %d\n", mean(100, count));
	return 0;
}

static void __exit zero_divisor_fixed_exit(void)
{
}

module_init(zero_divisor_fixed_init);
module_exit(zero_divisor_fixed_exit);
