/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory pools: a reserve of elements, for when memory is short.
 *
 * Simplified: where there is no element, either, the result is NULL; nobody waits.
 */
#ifndef _LINUX_MEMPOOL_H
#define _LINUX_MEMPOOL_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

struct kmem_cache;

typedef void *(mempool_alloc_t)(gfp_t gfp_mask, void *pool_data);
typedef void(mempool_free_t)(void *element, void *pool_data);

typedef struct mempool_s {
	spinlock_t lock;
	int min_nr;	 /* elements that the reserve can hold */
	int curr_nr;	 /* elements that it has */
	void **elements; /* those */
	void *pool_data;
	mempool_alloc_t *alloc;
	mempool_free_t *free;
	wait_queue_head_t wait;
} mempool_t;

static_assert(sizeof(mempool_t) == 72);

/* A pool with @min_nr elements in reserve, which alloc_fn() makes; NULL where
 * memory is short. @pool_data is what both functions are given. */
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn,
			  mempool_free_t *free_fn, void *pool_data);
mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc_fn,
			       mempool_free_t *free_fn, void *pool_data,
			       gfp_t gfp_mask, int node_id);
void mempool_destroy(mempool_t *pool);
void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask) __malloc;
/* To the reserve as long as that is not full. */
void mempool_free(void *element, mempool_t *pool);

/* A pool that lies in a structure of the caller's: 0, -ENOMEM. */
int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		 mempool_free_t *free_fn, void *pool_data);
void mempool_exit(mempool_t *pool);

/* Another number of elements in reserve: 0, -ENOMEM. */
int mempool_resize(mempool_t *pool, int min_nr);

/* The functions of pools of a cache's objects, of kmalloc()'s, and of pages, of an
 * order that is the pool's data. */
void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data);
void mempool_free_slab(void *element, void *pool_data);
void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data);
void mempool_kfree(void *element, void *pool_data);
void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data);
void mempool_free_pages(void *element, void *pool_data);

static inline bool mempool_initialized(mempool_t *pool)
{
	return pool->elements != NULL;
}

static inline mempool_t *mempool_create_slab_pool(int min_nr,
						  struct kmem_cache *cache)
{
	return mempool_create(min_nr, mempool_alloc_slab, mempool_free_slab,
			      (void *)cache);
}

static inline mempool_t *mempool_create_kmalloc_pool(int min_nr, size_t size)
{
	return mempool_create(min_nr, mempool_kmalloc, mempool_kfree,
			      (void *)size);
}

static inline mempool_t *mempool_create_page_pool(int min_nr, int order)
{
	return mempool_create(min_nr, mempool_alloc_pages, mempool_free_pages,
			      (void *)(long)order);
}

#endif
