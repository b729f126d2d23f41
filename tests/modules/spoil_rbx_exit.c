/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Its exit function returns with the pointer to its struct module, in RBX of its
 * caller, changed to that of another module.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("points RBX of its caller to another module");

static unsigned long other;
module_param(other, ulong, 0);

static int __init spoil_rbx_exit_init(void)
{
	return 0;
}

static void __exit spoil_rbx_exit_exit(void)
{
	asm volatile("movq %0, %%rbx" : : "r"(other));
}

module_init(spoil_rbx_exit_init);
module_exit(spoil_rbx_exit_exit);
