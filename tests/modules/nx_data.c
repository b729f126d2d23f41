/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jumps to a return instruction that it stored in heap memory: a fetch fault
 * on a page that is present but not executable.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call of kmalloc memory");

static noinline int nx_data_call(int (*fn)(void))
{
	return fn() + 1;
}

static int __init nx_data_init(void)
{
	unsigned char *p = kmalloc(64, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	memset(p, 0xc3, 64); /* RET */
	pr_info("nx_data: calling %px\n", p);
	pr_info("nx_data: got %d\n", nx_data_call((int (*)(void))p));
	kfree(p);
	return 0;
}

static void __exit nx_data_exit(void)
{
}

module_init(nx_data_init);
module_exit(nx_data_exit);
