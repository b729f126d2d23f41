/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exports a symbol, but its init function never returns: it oopses.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("exports a symbol and oopses in init");

int exporter_calls;
EXPORT_SYMBOL_GPL(exporter_calls);

int exporter_twice(int x);

int exporter_twice(int x)
{
	return 2 * x;
}
EXPORT_SYMBOL(exporter_twice);

static int __init dead_exporter_init(void)
{
	int *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	*(volatile int *)p = 1;
	return 0;
}

static void __exit dead_exporter_exit(void)
{
}

module_init(dead_exporter_init);
module_exit(dead_exporter_exit);
