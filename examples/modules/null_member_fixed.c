// SPDX-License-Identifier: GPL-2.0-or-later
/* null_member.c without its bug: look at the result first. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("member of a structure that is not there, mended");

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

static int __init null_member_fixed_init(void)
{
	struct user *user = find_user(3);

	pr_info("null_member_fixed: user 3 is %s\n",
		user ? user->name : "unknown");
	return 0;
}

static void __exit null_member_fixed_exit(void)
{
}

module_init(null_member_fixed_init);
module_exit(null_member_fixed_exit);
