/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exports a function and a variable, the latter to GPL modules only.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("exports symbols to other modules");

int exporter_calls;
EXPORT_SYMBOL_GPL(exporter_calls);

int exporter_twice(int x);

int exporter_twice(int x)
{
	exporter_calls++;
	return 2 * x;
}
EXPORT_SYMBOL(exporter_twice);

static int __init exporter_init(void)
{
	return 0;
}

static void __exit exporter_exit(void)
{
	pr_info("exporter: %d calls\n", exporter_calls);
}

module_init(exporter_init);
module_exit(exporter_exit);
