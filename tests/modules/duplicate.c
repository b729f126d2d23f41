/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exports a symbol that exporter.ko exports, too.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("exports another module's symbol once more");

int exporter_twice(int x);

int exporter_twice(int x)
{
	return x + x;
}
EXPORT_SYMBOL(exporter_twice);

static int __init duplicate_init(void)
{
	return 0;
}

static void __exit duplicate_exit(void)
{
}

module_init(duplicate_init);
module_exit(duplicate_exit);
