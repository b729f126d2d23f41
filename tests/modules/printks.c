/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints at every level, in pieces, with pointers of every kind, and lines
 * that are longer than the log takes.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("levels, continuation lines, pointers, long lines");

static char long_line[2048];

static void print_levels(void)
{
	pr_emerg("emerg\n");
	pr_alert("alert\n");
	pr_crit("crit\n");
	pr_err("err\n");
	pr_warn("warn\n");
	pr_notice("notice\n");
	pr_info("info\n");
	printk(KERN_DEBUG "printks: debug\n");
	printk("printks: no level\n");
	printk(KERN_DEFAULT "printks: default level\n");
	pr_debug("this is not compiled in\n");
}

static void print_pieces(void)
{
	int i;

	pr_info("count:");
	for (i = 1; i <= 3; i++)
		pr_cont(" %d", i);
	pr_cont("\n");
	pr_info("no newline at the end");
	pr_info("one call,\ntwo lines\n");
	pr_info("\n");
	for (i = 0; i < 3; i++)
		pr_info_once("once, at %d\n", i);
}

static void print_pointers(void)
{
	const char *null = NULL;

	OPTIMIZER_HIDE_VAR(null);
	pr_info("%%s of NULL: %s\n", null);
	pr_info("%%p of NULL: %p\n", null);
	pr_info("%%px: %px\n", (void *)0xffff888012345678UL);
	pr_info("%%px of data: %px\n", long_line);
	pr_info("%%p of data: %p\n", long_line);
	pr_info("%%pS of a function: %pS\n", (void *)print_levels);
	pr_info("%%pS of an export: %pS\n", (void *)_printk);
	pr_info("%%ps of a function: %ps\n", (void *)print_levels);
	pr_info("%%pS of nothing known: %pS\n", (void *)0x1234UL);
}

static void print_long_lines(void)
{
	memset(long_line, 'x', sizeof(long_line) - 1);
	pr_info("%s\n", long_line);
	pr_info("%.900s|\n", long_line);
	pr_info("after the long lines\n");
}

static int __init printks_init(void)
{
	int len;

	print_levels();
	print_pieces();
	print_pointers();
	print_long_lines();
	len = printk(KERN_INFO "12345\n");
	pr_info("printk returned %d\n", len);
	return 0;
}

static void __exit printks_exit(void)
{
	pr_info("unloaded\n");
}

module_init(printks_init);
module_exit(printks_exit);
