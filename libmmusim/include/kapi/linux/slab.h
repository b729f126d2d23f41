/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory in small pieces.
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/percpu-refcount.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/* What an allocation of no bytes gives: not NULL, and never to be followed. */
#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

/* Every object is aligned to this; a size that is a power of two, to itself. */
#define ARCH_KMALLOC_MINALIGN __alignof__(unsigned long long)

/* Flags of a cache. */
#define SLAB_CONSISTENCY_CHECKS ((slab_flags_t __force)0x00000100U)
#define SLAB_RED_ZONE		((slab_flags_t __force)0x00000400U)
#define SLAB_POISON		((slab_flags_t __force)0x00000800U)
#define SLAB_HWCACHE_ALIGN	((slab_flags_t __force)0x00002000U)
#define SLAB_STORE_USER		((slab_flags_t __force)0x00010000U)
#define SLAB_DEBUG_OBJECTS	((slab_flags_t __force)0)
#define SLAB_PANIC		((slab_flags_t __force)0x00040000U)
#define SLAB_RECLAIM_ACCOUNT	((slab_flags_t __force)0x00020000U)
#define SLAB_TYPESAFE_BY_RCU	((slab_flags_t __force)0x00080000U)
#define SLAB_ACCOUNT		((slab_flags_t __force)0x04000000U)

struct kmem_cache;

/* Which kinds of memory kmalloc() has caches for, and these: of 96 and 192 bytes, and of
 * powers of 2 from 8 on. */
enum kmalloc_cache_type {
	KMALLOC_NORMAL,
	KMALLOC_RECLAIM,
	KMALLOC_DMA,
	KMALLOC_CGROUP,
	NR_KMALLOC_TYPES
};

#define KMALLOC_SHIFT_HIGH 13
extern struct kmem_cache
	*kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1];

/**
 * kmem_cache_create - a cache for objects of one size
 * @name:  shown in /proc/slabinfo and in reports
 * @align: 0 where any will do
 * @ctor:  called with each object of a new slab, before any is handed out; what it
 *         wrote is still there when an object was freed and is had again. NULL: none
 *
 * Return: the cache; NULL where memory is short.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *));

/* The same of objects that hold what user space may see: usersize bytes from
 * useroffset on. Of other caches' objects copy_to_user() and copy_from_user() copy
 * nothing. */
struct kmem_cache *
kmem_cache_create_usercopy(const char *name, unsigned int size,
			   unsigned int align, slab_flags_t flags,
			   unsigned int useroffset, unsigned int usersize,
			   void (*ctor)(void *));

/* Objects that were not freed are reported, and the cache stays. */
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags) __malloc;
void kmem_cache_free(struct kmem_cache *cache, void *object);
unsigned int kmem_cache_size(struct kmem_cache *cache);
int kmem_cache_shrink(struct kmem_cache *cache);

/* A cache named after a structure. */
#define KMEM_CACHE(type, flags)                       \
	kmem_cache_create(#type, sizeof(struct type), \
			  __alignof__(struct type), flags, NULL)

static inline void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t flags)
{
	return kmem_cache_alloc(cache, flags | __GFP_ZERO);
}

void *__kmalloc(size_t size, gfp_t flags) __alloc_size(1);

/* Grows or shrinks @p, NULL for a new object; @p stays valid on failure. */
void *__must_check krealloc(const void *p, size_t size, gfp_t flags)
	__realloc_size(2);

/* Nothing happens where @p is NULL. */
void kfree(const void *p);

/* The bytes that really belong to the object, at least those asked for. */
size_t ksize(const void *p);

/**
 * kmalloc - allocate an object
 * @size:  bytes
 * @flags: GFP_KERNEL where the caller may sleep, GFP_ATOMIC where not
 *
 * Return: the object, not cleared; NULL where memory is short.
 */
static __always_inline __alloc_size(1) void *kmalloc(size_t size, gfp_t flags)
{
	return __kmalloc(size, flags);
}

static inline __alloc_size(1) void *kzalloc(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZERO);
}

/* Memory from kmalloc(), or vmalloc() where there is no block that large. */
void *kvmalloc_node(size_t size, gfp_t flags, int node) __alloc_size(1);
void kvfree(const void *addr);

static inline __alloc_size(1) void *kvmalloc(size_t size, gfp_t flags)
{
	return kvmalloc_node(size, flags, -1);
}

static inline __alloc_size(1) void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc(size, flags | __GFP_ZERO);
}

/* @n objects of @size bytes; NULL where the product overflows. */
static inline __alloc_size(1, 2) void *kmalloc_array(size_t n, size_t size,
						     gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kmalloc(bytes, flags);
}

static inline __alloc_size(1, 2) void *kcalloc(size_t n, size_t size,
					       gfp_t flags)
{
	return kmalloc_array(n, size, flags | __GFP_ZERO);
}

static inline __realloc_size(2, 3) void *__must_check
	krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return krealloc(p, bytes, flags);
}

static inline __alloc_size(1, 2) void *kvmalloc_array(size_t n, size_t size,
						      gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kvmalloc(bytes, flags);
}

static inline __alloc_size(1, 2) void *kvcalloc(size_t n, size_t size,
						gfp_t flags)
{
	return kvmalloc_array(n, size, flags | __GFP_ZERO);
}

/* A larger one, with what was in the first @oldsize bytes; @p is freed. */
void *kvrealloc(const void *p, size_t oldsize, size_t newsize, gfp_t flags)
	__realloc_size(3);
/* Both clear it first; for the first one that is all there is room for. */
void kfree_sensitive(const void *objp);
void kvfree_sensitive(const void *addr, size_t len);

/* Many objects at once: their number, 0 where there are not as many. */
int kmem_cache_alloc_bulk(struct kmem_cache *cache, gfp_t flags, size_t n,
			  void **objects);
void kmem_cache_free_bulk(struct kmem_cache *cache, size_t n, void **objects);

/* Simplified: there is one node. */
#define kmalloc_node(size, flags, node)		  kmalloc(size, flags)
#define kzalloc_node(size, flags, node)		  kzalloc(size, flags)
#define kmem_cache_alloc_node(cache, flags, node) kmem_cache_alloc(cache, flags)

#endif
