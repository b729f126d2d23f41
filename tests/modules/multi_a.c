/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * First half of a module made from two files: init, exit and a variable that
 * the other half changes.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include "multi.h"

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("one module from two files");

int multi_calls;

static int __init multi_init(void)
{
	int sum = multi_add(20, 22);

	if (sum != 42 || multi_calls != 1)
		return -EINVAL;
	pr_info("%s: ok from %s\n", KBUILD_MODNAME, KBUILD_BASENAME);
	return 0;
}

static void __exit multi_exit(void)
{
	pr_info("%s: %d calls\n", KBUILD_MODNAME, multi_calls);
}

module_init(multi_init);
module_exit(multi_exit);
