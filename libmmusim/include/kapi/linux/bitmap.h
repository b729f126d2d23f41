/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of small numbers, as arrays of bits: DECLARE_BITMAP(map, 100). What one long
 * holds is done in place, the rest by functions of the kernel.
 *
 * "%*pbl" prints one as a list, given its size and address.
 */
#ifndef _LINUX_BITMAP_H
#define _LINUX_BITMAP_H

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/find.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>

#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]

/* The bits of the first and the last word that belong to a range. */
#define BITMAP_FIRST_WORD_MASK(start) (~0UL << ((start) & (BITS_PER_LONG - 1)))
#define BITMAP_LAST_WORD_MASK(nbits)  (~0UL >> (-(nbits) & (BITS_PER_LONG - 1)))

int __bitmap_weight(const unsigned long *map, unsigned int nbits);
void __bitmap_set(unsigned long *map, unsigned int start, int len);
void __bitmap_clear(unsigned long *map, unsigned int start, int len);

#define __BITMAP_BYTES(nbits) (BITS_TO_LONGS(nbits) * sizeof(long))

/* As <linux/slab.h> has them, which needs sets of CPUs. */
void *__kmalloc(size_t size, gfp_t flags) __malloc __alloc_size(1);
void kfree(const void *p);

static inline unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return __kmalloc(__BITMAP_BYTES(nbits), flags);
}

static inline unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_alloc(nbits, flags | __GFP_ZERO);
}

static inline void bitmap_free(const unsigned long *map)
{
	kfree(map);
}

static inline void bitmap_zero(unsigned long *map, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*map = 0;
	else
		memset(map, 0, __BITMAP_BYTES(nbits));
}

static inline void bitmap_fill(unsigned long *map, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*map = ~0UL;
	else
		memset(map, 0xff, __BITMAP_BYTES(nbits));
}

static inline void bitmap_copy(unsigned long *to, const unsigned long *from,
			       unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*to = *from;
	else
		memcpy(to, from, __BITMAP_BYTES(nbits));
}

static __always_inline unsigned int bitmap_weight(const unsigned long *map,
						  unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		return hweight_long(*map & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_weight(map, nbits);
}

static __always_inline void bitmap_set(unsigned long *map, unsigned int start,
				       unsigned int nbits)
{
	if (__builtin_constant_p(nbits) && nbits == 1)
		__set_bit(start, map);
	else
		__bitmap_set(map, start, nbits);
}

static __always_inline void bitmap_clear(unsigned long *map, unsigned int start,
					 unsigned int nbits)
{
	if (__builtin_constant_p(nbits) && nbits == 1)
		__clear_bit(start, map);
	else
		__bitmap_clear(map, start, nbits);
}

static inline bool bitmap_empty(const unsigned long *map, unsigned int nbits)
{
	return find_first_bit(map, nbits) == nbits;
}

static inline bool bitmap_full(const unsigned long *map, unsigned int nbits)
{
	return find_first_zero_bit(map, nbits) == nbits;
}

#endif
