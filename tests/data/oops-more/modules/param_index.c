// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a parameter that is an index too large");

static int index;
module_param(index, int, 0);
static int param_index_table[4] = { 1, 2, 3, 4 };

static int __init param_index_init(void)
{
	printk(KERN_INFO "param_index: %d\n", param_index_table[index]);
	return 0;
}

static void __exit param_index_exit(void)
{
	printk(KERN_INFO "param_index: unloaded\n");
}

module_init(param_index_init);
module_exit(param_index_exit);
