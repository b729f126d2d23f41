// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG_ON five functions deep");

static noinline int bug_nested_5(int n)
{
	BUG_ON(n > 3);
	return n * 3;
}

static noinline int bug_nested_4(int n)
{
	return bug_nested_5(n + 1) + 1;
}

static noinline int bug_nested_3(int n)
{
	return bug_nested_4(n) * 2;
}

static noinline int bug_nested_2(int n)
{
	return bug_nested_3(n + 2) + n;
}

static noinline int bug_nested_1(int n)
{
	return bug_nested_2(n) + 7;
}

static int __init bug_nested_init(void)
{
	printk(KERN_INFO "bug_nested: %d\n", bug_nested_1(5));
	return 0;
}

static void __exit bug_nested_exit(void)
{
	printk(KERN_INFO "bug_nested: unloaded\n");
}

module_init(bug_nested_init);
module_exit(bug_nested_exit);
