// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/err.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sprintf of bad strings");

static char sprintf_bad_buf[64];

static int __init sprintf_bad_init(void)
{
	char *null = NULL, *err = ERR_PTR(-ENOMEM), *small = (char *)0x100, *wild = (char *)0xffffc90012345000UL;

	OPTIMIZER_HIDE_VAR(null);
	sprintf(sprintf_bad_buf, "%s", null);
	printk(KERN_INFO "sprintf_bad: NULL is '%s'\n", sprintf_bad_buf);
	sprintf(sprintf_bad_buf, "%s", err);
	printk(KERN_INFO "sprintf_bad: an error is '%s'\n", sprintf_bad_buf);
	sprintf(sprintf_bad_buf, "%s", small);
	printk(KERN_INFO "sprintf_bad: a small number is '%s'\n", sprintf_bad_buf);
	printk(KERN_INFO "sprintf_bad: wild is next\n");
	sprintf(sprintf_bad_buf, "%s", wild);
	printk(KERN_INFO "sprintf_bad: wild is '%s'\n", sprintf_bad_buf);
	return 0;
}

static void __exit sprintf_bad_exit(void)
{
	printk(KERN_INFO "sprintf_bad: unloaded\n");
}

module_init(sprintf_bad_init);
module_exit(sprintf_bad_exit);
