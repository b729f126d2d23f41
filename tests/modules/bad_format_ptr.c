/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints with a format that is a wild pointer: the fault is inside the kernel,
 * and the trace leads to this module.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("wild format pointer");

static const char *volatile bad_format_ptr_text =
	(const char *)0xffffdeadbeef0000UL;

static int __init bad_format_ptr_init(void)
{
	printk(bad_format_ptr_text, 1, 2);
	pr_info("bad_format_ptr: survived\n");
	return 0;
}

static void __exit bad_format_ptr_exit(void)
{
}

module_init(bad_format_ptr_init);
module_exit(bad_format_ptr_exit);
