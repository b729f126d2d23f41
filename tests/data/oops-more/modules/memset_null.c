// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memset of a null pointer");

static int memset_null_len = 256;
module_param(memset_null_len, int, 0);

static int __init memset_null_init(void)
{
	void *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "memset_null: clearing %px\n", p);
	memset(p, 0, memset_null_len);
	return 0;
}

static void __exit memset_null_exit(void)
{
	printk(KERN_INFO "memset_null: unloaded\n");
}

module_init(memset_null_init);
module_exit(memset_null_exit);
