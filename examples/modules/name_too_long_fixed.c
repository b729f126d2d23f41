// SPDX-License-Identifier: GPL-2.0-or-later
/* name_too_long.c without its bug: strscpy(), which knows the size. */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("overflow of an array on the stack, mended");

static noinline void greet(const char *name)
{
	char buf[16];

	strscpy(buf, name, sizeof(buf));
	pr_info("name_too_long_fixed: hello %s\n", buf);
}

static int __init name_too_long_fixed_init(void)
{
	greet("a name with more than sixteen letters");
	return 0;
}

static void __exit name_too_long_fixed_exit(void)
{
}

module_init(name_too_long_fixed_init);
module_exit(name_too_long_fixed_exit);
