// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("strlen of a null pointer");

static int __init strlen_null_init(void)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "strlen_null: %zu\n", strlen(p));
	return 0;
}

static void __exit strlen_null_exit(void)
{
	printk(KERN_INFO "strlen_null: unloaded\n");
}

module_init(strlen_null_init);
module_exit(strlen_null_exit);
