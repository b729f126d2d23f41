/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_pool.c - memory pools, as code of the kernel image: they call functions
 * of modules.
 *
 *   mempool_t   00 lock  04 min_nr  08 curr_nr  10 elements  18 pool_data
 *               20 alloc  28 free  30 wait          (72 bytes)
 *
 * What is given back goes to the reserve as long as that is not full.
 *
 * Simplified: when neither the allocator nor the reserve has an element, the
 * result is NULL; nobody waits.
 *
 * Reference: Linux 6.1, mm/mempool.c.
 */
#include "kernel/kimage_sync.h"

#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

#define GFP_KERNEL_ZERO	    0xdc0u
#define GFP_KERNEL	    0xcc0u
#define POOL_SIZE	    72

typedef void *(*alloc_fn)(unsigned int gfp, void *data);
typedef void (*free_fn)(void *element, void *data);

struct mempool {
	unsigned int lock;
	int min_nr, curr_nr;
	void **elements;
	void *data;
	alloc_fn alloc;
	free_fn free;
};

HIDDEN void *kimg___kmalloc(size_t size, unsigned int gfp);
HIDDEN void kimg_kfree(const void *object);
HIDDEN void *kimg_kmem_cache_alloc(void *cache, unsigned int gfp);
HIDDEN void kimg_kmem_cache_free(void *cache, void *object);

EXPORTED(void, mempool_destroy)(struct mempool *pool);
EXPORTED(void, mempool_destroy)(struct mempool *pool)
{
	if (!pool)
		return;
	while (pool->curr_nr > 0)
		pool->free(pool->elements[--pool->curr_nr], pool->data);
	kimg_kfree(pool->elements);
	kimg_kfree(pool);
}
KIMAGE_EXPORT(mempool_destroy);

EXPORTED(struct mempool *, mempool_create)
(int min_nr, alloc_fn alloc, free_fn free, void *data);
EXPORTED(struct mempool *, mempool_create)
(int min_nr, alloc_fn alloc, free_fn free, void *data)
{
	struct mempool *pool = kimg___kmalloc(POOL_SIZE, GFP_KERNEL_ZERO);

	if (!pool)
		return NULL;
	pool->min_nr = min_nr;
	pool->alloc = alloc;
	pool->free = free;
	pool->data = data;
	pool->elements =
		kimg___kmalloc((size_t)min_nr * sizeof(void *), GFP_KERNEL);
	while (pool->elements && pool->curr_nr < min_nr) {
		void *element = alloc(GFP_KERNEL, data);

		if (!element)
			break;
		pool->elements[pool->curr_nr++] = element;
	}
	if (pool->elements && pool->curr_nr == min_nr)
		return pool;
	kimg_mempool_destroy(pool);
	return NULL;
}
KIMAGE_EXPORT(mempool_create);

EXPORTED(struct mempool *, mempool_create_node)
(int min_nr, alloc_fn alloc, free_fn free, void *data, unsigned int gfp,
 int node);
EXPORTED(struct mempool *, mempool_create_node)
(int min_nr, alloc_fn alloc, free_fn free, void *data, unsigned int gfp,
 int node)
{
	(void)gfp;
	(void)node;
	return kimg_mempool_create(min_nr, alloc, free, data);
}
KIMAGE_EXPORT(mempool_create_node);

EXPORTED(void *, mempool_alloc)(struct mempool *pool, unsigned int gfp);
EXPORTED(void *, mempool_alloc)(struct mempool *pool, unsigned int gfp)
{
	void *element = pool->alloc(gfp, pool->data);

	if (!element && pool->curr_nr > 0)
		element = pool->elements[--pool->curr_nr];
	return element;
}
KIMAGE_EXPORT(mempool_alloc);

EXPORTED(void, mempool_free)(void *element, struct mempool *pool);
EXPORTED(void, mempool_free)(void *element, struct mempool *pool)
{
	if (!element)
		return;
	if (pool->curr_nr < pool->min_nr)
		pool->elements[pool->curr_nr++] = element;
	else
		pool->free(element, pool->data);
}
KIMAGE_EXPORT(mempool_free);

/* --- what most of them are made of ------------------------------------------------ */

EXPORTED(void *, mempool_kmalloc)(unsigned int gfp, void *data);
EXPORTED(void *, mempool_kmalloc)(unsigned int gfp, void *data)
{
	return kimg___kmalloc((size_t)data, gfp);
}
KIMAGE_EXPORT(mempool_kmalloc);

EXPORTED(void, mempool_kfree)(void *element, void *data);
EXPORTED(void, mempool_kfree)(void *element, void *data)
{
	(void)data;
	kimg_kfree(element);
}
KIMAGE_EXPORT(mempool_kfree);

EXPORTED(void *, mempool_alloc_slab)(unsigned int gfp, void *cache);
EXPORTED(void *, mempool_alloc_slab)(unsigned int gfp, void *cache)
{
	return kimg_kmem_cache_alloc(cache, gfp);
}
KIMAGE_EXPORT(mempool_alloc_slab);

EXPORTED(void, mempool_free_slab)(void *element, void *cache);
EXPORTED(void, mempool_free_slab)(void *element, void *cache)
{
	kimg_kmem_cache_free(cache, element);
}
KIMAGE_EXPORT(mempool_free_slab);
