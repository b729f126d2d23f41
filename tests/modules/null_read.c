/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a member of a structure at NULL: a read fault at a small address,
 * which still counts as a NULL pointer dereference.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("read through a NULL pointer");

struct record {
	char before[0x48];
	int member;
};

static noinline int null_read_peek(struct record *r)
{
	return *(volatile int *)&r->member;
}

static int __init null_read_init(void)
{
	struct record *r = NULL;

	OPTIMIZER_HIDE_VAR(r);
	pr_info("null_read: got %d\n", null_read_peek(r));
	return 0;
}

static void __exit null_read_exit(void)
{
}

module_init(null_read_init);
module_exit(null_read_exit);
