// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Overflows an object into a free neighbour. Nothing happens then, nor when the
 * neighbour is allocated; who allocates next follows the free pointer.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("overflow over a free pointer");

static int __init slab_freelist_init(void)
{
	char *a = kmalloc(512, GFP_KERNEL), *b = kmalloc(512, GFP_KERNEL);

	kfree(b);
	OPTIMIZER_HIDE_VAR(a);
	memset(a, 'A', 1024);
	pr_info("slab_freelist: overflow\n");
	b = kmalloc(512, GFP_KERNEL);
	pr_info("slab_freelist: neighbour %s\n",
		b == a + 512 ? "allocated" : "missing");
	b = kmalloc(512, GFP_KERNEL);
	pr_info("slab_freelist: not reached\n");
	kfree(a);
	return 0;
}

static void __exit slab_freelist_exit(void)
{
}

module_init(slab_freelist_init);
module_exit(slab_freelist_exit);
