// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a constant is changed through a cast
 * Look: "error_code(0x0003)": the page is there, and read-only
 * Fix:  change a copy: const_write_fixed.c
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to read-only data");

static const char greeting[] = "hello";

static noinline void capitalize(const char *text)
{
	*(volatile char *)text -= 'a' - 'A';
}

static int __init const_write_init(void)
{
	capitalize(greeting);
	pr_info("const_write: %s\n", greeting);
	return 0;
}

static void __exit const_write_exit(void)
{
}

module_init(const_write_init);
module_exit(const_write_exit);
