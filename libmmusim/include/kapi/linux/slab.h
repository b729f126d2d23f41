/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory in small pieces.
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/types.h>

/* What an allocation of no bytes gives: not NULL, and never to be followed. */
#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

/* Every object is aligned to this; a size that is a power of two, to itself. */
#define ARCH_KMALLOC_MINALIGN __alignof__(unsigned long long)

void *__kmalloc(size_t size, gfp_t flags) __malloc __alloc_size(1);

/* Grows or shrinks @p, NULL for a new object; @p stays valid on failure. */
void *__must_check krealloc(const void *p, size_t size, gfp_t flags)
	__alloc_size(2);

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

static inline __alloc_size(2, 3) void *__must_check
	krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return krealloc(p, bytes, flags);
}

#endif
