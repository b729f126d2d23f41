// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a quotient that is too large");

static int div_overflow_high = 5;
module_param(div_overflow_high, int, 0);

static int __init div_overflow_init(void)
{
	unsigned int low = 0, high = div_overflow_high, by = 1;

	asm volatile("divl %2" : "+a" (low), "+d" (high) : "r" (by));
	printk(KERN_INFO "div_overflow: %u\n", low);
	return 0;
}

static void __exit div_overflow_exit(void)
{
	printk(KERN_INFO "div_overflow: unloaded\n");
}

module_init(div_overflow_init);
module_exit(div_overflow_exit);
