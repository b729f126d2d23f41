// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmem_cache_destroy with objects in use, with slub_debug");

static struct kmem_cache *cache_leak_debug_cache;

static int __init cache_leak_debug_init(void)
{
	cache_leak_debug_cache = kmem_cache_create("cache_leak_debug", 48, 0, 0, NULL);
	kmem_cache_alloc(cache_leak_debug_cache, GFP_KERNEL);
	printk(KERN_INFO "cache_leak_debug: destroying\n");
	kmem_cache_destroy(cache_leak_debug_cache);
	printk(KERN_INFO "cache_leak_debug: still here\n");
	return 0;
}

static void __exit cache_leak_debug_exit(void)
{
	printk(KERN_INFO "cache_leak_debug: unloaded\n");
}

module_init(cache_leak_debug_init);
module_exit(cache_leak_debug_exit);
