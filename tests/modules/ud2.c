/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the instruction that is defined to be undefined.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("invalid opcode");

static noinline void ud2_run(void)
{
	asm volatile("ud2");
}

static int __init ud2_init(void)
{
	pr_info("ud2: running it\n");
	ud2_run();
	pr_info("ud2: survived\n");
	return 0;
}

static void __exit ud2_exit(void)
{
}

module_init(ud2_init);
module_exit(ud2_exit);
