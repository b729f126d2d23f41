/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints a string from pointers that are none. Those below a page and error
 * pointers are printed as a remark; the wild one faults inside the kernel.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("%s with bad pointers");

static void bad_format_print(unsigned long addr)
{
	const char *volatile s = (const char *)addr;

	pr_info("bad_format: [%s]\n", s);
}

static int __init bad_format_init(void)
{
	bad_format_print(0);
	bad_format_print(0x10);
	bad_format_print(-EINVAL);
	bad_format_print(0xffffdeadbeef0000UL);
	pr_info("bad_format: survived\n");
	return 0;
}

static void __exit bad_format_exit(void)
{
}

module_init(bad_format_init);
module_exit(bad_format_exit);
