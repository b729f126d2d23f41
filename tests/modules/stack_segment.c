/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Follows a non-canonical frame pointer: a stack fault, not a general
 * protection fault, because the address is formed with RBP.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("non-canonical address on the stack segment");

static noinline void stack_segment_peek(unsigned long bp)
{
	asm volatile("pushq %%rbp\n\t"
		     "movq %0, %%rbp\n\t"
		     "movq 8(%%rbp), %%rax\n\t"
		     "popq %%rbp"
		     :
		     : "r"(bp)
		     : "rax", "memory");
}

static int __init stack_segment_init(void)
{
	stack_segment_peek(0xdead000000000000UL);
	pr_info("stack_segment: survived\n");
	return 0;
}

static void __exit stack_segment_exit(void)
{
}

module_init(stack_segment_init);
module_exit(stack_segment_exit);
