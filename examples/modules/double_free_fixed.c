// SPDX-License-Identifier: GPL-2.0-or-later
/* double_free.c without its bug: free it in one place. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree() twice, mended");

struct note {
	char text[64];
};

static noinline int publish(struct note *note)
{
	note->text[0] = 0;
	return -5;
}

static int __init double_free_fixed_init(void)
{
	struct note *note = kzalloc(sizeof(*note), GFP_KERNEL);

	if (!note)
		return -12;
	publish(note);
	kfree(note);
	return 0;
}

static void __exit double_free_fixed_exit(void)
{
}

module_init(double_free_fixed_init);
module_exit(double_free_fixed_exit);
