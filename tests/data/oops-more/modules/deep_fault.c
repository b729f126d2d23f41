// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a fault in the fifth function, with six arguments");

static long *deep_fault_p;

static noinline long deep_fault_3(long *p, long a, long b, long c, long d, long e)
{
	return p[a] + b * c + d * e;
}

static noinline long deep_fault_2(long *p, long n)
{
	return deep_fault_3(p, n, n + 1, n + 2, n + 3, n + 4) + 1;
}

static noinline long deep_fault_1(long *p, long n)
{
	return deep_fault_2(p, n * 2) + 3;
}

static int __init deep_fault_init(void)
{
	printk(KERN_INFO "deep_fault: %ld\n", deep_fault_1(deep_fault_p, 5));
	return 0;
}

static void __exit deep_fault_exit(void)
{
	printk(KERN_INFO "deep_fault: unloaded\n");
}

module_init(deep_fault_init);
module_exit(deep_fault_exit);
