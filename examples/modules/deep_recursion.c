// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a tree with a ring in it is walked by recursion
 * Look: "TASK stack guard page was hit", and the same frame many times
 * Fix:  a loop with a bound: deep_recursion_fixed.c
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("recursion without end");

struct node {
	struct node *parent;
	char name[200];
};

/* By mistake each is the other's parent. */
static struct node a, b = {.parent = &a}, a = {.parent = &b};

static noinline int depth(const struct node *node)
{
	volatile char path[200];

	path[0] = node->name[0];
	return node->parent ? depth(node->parent) + 1 + path[0] : 0;
}

static int __init deep_recursion_init(void)
{
	pr_info("deep_recursion: %d levels\n", depth(&a));
	return 0;
}

static void __exit deep_recursion_exit(void)
{
}

module_init(deep_recursion_init);
module_exit(deep_recursion_exit);
