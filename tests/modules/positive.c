/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Its init function returns a positive number, which means nothing.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("init returns 7");

static int __init positive_init(void)
{
	return 7;
}

static void __exit positive_exit(void)
{
}

module_init(positive_init);
module_exit(positive_exit);
