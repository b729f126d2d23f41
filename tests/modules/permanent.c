/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Has no exit function, so it can never leave.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a permanent module");

static int __init permanent_init(void)
{
	pr_info("permanent: here to stay\n");
	return 0;
}

module_init(permanent_init);
