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

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags);
unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags);
unsigned long *bitmap_alloc_node(unsigned int nbits, gfp_t flags, int node);
unsigned long *bitmap_zalloc_node(unsigned int nbits, gfp_t flags, int node);
void bitmap_free(const unsigned long *map);

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

/* --- two sets ------------------------------------------------------------------------ */

/* Those that return a bool say whether a bit of the result is set. */
bool __bitmap_and(unsigned long *to, const unsigned long *a,
		  const unsigned long *b, unsigned int nbits);
void __bitmap_or(unsigned long *to, const unsigned long *a,
		 const unsigned long *b, unsigned int nbits);
void __bitmap_xor(unsigned long *to, const unsigned long *a,
		  const unsigned long *b, unsigned int nbits);
bool __bitmap_andnot(unsigned long *to, const unsigned long *a,
		     const unsigned long *b, unsigned int nbits);
void __bitmap_complement(unsigned long *to, const unsigned long *from,
			 unsigned int nbits);
void __bitmap_replace(unsigned long *to, const unsigned long *old,
		      const unsigned long *new, const unsigned long *mask,
		      unsigned int nbits);
bool __bitmap_equal(const unsigned long *a, const unsigned long *b,
		    unsigned int nbits);
bool __bitmap_intersects(const unsigned long *a, const unsigned long *b,
			 unsigned int nbits);
bool __bitmap_subset(const unsigned long *a, const unsigned long *b,
		     unsigned int nbits);
unsigned int __bitmap_weight_and(const unsigned long *a, const unsigned long *b,
				 unsigned int nbits);

static inline bool bitmap_and(unsigned long *to, const unsigned long *a,
			      const unsigned long *b, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		return (*to = *a & *b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
	return __bitmap_and(to, a, b, nbits);
}

static inline void bitmap_or(unsigned long *to, const unsigned long *a,
			     const unsigned long *b, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*to = *a | *b;
	else
		__bitmap_or(to, a, b, nbits);
}

static inline void bitmap_xor(unsigned long *to, const unsigned long *a,
			      const unsigned long *b, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*to = *a ^ *b;
	else
		__bitmap_xor(to, a, b, nbits);
}

static inline bool bitmap_andnot(unsigned long *to, const unsigned long *a,
				 const unsigned long *b, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		return (*to = *a & ~*b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
	return __bitmap_andnot(to, a, b, nbits);
}

static inline void bitmap_complement(unsigned long *to,
				     const unsigned long *from,
				     unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*to = ~*from;
	else
		__bitmap_complement(to, from, nbits);
}

/* Where @mask is set the bit of @new, elsewhere that of @old. */
static inline void bitmap_replace(unsigned long *to, const unsigned long *old,
				  const unsigned long *new,
				  const unsigned long *mask, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*to = (*old & ~*mask) | (*new &*mask);
	else
		__bitmap_replace(to, old, new, mask, nbits);
}

static inline bool bitmap_equal(const unsigned long *a, const unsigned long *b,
				unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		return !((*a ^ *b) & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_equal(a, b, nbits);
}

static inline bool bitmap_intersects(const unsigned long *a,
				     const unsigned long *b, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		return (*a & *b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
	return __bitmap_intersects(a, b, nbits);
}

/* Is each bit of @a one of @b? */
static inline bool bitmap_subset(const unsigned long *a, const unsigned long *b,
				 unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		return !(*a & ~*b & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_subset(a, b, nbits);
}

static inline unsigned long bitmap_weight_and(const unsigned long *a,
					      const unsigned long *b,
					      unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		return hweight_long(*a & *b & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_weight_and(a, b, nbits);
}

/* --- moving bits --------------------------------------------------------------------- */

void __bitmap_shift_right(unsigned long *to, const unsigned long *from,
			  unsigned int shift, unsigned int nbits);
void __bitmap_shift_left(unsigned long *to, const unsigned long *from,
			 unsigned int shift, unsigned int nbits);
/* Without @cut bits from @first on; what is above them moves down. */
void bitmap_cut(unsigned long *to, const unsigned long *from,
		unsigned int first, unsigned int cut, unsigned int nbits);

/* Bit @shift becomes bit 0; the reverse. */
static inline void bitmap_shift_right(unsigned long *to,
				      const unsigned long *from,
				      unsigned int shift, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*to = (*from & BITMAP_LAST_WORD_MASK(nbits)) >> shift;
	else
		__bitmap_shift_right(to, from, shift, nbits);
}

static inline void bitmap_shift_left(unsigned long *to,
				     const unsigned long *from,
				     unsigned int shift, unsigned int nbits)
{
	if (__FIND_IN_WORD(nbits))
		*to = (*from << shift) & BITMAP_LAST_WORD_MASK(nbits);
	else
		__bitmap_shift_left(to, from, shift, nbits);
}

void bitmap_from_arr32(unsigned long *map, const u32 *from, unsigned int nbits);
void bitmap_to_arr32(u32 *to, const unsigned long *map, unsigned int nbits);

/* The same as an array of longs. */
#define bitmap_from_arr64(map, from, nbits) \
	bitmap_copy_clear_tail((map), (const unsigned long *)(from), (nbits))
#define bitmap_to_arr64(to, map, nbits) \
	bitmap_copy_clear_tail((unsigned long *)(to), (map), (nbits))

static inline void bitmap_copy_clear_tail(unsigned long *to,
					  const unsigned long *from,
					  unsigned int nbits)
{
	bitmap_copy(to, from, nbits);
	if (nbits % BITS_PER_LONG)
		to[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}

/* --- room ---------------------------------------------------------------------------- */

/* @nr clear bits in a row, from @start on; the first one, added to @align_offset, has
 * no bit of @align_mask set. Above @size where there are none. */
unsigned long bitmap_find_next_zero_area_off(
	unsigned long *map, unsigned long size, unsigned long start,
	unsigned int nr, unsigned long align_mask, unsigned long align_offset);

static inline unsigned long bitmap_find_next_zero_area(unsigned long *map,
						       unsigned long size,
						       unsigned long start,
						       unsigned int nr,
						       unsigned long align_mask)
{
	return bitmap_find_next_zero_area_off(map, size, start, nr, align_mask,
					      0);
}

/* 2 to the power of @order bits, aligned to their number, which are set: from the
 * first on that are clear, or -ENOMEM; from @pos on, or -EBUSY; and clear again. */
int bitmap_find_free_region(unsigned long *map, unsigned int nbits, int order);
int bitmap_allocate_region(unsigned long *map, unsigned int pos, int order);
void bitmap_release_region(unsigned long *map, unsigned int pos, int order);

/* --- as text ------------------------------------------------------------------------- */

/* "1-3,7" and "ff,0000ffff": 0 or a negative errno. */
int bitmap_parselist(const char *text, unsigned long *map, int nbits);
int bitmap_parselist_user(const char __user *from, unsigned int len,
			  unsigned long *map, int nbits);
int bitmap_parse(const char *start, unsigned int len, unsigned long *map,
		 int nbits);
int bitmap_parse_user(const char __user *from, unsigned int len,
		      unsigned long *map, int nbits);
/* To a page of a file of /sys, with a newline. */
int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *map,
			    int nbits);
int bitmap_print_bitmask_to_buf(char *buf, const unsigned long *map, int nbits,
				loff_t offset, size_t count);
int bitmap_print_list_to_buf(char *buf, const unsigned long *map, int nbits,
			     loff_t offset, size_t count);

#endif
