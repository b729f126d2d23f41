// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("member of a struct in an array at NULL");

struct null_struct_array_it {
	char name[124];
	int value;
};

static struct null_struct_array_it *null_struct_array_p;

static int __init null_struct_array_init(void)
{
	printk(KERN_INFO "null_struct_array: %d\n", null_struct_array_p[40].value);
	return 0;
}

static void __exit null_struct_array_exit(void)
{
	printk(KERN_INFO "null_struct_array: unloaded\n");
}

module_init(null_struct_array_init);
module_exit(null_struct_array_exit);
