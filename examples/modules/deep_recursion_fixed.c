// SPDX-License-Identifier: GPL-2.0-or-later
/* deep_recursion.c without its bug: a loop with a bound. */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("recursion without end, mended");

struct node {
	struct node *parent;
	char name[200];
};

/* By mistake each is the other's parent. */
static struct node a, b = {.parent = &a}, a = {.parent = &b};

#define MAX_DEPTH 64

static noinline int depth(const struct node *node)
{
	int n = 0;

	while (node->parent && n < MAX_DEPTH) {
		node = node->parent;
		n++;
	}
	return n < MAX_DEPTH ? n : -40; /* ELOOP */
}

static int __init deep_recursion_fixed_init(void)
{
	pr_info("deep_recursion_fixed: %d levels\n", depth(&a));
	return 0;
}

static void __exit deep_recursion_fixed_exit(void)
{
}

module_init(deep_recursion_fixed_init);
module_exit(deep_recursion_fixed_exit);
