// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free an object to the wrong cache");

#define SLAB_NO_MERGE_FLAG SLAB_POISON

static int __init cache_wrong_init(void)
{
	struct kmem_cache *a = kmem_cache_create("cache_wrong_a", 128, 0, SLAB_NO_MERGE_FLAG, NULL);
	struct kmem_cache *b = kmem_cache_create("cache_wrong_b", 320, 0, SLAB_NO_MERGE_FLAG, NULL);
	void *p = kmem_cache_alloc(a, GFP_KERNEL);

	printk(KERN_INFO "cache_wrong: freeing to the other cache\n");
	kmem_cache_free(b, p);
	printk(KERN_INFO "cache_wrong: still here\n");
	kmem_cache_destroy(b);
	kmem_cache_destroy(a);
	return 0;
}

static void __exit cache_wrong_exit(void)
{
	printk(KERN_INFO "cache_wrong: unloaded\n");
}

module_init(cache_wrong_init);
module_exit(cache_wrong_exit);
