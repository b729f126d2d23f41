// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("undefined instruction ud1");

static int __init ud1_init(void)
{
	printk(KERN_INFO "ud1: trapping\n");
	asm volatile("ud1 %eax, %eax");
	printk(KERN_INFO "ud1: still here\n");
	return 0;
}

static void __exit ud1_exit(void)
{
	printk(KERN_INFO "ud1: unloaded\n");
}

module_init(ud1_init);
module_exit(ud1_exit);
