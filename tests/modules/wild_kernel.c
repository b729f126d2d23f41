/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes to a kernel address that nothing is mapped at.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to an unmapped kernel address");

static noinline void wild_kernel_poke(volatile long *p)
{
	*p = 0x41;
}

static int __init wild_kernel_init(void)
{
	long *p = (long *)0xffffdeadbeef0000UL;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("wild_kernel: writing to %px\n", p);
	wild_kernel_poke(p);
	return 0;
}

static void __exit wild_kernel_exit(void)
{
}

module_init(wild_kernel_init);
module_exit(wild_kernel_exit);
