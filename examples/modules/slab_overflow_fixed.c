// SPDX-License-Identifier: GPL-2.0-or-later
/* slab_overflow.c without its bug: there is room for the terminating zero. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("overflow of a slab object by one byte, mended");

static char *name;

static noinline void set_name(const char *text, size_t len)
{
	name = kmalloc(len + 1, GFP_KERNEL);
	if (!name)
		return;
	memcpy(name, text, len);
	name[len] = 0;
}

static int __init slab_overflow_fixed_init(void)
{
	static const char text[64] = "a name that fills all of the object";

	set_name(text, sizeof(text));
	pr_info("slab_overflow_fixed: the name is set\n");
	return 0;
}

static void __exit slab_overflow_fixed_exit(void)
{
	kfree(name);
}

module_init(slab_overflow_fixed_init);
module_exit(slab_overflow_fixed_exit);
