// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two caches of one name");

static void cache_twice_ctor(void *p)
{
	memset(p, 0x11, 72);
}

static int __init cache_twice_init(void)
{
	struct kmem_cache *a = kmem_cache_create("cache_twice", 72, 0, SLAB_HWCACHE_ALIGN, cache_twice_ctor);
	struct kmem_cache *b = kmem_cache_create("cache_twice", 72, 0, SLAB_HWCACHE_ALIGN, cache_twice_ctor);

	printk(KERN_INFO "cache_twice: %d %d\n", !!a, !!b);
	kmem_cache_destroy(b);
	kmem_cache_destroy(a);
	printk(KERN_INFO "cache_twice: still here\n");
	return 0;
}

static void __exit cache_twice_exit(void)
{
	printk(KERN_INFO "cache_twice: unloaded\n");
}

module_init(cache_twice_init);
module_exit(cache_twice_exit);
