// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a terminating zero is written behind an object
 * Look: with slub_debug=FZPU "Redzone overwritten", when the object is freed
 * Fix:  leave room for it: slab_overflow_fixed.c
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("overflow of a slab object by one byte");

static char *name;

static noinline void set_name(const char *text, size_t len)
{
	name = kmalloc(64, GFP_KERNEL);
	if (!name)
		return;
	memcpy(name, text, len);
	name[len] = 0; /* one too far when len is 64 */
}

static int __init slab_overflow_init(void)
{
	static const char text[64] = "a name that fills all of the object";

	set_name(text, sizeof(text));
	pr_info("slab_overflow: the name is set\n");
	return 0;
}

static void __exit slab_overflow_exit(void)
{
	kfree(name);
}

module_init(slab_overflow_init);
module_exit(slab_overflow_exit);
