// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  an object is freed on the error path and once more at the end
 * Look: with slub_debug=FZPU "Object already free", and who freed it first
 * Fix:  free it in one place: double_free_fixed.c
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree() twice");

struct note {
	char text[64];
};

static noinline int publish(struct note *note)
{
	kfree(note);
	return -5;
}

static int __init double_free_init(void)
{
	struct note *note = kzalloc(sizeof(*note), GFP_KERNEL);

	if (!note)
		return -12;
	publish(note);
	kfree(note);
	return 0;
}

static void __exit double_free_exit(void)
{
}

module_init(double_free_init);
module_exit(double_free_exit);
