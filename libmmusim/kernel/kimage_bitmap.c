/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_bitmap.c - what is done with whole bitmaps, as code of the kernel image.
 *
 * Bits behind the last one, in its word, are neither looked at nor promised.
 *
 * Reference: Linux 6.1, lib/bitmap.c, lib/find_bit.c.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

#define WORD	  64u
#define WORDS(n)  (((n) + WORD - 1) / WORD)
#define ERR_BUSY  (-16)
#define ERR_NOMEM (-12)
#define ZERO	  0x100u

typedef unsigned long bits;

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);

KIMAGE_INLINE bool get(const bits *map, unsigned long i)
{
	return map[i / WORD] >> i % WORD & 1;
}

KIMAGE_INLINE void put(bits *map, unsigned long i, bool value)
{
	bits bit = 1ul << i % WORD;

	map[i / WORD] = value ? map[i / WORD] | bit : map[i / WORD] & ~bit;
}

/* Those bits of the i-th word that belong to a map of n. */
KIMAGE_INLINE bits valid(unsigned int i, unsigned int n)
{
	return n - i * WORD >= WORD ? ~0ul : (1ul << (n - i * WORD)) - 1;
}

/* --- two of them ------------------------------------------------------------------- */

KIMAGE_DEFINE(bool, __bitmap_equal, const bits *a, const bits *b,
	      unsigned int n)
{
	for (unsigned int i = 0; i < WORDS(n); i++)
		if ((a[i] ^ b[i]) & valid(i, n))
			return false;
	return true;
}

KIMAGE_DEFINE(void, __bitmap_complement, bits *to, const bits *from,
	      unsigned int n)
{
	for (unsigned int i = 0; i < WORDS(n); i++)
		to[i] = ~from[i];
}

/* Is there a bit in the result? */
#define COMBINE(name, expression)                                         \
	KIMAGE_DEFINE(bool, name, bits *to, const bits *a, const bits *b, \
		      unsigned int n)                                     \
	{                                                                 \
		bits any = 0;                                             \
                                                                          \
		for (unsigned int i = 0; i < WORDS(n); i++)               \
			any |= (to[i] = (expression)&valid(i, n));        \
		return any;                                               \
	}

COMBINE(__bitmap_and, a[i] & b[i])
COMBINE(__bitmap_andnot, a[i] & ~b[i])

#define COMBINE_ALL(name, expression)                                     \
	KIMAGE_DEFINE(void, name, bits *to, const bits *a, const bits *b, \
		      unsigned int n)                                     \
	{                                                                 \
		for (unsigned int i = 0; i < WORDS(n); i++)               \
			to[i] = expression;                               \
	}

COMBINE_ALL(__bitmap_or, a[i] | b[i])
COMBINE_ALL(__bitmap_xor, a[i] ^ b[i])

KIMAGE_DEFINE(void, __bitmap_replace, bits *to, const bits *old,
	      const bits *new, const bits *mask, unsigned int n)
{
	for (unsigned int i = 0; i < WORDS(n); i++)
		to[i] = (old[i] & ~mask[i]) | (new[i] & mask[i]);
}

KIMAGE_DEFINE(bool, __bitmap_intersects, const bits *a, const bits *b,
	      unsigned int n)
{
	for (unsigned int i = 0; i < WORDS(n); i++)
		if (a[i] & b[i] & valid(i, n))
			return true;
	return false;
}

KIMAGE_DEFINE(bool, __bitmap_subset, const bits *a, const bits *b,
	      unsigned int n)
{
	for (unsigned int i = 0; i < WORDS(n); i++)
		if (a[i] & ~b[i] & valid(i, n))
			return false;
	return true;
}

KIMAGE_DEFINE(unsigned int, __bitmap_weight_and, const bits *a, const bits *b,
	      unsigned int n)
{
	unsigned int weight = 0;

	for (unsigned int i = 0; i < n; i++)
		weight += get(a, i) && get(b, i);
	return weight;
}

