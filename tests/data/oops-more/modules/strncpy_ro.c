// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("strncpy into a string literal");

static int __init strncpy_ro_init(void)
{
	char *p = (char *)"a literal";

	OPTIMIZER_HIDE_VAR(p);
	strncpy(p, "other", 5);
	printk(KERN_INFO "strncpy_ro: %s\n", p);
	return 0;
}

static void __exit strncpy_ro_exit(void)
{
	printk(KERN_INFO "strncpy_ro: unloaded\n");
}

module_init(strncpy_ro_init);
module_exit(strncpy_ro_exit);
