/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Follows the pointer that list_del() leaves behind: the address is not
 * canonical, so the CPU raises general protection, not a page fault.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("read through LIST_POISON1");

static noinline long gpf_poison_peek(volatile long *p)
{
	return *p;
}

static int __init gpf_poison_init(void)
{
	long *p = (long *)0xdead000000000100UL;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("gpf_poison: got %ld\n", gpf_poison_peek(p));
	return 0;
}

static void __exit gpf_poison_exit(void)
{
}

module_init(gpf_poison_init);
module_exit(gpf_poison_exit);
