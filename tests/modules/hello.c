/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads, says so, and goes: the simplest module that does everything right.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Hello and goodbye");

static int __init hello_init(void)
{
	pr_info("hello: init\n");
	return 0;
}

static void __exit hello_exit(void)
{
	pr_info("hello: exit\n");
}

module_init(hello_init);
module_exit(hello_exit);
