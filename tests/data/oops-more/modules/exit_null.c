// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a null pointer in the exit function");

static int *exit_null_p;

static int __init exit_null_init(void)
{
	printk(KERN_INFO "exit_null: loaded\n");
	return 0;
}

static void __exit exit_null_exit(void)
{
	*exit_null_p = 1;
	printk(KERN_INFO "exit_null: unloaded\n");
}

module_init(exit_null_init);
module_exit(exit_null_exit);
