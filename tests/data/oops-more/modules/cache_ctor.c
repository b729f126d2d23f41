// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a constructor that faults");

static int *cache_ctor_count;

static void cache_ctor_ctor(void *p)
{
	memset(p, 0, 72);
	++*cache_ctor_count;
}

static int __init cache_ctor_init(void)
{
	struct kmem_cache *a = kmem_cache_create("cache_ctor", 72, 0, 0, cache_ctor_ctor);

	printk(KERN_INFO "cache_ctor: allocating\n");
	kmem_cache_alloc(a, GFP_KERNEL);
	printk(KERN_INFO "cache_ctor: still here\n");
	return 0;
}

static void __exit cache_ctor_exit(void)
{
	printk(KERN_INFO "cache_ctor: unloaded\n");
}

module_init(cache_ctor_init);
module_exit(cache_ctor_exit);
