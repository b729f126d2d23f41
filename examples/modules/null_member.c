// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a search finds nothing, and its result is used all the same
 * Look: "NULL pointer dereference, address: 0000000000000008": the member's offset
 * Fix:  look at the result first: null_member_fixed.c
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("member of a structure that is not there");

struct user {
	int id;
	const char *name;
};

static struct user users[] = {{1, "root"}, {2, "admin"}};

static noinline struct user *find_user(int id)
{
	for (int i = 0; i < 2; i++)
		if (users[i].id == id)
			return &users[i];
	return NULL;
}

static int __init null_member_init(void)
{
	pr_info("null_member: user 3 is %s\n", find_user(3)->name);
	return 0;
}

static void __exit null_member_exit(void)
{
}

module_init(null_member_init);
module_exit(null_member_exit);
