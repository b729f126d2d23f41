/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults three calls deep: the trace must show c, b, a and the init function.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("fault under three frames");

static noinline int nested_frames_c(volatile int *p)
{
	return *p + 1;
}

static noinline int nested_frames_b(volatile int *p)
{
	return nested_frames_c(p) + 2;
}

static noinline int nested_frames_a(volatile int *p)
{
	return nested_frames_b(p) + 3;
}

static int __init nested_frames_init(void)
{
	int *p = (int *)0x10;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("nested_frames: got %d\n", nested_frames_a(p));
	return 0;
}

static void __exit nested_frames_exit(void)
{
}

module_init(nested_frames_init);
module_exit(nested_frames_exit);
