/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Its init function returns with a register changed that belongs to its caller.
 * What the kernel follows then is no pointer to a module any more.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("spoils RBX of its caller");

/* The compiler is not told, so nobody saves the register. */
static int __init spoil_rbx_init(void)
{
	asm volatile("movq $0x1000, %rbx");
	return 0;
}

static void __exit spoil_rbx_exit(void)
{
}

module_init(spoil_rbx_init);
module_exit(spoil_rbx_exit);