/* --- moved --------------------------------------------------------------------------- */

/* to may be from: each word is read before it is written. */
KIMAGE_DEFINE(void, __bitmap_shift_right, bits *to, const bits *from,
	      unsigned int shift, unsigned int n)
{
	unsigned int skip = shift / WORD, by = shift % WORD;

	for (unsigned int i = 0; i < WORDS(n); i++) {
		unsigned int at = i + skip;
		bits low = at < WORDS(n) ? from[at] & valid(at, n) : 0;
		bits high =
			at + 1 < WORDS(n) ? from[at + 1] & valid(at + 1, n) : 0;

		to[i] = by ? low >> by | high << (WORD - by) : low;
	}
}

KIMAGE_DEFINE(void, __bitmap_shift_left, bits *to, const bits *from,
	      unsigned int shift, unsigned int n)
{
	unsigned int skip = shift / WORD, by = shift % WORD;

	for (unsigned int i = WORDS(n); i--;) {
		bits high = i >= skip ? from[i - skip] : 0;
		bits low = i > skip ? from[i - skip - 1] : 0;

		to[i] = by ? high << by | low >> (WORD - by) : high;
	}
}

/* Take bits first to first + cut - 1 out; those above move down. */
KIMAGE_DEFINE(void, bitmap_cut, bits *to, const bits *from, unsigned int first,
	      unsigned int cut, unsigned int n)
{
	bits keep = first % WORD ?
			    from[first / WORD] & ((1ul << first % WORD) - 1) :
			    0;

	kimg_memmove(to, from, WORDS(n) * sizeof(*to));
	while (cut--)
		for (unsigned int i = first / WORD; i < WORDS(n); i++) {
			bits carry = i + 1 < WORDS(n) ? to[i + 1] & 1 : 0;

			to[i] = to[i] >> 1 | carry << (WORD - 1);
		}
	if (first / WORD < WORDS(n)) {
		to[first / WORD] &= ~0ul << first % WORD;
		to[first / WORD] |= keep;
	}
}

/* --- room in one ------------------------------------------------------------------------ */

/* Where nr zeros lie in a row, aligned; more than size when nowhere. */
KIMAGE_DEFINE(unsigned long, bitmap_find_next_zero_area_off, bits *map,
	      unsigned long size, unsigned long start, unsigned int nr,
	      unsigned long align_mask, unsigned long align_offset)
{
	for (;;) {
		unsigned long end, i;

		while (start < size && get(map, start))
			start++;
		start = ((start + align_offset + align_mask) & ~align_mask) -
			align_offset;
		end = start + nr;
		if (end > size)
			return end;
		for (i = start; i < end && !get(map, i); i++)
			continue;
		if (i == end)
			return start;
		start = i + 1;
	}
}

KIMAGE_INLINE bool region_is_free(const bits *map, unsigned int at, int order)
{
	for (unsigned int i = 0; i < 1u << order; i++)
		if (get(map, at + i))
			return false;
	return true;
}

KIMAGE_INLINE void set_region(bits *map, unsigned int at, int order, bool value)
{
	for (unsigned int i = 0; i < 1u << order; i++)
		put(map, at + i, value);
}

KIMAGE_DEFINE(int, bitmap_find_free_region, bits *map, unsigned int n,
	      int order)
{
	for (unsigned int at = 0; at + (1u << order) <= n; at += 1u << order)
		if (region_is_free(map, at, order)) {
			set_region(map, at, order, true);
			return (int)at;
		}
	return ERR_NOMEM;
}

KIMAGE_DEFINE(void, bitmap_release_region, bits *map, unsigned int at,
	      int order)
{
	set_region(map, at, order, false);
}

KIMAGE_DEFINE(int, bitmap_allocate_region, bits *map, unsigned int at,
	      int order)
{
	if (!region_is_free(map, at, order))
		return ERR_BUSY;
	set_region(map, at, order, true);
	return 0;
}

