// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("non-canonical address through rbp (stack segment)");

static int __init gpf_rbp_init(void)
{
	printk(KERN_INFO "gpf_rbp: reading through rbp\n");
	asm volatile("push %%rbp\n\tmovabs $0xdead000000000100, %%rbp\n\tmov (%%rbp), %%rax\n\tpop %%rbp" ::: "rax", "memory");
	return 0;
}

static void __exit gpf_rbp_exit(void)
{
	printk(KERN_INFO "gpf_rbp: unloaded\n");
}

module_init(gpf_rbp_init);
module_exit(gpf_rbp_exit);
