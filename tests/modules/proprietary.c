/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Not under the GPL, yet wants a symbol that is exported to GPL modules only.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("imports a GPL-only symbol");

extern int exporter_calls;
int exporter_twice(int x);

static int __init proprietary_init(void)
{
	return exporter_twice(exporter_calls);
}

static void __exit proprietary_exit(void)
{
}

module_init(proprietary_init);
module_exit(proprietary_exit);
