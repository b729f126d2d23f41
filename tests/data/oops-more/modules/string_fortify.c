// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("strcpy of a string that is too long for its buffer");

static char string_fortify_buf[8];
static char string_fortify_text[] = "a long string that does not fit";

static int __init string_fortify_init(void)
{
	const char *from = string_fortify_text;

	OPTIMIZER_HIDE_VAR(from);
	strcpy(string_fortify_buf, from);
	printk(KERN_INFO "string_fortify: %s\n", string_fortify_buf);
	return 0;
}

static void __exit string_fortify_exit(void)
{
	printk(KERN_INFO "string_fortify: unloaded\n");
}

module_init(string_fortify_init);
module_exit(string_fortify_exit);
