/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_bits.c - bitmaps, as code of the kernel image.
 *
 * Each looks for a bit in [start, size) and returns its number, or size.
 *
 * Reference: Linux 6.1, lib/find_bit.c.
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
