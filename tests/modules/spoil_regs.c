/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Its exit function overwrites the user's registers at the top of the kernel
 * stack, among them the name of the module that shall be removed.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("spoils the saved user registers");

#define SPOIL_REGS_STACK 16384UL
#define SPOIL_REGS_WORDS 21 /* struct pt_regs */

static int __init spoil_regs_init(void)
{
	return 0;
}

static void __exit spoil_regs_exit(void)
{
	unsigned long local = 0;
	unsigned long *top;
	int i;

	OPTIMIZER_HIDE_VAR(local);
	top = (unsigned long *)(((unsigned long)&local |
				 (SPOIL_REGS_STACK - 1)) +
				1);
	for (i = 1; i <= SPOIL_REGS_WORDS; i++)
		*(volatile unsigned long *)(top - i) = 0x41;
}

module_init(spoil_regs_init);
module_exit(spoil_regs_exit);
