// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a string is copied to a shorter array on the stack
 * Look: panic "stack-protector: Kernel stack is corrupted in:" the function
 * Fix:  strscpy(), which knows the size: name_too_long_fixed.c
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("overflow of an array on the stack");

static noinline void greet(const char *name)
{
	char buf[16];
	char *to = buf;

	OPTIMIZER_HIDE_VAR(to);
	strcpy(to, name);
	pr_info("name_too_long: hello %c\n", to[0]);
}

static int __init name_too_long_init(void)
{
	greet("a name with more than sixteen letters");
	return 0;
}

static void __exit name_too_long_exit(void)
{
}

module_init(name_too_long_init);
module_exit(name_too_long_exit);
