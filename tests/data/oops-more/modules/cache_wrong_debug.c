// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free an object to the wrong cache, with slub_debug");

static int __init cache_wrong_debug_init(void)
{
	struct kmem_cache *a = kmem_cache_create("cache_wrong_a", 128, 0, 0, NULL);
	struct kmem_cache *b = kmem_cache_create("cache_wrong_b", 320, 0, 0, NULL);
	void *p = kmem_cache_alloc(a, GFP_KERNEL);

	printk(KERN_INFO "cache_wrong_debug: freeing to the other cache\n");
	kmem_cache_free(b, p);
	printk(KERN_INFO "cache_wrong_debug: still here\n");
	kmem_cache_destroy(b);
	kmem_cache_destroy(a);
	return 0;
}

static void __exit cache_wrong_debug_exit(void)
{
	printk(KERN_INFO "cache_wrong_debug: unloaded\n");
}

module_init(cache_wrong_debug_init);
module_exit(cache_wrong_debug_exit);
