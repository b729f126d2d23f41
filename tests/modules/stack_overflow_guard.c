/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recurses with frames of half a kilobyte until the stack runs into its guard
 * page. Every byte of a frame is touched, so that no page is jumped over.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kernel stack overflow");

static noinline long stack_overflow_guard_recurse(long depth)
{
	volatile unsigned char frame[512];
	size_t i;

	for (i = 0; i < sizeof(frame); i++)
		frame[i] = depth;
	if (depth > 1000000)
		return depth;
	return stack_overflow_guard_recurse(depth + 1) + frame[depth % 512];
}

static int __init stack_overflow_guard_init(void)
{
	pr_info("stack_overflow_guard: recursing\n");
	pr_info("stack_overflow_guard: got %ld\n",
		stack_overflow_guard_recurse(0));
	return 0;
}

static void __exit stack_overflow_guard_exit(void)
{
}

module_init(stack_overflow_guard_init);
module_exit(stack_overflow_guard_exit);
