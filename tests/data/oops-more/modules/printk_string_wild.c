// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("printk of a wild string");

static int __init printk_string_wild_init(void)
{
	char *p = (char *)0xdead000000000100UL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "printk_string_wild: name %s\n", p);
	printk(KERN_INFO "printk_string_wild: still here\n");
	return 0;
}

static void __exit printk_string_wild_exit(void)
{
	printk(KERN_INFO "printk_string_wild: unloaded\n");
}

module_init(printk_string_wild_init);
module_exit(printk_string_wild_exit);
