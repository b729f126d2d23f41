// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("strcpy from a null pointer");

static char strcpy_null_buf[32];

static int __init strcpy_null_init(void)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	strcpy(strcpy_null_buf, p);
	printk(KERN_INFO "strcpy_null: %s\n", strcpy_null_buf);
	return 0;
}

static void __exit strcpy_null_exit(void)
{
	printk(KERN_INFO "strcpy_null: unloaded\n");
}

module_init(strcpy_null_init);
module_exit(strcpy_null_exit);
