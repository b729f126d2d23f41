// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a breakpoint instruction");

static int __init int3_init(void)
{
	printk(KERN_INFO "int3: trapping\n");
	asm volatile("int3");
	printk(KERN_INFO "int3: still here\n");
	return 0;
}

static void __exit int3_exit(void)
{
	printk(KERN_INFO "int3: unloaded\n");
}

module_init(int3_init);
module_exit(int3_exit);
