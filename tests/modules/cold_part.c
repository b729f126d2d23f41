/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A call from code that never should run, which the compiler puts elsewhere, as
 * cold_part_inner.cold: strlen() of a text that does not end. (Of a function that is
 * called once it would not, so it is not static.)
 */
#include <linux/init.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("trace from the cold part of a function");

static int cold_part_n = 3;

int cold_part_inner(int n);

noinline int cold_part_inner(int n)
{
	char text[2];

	text[0] = text[1] = '0' + n;
	return strlen(text);
}

static int __init cold_part_init(void)
{
	int n = cold_part_n;

	OPTIMIZER_HIDE_VAR(n);
	pr_info("cold_part: %d\n", cold_part_inner(n));
	return 0;
}

static void __exit cold_part_exit(void)
{
}

module_init(cold_part_init);
module_exit(cold_part_exit);
