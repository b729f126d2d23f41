/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends it all.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("calls panic()");

static noinline void panics_now(int code)
{
	panic("panics: code %d", code);
}

static int __init panics_init(void)
{
	panics_now(42);
	pr_info("panics: survived\n");
	return 0;
}

static void __exit panics_exit(void)
{
}

module_init(panics_init);
module_exit(panics_exit);
