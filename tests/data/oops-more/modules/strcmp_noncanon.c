// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("strcmp with a non-canonical pointer");

static int __init strcmp_noncanon_init(void)
{
	char *p = (char *)0x6b6b6b6b6b6b6b6bUL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "strcmp_noncanon: %d\n", strcmp("abc", p));
	return 0;
}

static void __exit strcmp_noncanon_exit(void)
{
	printk(KERN_INFO "strcmp_noncanon: unloaded\n");
}

module_init(strcmp_noncanon_init);
module_exit(strcmp_noncanon_exit);
