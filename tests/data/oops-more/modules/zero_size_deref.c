// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use what kmalloc(0) returns");

static int zero_size_deref_size;
module_param(zero_size_deref_size, int, 0);

static int __init zero_size_deref_init(void)
{
	char *p = kmalloc(zero_size_deref_size, GFP_KERNEL);

	printk(KERN_INFO "zero_size_deref: %px\n", p);
	*(volatile char *)p = 1;
	return 0;
}

static void __exit zero_size_deref_exit(void)
{
	printk(KERN_INFO "zero_size_deref: unloaded\n");
}

module_init(zero_size_deref_init);
module_exit(zero_size_deref_exit);
