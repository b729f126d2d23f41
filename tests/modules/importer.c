/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Uses what exporter.ko exports.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("imports symbols of another module");

extern int exporter_calls;
int exporter_twice(int x);

static int __init importer_init(void)
{
	int y = exporter_twice(21);

	pr_info("importer: got %d after %d calls\n", y, exporter_calls);
	return y == 42 ? 0 : -EINVAL;
}

static void __exit importer_exit(void)
{
	exporter_twice(0);
}

module_init(importer_init);
module_exit(importer_exit);
