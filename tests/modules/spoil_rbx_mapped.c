/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same with a pointer to something that is no module.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("points RBX of its caller elsewhere");

static int __init spoil_rbx_mapped_init(void)
{
	asm volatile("movq %rsp, %rbx");
	return 0;
}

static void __exit spoil_rbx_mapped_exit(void)
{
}

module_init(spoil_rbx_mapped_init);
module_exit(spoil_rbx_mapped_exit);
