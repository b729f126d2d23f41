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
#define ERR_NOMEM	    (-12)

typedef void *(*alloc_fn)(unsigned int gfp, void *data);
typedef void (*free_fn)(void *element, void *data);

struct mempool {
	unsigned int lock;
	int min_nr, curr_nr;
	void **elements;
	void *data;
	alloc_fn alloc;
	free_fn free;
	unsigned long wait_lock;
	struct list waiters;
};

_Static_assert(sizeof(struct mempool) == 72, "as in Linux");

HIDDEN void *kimg___kmalloc(size_t size, unsigned int gfp);
HIDDEN void kimg_kfree(const void *object);
HIDDEN void *kimg_kmem_cache_alloc(void *cache, unsigned int gfp);
HIDDEN void kimg_kmem_cache_free(void *cache, void *object);
HIDDEN void *kimg_alloc_pages(unsigned int gfp, unsigned int order);
HIDDEN void kimg___free_pages(void *page, unsigned int order);

/* One that lies in a structure of the caller's. */
KIMAGE_DEFINE(void, mempool_exit, struct mempool *pool)
{
	while (pool->curr_nr > 0)
		pool->free(pool->elements[--pool->curr_nr], pool->data);
	kimg_kfree(pool->elements);
	pool->elements = NULL;
}

KIMAGE_DEFINE(void, mempool_destroy, struct mempool *pool)
{
	if (!pool)
		return;
	kimg_mempool_exit(pool);
	kimg_kfree(pool);
}

KIMAGE_DEFINE(int, mempool_init, struct mempool *pool, int min_nr,
	      alloc_fn alloc, free_fn free, void *data)
{
	pool->lock = 0;
	pool->min_nr = min_nr;
	pool->curr_nr = 0;
	pool->data = data;
	pool->alloc = alloc;
	pool->free = free;
	pool->wait_lock = 0;
	pool->waiters.next = pool->waiters.prev = &pool->waiters;
	pool->elements =
		kimg___kmalloc((size_t)min_nr * sizeof(void *), GFP_KERNEL);
	if (!pool->elements)
		return ERR_NOMEM;
	while (pool->curr_nr < min_nr) {
		void *element = alloc(GFP_KERNEL, data);

		if (!element) {
			kimg_mempool_exit(pool);
			return ERR_NOMEM;
		}
		pool->elements[pool->curr_nr++] = element;
	}
	return 0;
}

KIMAGE_DEFINE(struct mempool *, mempool_create, int min_nr, alloc_fn alloc,
	      free_fn free, void *data)
{
	struct mempool *pool = kimg___kmalloc(sizeof(*pool), GFP_KERNEL_ZERO);

	if (pool && kimg_mempool_init(pool, min_nr, alloc, free, data)) {
		kimg_kfree(pool);
		return NULL;
	}
	return pool;
}

/* What of the reserve is too much goes at once; what is missing comes now or with
 * what is freed. */
KIMAGE_DEFINE(int, mempool_resize, struct mempool *pool, int min_nr)
{
	void **elements;

	while (pool->curr_nr > min_nr)
		pool->free(pool->elements[--pool->curr_nr], pool->data);
	if (min_nr <= pool->min_nr) {
		pool->min_nr = min_nr;
		return 0;
	}
	elements = kimg___kmalloc((size_t)min_nr * sizeof(void *), GFP_KERNEL);
	if (!elements)
		return ERR_NOMEM;
	kimg_memcpy(elements, pool->elements,
		    (size_t)pool->curr_nr * sizeof(void *));
	kimg_kfree(pool->elements);
	pool->elements = elements;
	pool->min_nr = min_nr;
	while (pool->curr_nr < min_nr) {
		void *element = pool->alloc(GFP_KERNEL, pool->data);

		if (!element)
			break;
		pool->elements[pool->curr_nr++] = element;
	}
	return 0;
}

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

KIMAGE_DEFINE(void *, mempool_alloc_pages, unsigned int gfp, void *order)
{
	return kimg_alloc_pages(gfp, (unsigned int)(uintptr_t)order);
}

KIMAGE_DEFINE(void, mempool_free_pages, void *page, void *order)
{
	kimg___free_pages(page, (unsigned int)(uintptr_t)order);
}
