// SPDX-License-Identifier: GPL-2.0-or-later
/* Uses caches as one should: nothing is to be reported. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmem_cache_create and what follows");

struct thing {
	long number[9];
};

static int __init slab_caches_init(void)
{
	struct kmem_cache *cache = KMEM_CACHE(thing, SLAB_HWCACHE_ALIGN);
	struct thing *a, *b;
	char *copy;

	if (!cache || kmem_cache_size(cache) < sizeof(*a))
		return -12;
	a = kmem_cache_alloc(cache, GFP_KERNEL);
	b = kmem_cache_zalloc(cache, GFP_KERNEL);
	if (!a || !b || b->number[8])
		return -12;
	memset(a, 1, sizeof(*a));
	memset(b, 2, sizeof(*b));
	if (a->number[8] != 0x0101010101010101)
		return -22;
	kmem_cache_free(cache, a);
	kfree(b); /* allowed since caches are SLUB's */
	kmem_cache_shrink(cache);
	kmem_cache_destroy(cache);
	copy = kstrdup("text", GFP_KERNEL);
	if (!copy || strlen(copy) != 4)
		return -12;
	copy = krealloc(copy, 8, GFP_KERNEL);
	copy[7] = 1;
	kfree(copy);
	pr_info("slab_caches: done\n");
	return 0;
}

static void __exit slab_caches_exit(void)
{
}

module_init(slab_caches_init);
module_exit(slab_caches_exit);
