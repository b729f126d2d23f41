/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls a function that no kernel exports: the loader must name it and refuse
 * the module.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("imports frobnicate(), which does not exist");

int frobnicate(void);

static int __init unknown_symbol_init(void)
{
	return frobnicate();
}

static void __exit unknown_symbol_exit(void)
{
}

module_init(unknown_symbol_init);
module_exit(unknown_symbol_exit);
