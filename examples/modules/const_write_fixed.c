// SPDX-License-Identifier: GPL-2.0-or-later
/* const_write.c without its bug: change a copy. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to read-only data, mended");

static const char greeting[] = "hello";

static noinline void capitalize(char *text)
{
	*text -= 'a' - 'A';
}

static int __init const_write_fixed_init(void)
{
	char copy[sizeof(greeting)];

	strscpy(copy, greeting, sizeof(copy));
	capitalize(copy);
	pr_info("const_write_fixed: %s\n", copy);
	return 0;
}

static void __exit const_write_fixed_exit(void)
{
}

module_init(const_write_fixed_init);
module_exit(const_write_fixed_exit);
