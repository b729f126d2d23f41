/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_bits.c - bitmaps, as code of the kernel image.
 *
 * Each _find_...() looks for a bit in [start, size) and returns its number, or
 * size.
 *
 * Reference: Linux 6.1, lib/find_bit.c, lib/bitmap.c.
 */
#include "kernel/kimage.h"

enum { WORD = 64 };

static inline unsigned long find(const unsigned long *map, unsigned long size,
				 unsigned long start, unsigned long invert)
{
	for (unsigned long i = start; i < size; i++) {
		unsigned long word = (map[i / WORD] ^ invert) >> i % WORD;

		if (word) {
			i += (unsigned long)__builtin_ctzl(word);
			return i < size ? i : size;
		}
		i |= WORD - 1; /* the word has no more */
	}
	return size;
}

KIMAGE_TEXT unsigned long kimg__find_first_bit(const unsigned long *map,
					       unsigned long size);
KIMAGE_TEXT unsigned long kimg__find_first_bit(const unsigned long *map,
					       unsigned long size)
{
	return find(map, size, 0, 0);
}
KIMAGE_EXPORT(_find_first_bit);

KIMAGE_TEXT unsigned long kimg__find_first_zero_bit(const unsigned long *map,
						    unsigned long size);
KIMAGE_TEXT unsigned long kimg__find_first_zero_bit(const unsigned long *map,
						    unsigned long size)
{
	return find(map, size, 0, ~0ul);
}
KIMAGE_EXPORT(_find_first_zero_bit);

KIMAGE_TEXT unsigned long kimg__find_next_bit(const unsigned long *map,
					      unsigned long size,
					      unsigned long start);
KIMAGE_TEXT unsigned long kimg__find_next_bit(const unsigned long *map,
					      unsigned long size,
					      unsigned long start)
{
	return find(map, size, start, 0);
}
KIMAGE_EXPORT(_find_next_bit);

KIMAGE_TEXT unsigned long kimg__find_next_zero_bit(const unsigned long *map,
						   unsigned long size,
						   unsigned long start);
KIMAGE_TEXT unsigned long kimg__find_next_zero_bit(const unsigned long *map,
						   unsigned long size,
						   unsigned long start)
{
	return find(map, size, start, ~0ul);
}
KIMAGE_EXPORT(_find_next_zero_bit);

KIMAGE_TEXT int kimg___bitmap_weight(const unsigned long *map, unsigned int n);
KIMAGE_TEXT int kimg___bitmap_weight(const unsigned long *map, unsigned int n)
{
	int weight = 0;

	for (unsigned int i = 0; i < n; i++)
		weight += map[i / WORD] >> i % WORD & 1;
	return weight;
}
KIMAGE_EXPORT(__bitmap_weight);

KIMAGE_TEXT void kimg___bitmap_set(unsigned long *map, unsigned int start,
				   int n);
KIMAGE_TEXT void kimg___bitmap_set(unsigned long *map, unsigned int start,
				   int n)
{
	for (; n > 0; n--, start++)
		map[start / WORD] |= 1ul << start % WORD;
}
KIMAGE_EXPORT(__bitmap_set);

KIMAGE_TEXT void kimg___bitmap_clear(unsigned long *map, unsigned int start,
				     int n);
KIMAGE_TEXT void kimg___bitmap_clear(unsigned long *map, unsigned int start,
				     int n)
{
	for (; n > 0; n--, start++)
		map[start / WORD] &= ~(1ul << start % WORD);
}
KIMAGE_EXPORT(__bitmap_clear);