/* --- memory, words of 32 bits ------------------------------------------------------------- */

KIMAGE_DEFINE(bits *, bitmap_alloc, unsigned int n, unsigned int gfp)
{
	return kimg___kmalloc(WORDS(n) * sizeof(bits), gfp);
}

KIMAGE_DEFINE(bits *, bitmap_zalloc, unsigned int n, unsigned int gfp)
{
	return kimg_bitmap_alloc(n, gfp | ZERO);
}

KIMAGE_DEFINE(bits *, bitmap_alloc_node, unsigned int n, unsigned int gfp,
	      int node)
{
	(void)node;
	return kimg_bitmap_alloc(n, gfp);
}

KIMAGE_DEFINE(bits *, bitmap_zalloc_node, unsigned int n, unsigned int gfp,
	      int node)
{
	(void)node;
	return kimg_bitmap_alloc(n, gfp | ZERO);
}

KIMAGE_DEFINE(void, bitmap_free, const bits *map)
{
	kimg_kfree(map);
}

KIMAGE_DEFINE(void, bitmap_from_arr32, bits *map, const uint32_t *from,
	      unsigned int n)
{
	unsigned int halves = (n + 31) / 32;

	for (unsigned int i = 0; i < halves; i++) {
		map[i / 2] = from[i];
		if (++i < halves)
			map[i / 2] |= (bits)from[i] << 32;
	}
	if (n % WORD)
		map[n / WORD] &= valid(n / WORD, n);
}

KIMAGE_DEFINE(void, bitmap_to_arr32, uint32_t *to, const bits *map,
	      unsigned int n)
{
	unsigned int halves = (n + 31) / 32;

	for (unsigned int i = 0; i < halves; i++)
		to[i] = (uint32_t)(map[i / 2] >> (i % 2 * 32));
	if (n % 32)
		to[halves - 1] &= (1u << n % 32) - 1;
}

/* --- bits that are sought ------------------------------------------------------------------- */

#define FIND(name, expression)                                           \
	KIMAGE_DEFINE(unsigned long, name, const bits *a, const bits *b, \
		      unsigned long n, unsigned long i)                  \
	{                                                                \
		for (; i < n; i++)                                       \
			if (expression)                                  \
				return i;                                \
		return n;                                                \
	}

FIND(_find_next_and_bit, get(a, i) && get(b, i))
FIND(_find_next_andnot_bit, get(a, i) && !get(b, i))

KIMAGE_DEFINE(unsigned long, _find_first_and_bit, const bits *a, const bits *b,
	      unsigned long n)
{
	return kimg__find_next_and_bit(a, b, n, 0);
}

KIMAGE_DEFINE(unsigned long, _find_last_bit, const bits *map, unsigned long n)
{
	for (unsigned long i = n; i--;)
		if (get(map, i))
			return i;
	return n;
}

#define FIND_NTH(name, expression, ...)                                  \
	KIMAGE_DEFINE(unsigned long, name, __VA_ARGS__, unsigned long n, \
		      unsigned long nth)                                 \
	{                                                                \
		for (unsigned long i = 0; i < n; i++)                    \
			if ((expression) && !nth--)                      \
				return i;                                \
		return n;                                                \
	}

FIND_NTH(__find_nth_bit, get(a, i), const bits *a)
FIND_NTH(__find_nth_and_bit, get(a, i) && get(b, i), const bits *a,
	 const bits *b)
FIND_NTH(__find_nth_andnot_bit, get(a, i) && !get(b, i), const bits *a,
	 const bits *b)

/* The next eight bits, at a multiple of 8, that are not all 0. */
KIMAGE_DEFINE(unsigned long, find_next_clump8, unsigned long *clump,
	      const bits *map, unsigned long n, unsigned long at)
{
	while (at < n && !get(map, at))
		at++;
	if (at >= n)
		return n;
	at &= ~7ul;
	*clump = map[at / WORD] >> at % WORD & 0xff;
	return at;
}
