/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sort.c - sorting with something that the functions are given, generators
 * of random numbers for each CPU, and dump_stack() at a level; code of the kernel
 * image.
 *
 * Simplified: sort_r() compares in another order than Linux.
 *
 * Reference: Linux 6.1, lib/sort.c, lib/random32.c, lib/dump_stack.c.
 */
#include "kernel/kimage_use.h"

typedef int compare_fn(const void *a, const void *b, const void *data);
typedef void swap_fn(void *a, void *b, int size, const void *data);

INLINE void exchange(char *a, char *b, size_t size, swap_fn *swap,
		     const void *data)
{
	if (swap) {
		swap(a, b, (int)size, data);
		return;
	}
	for (; size; size--, a++, b++) {
		char byte = *a;

		*a = *b;
		*b = byte;
	}
}

INLINE void sift_down(char *base, size_t root, size_t n, size_t size,
		      compare_fn *compare, swap_fn *swap, const void *data)
{
	for (size_t child; (child = 2 * root + 1) < n; root = child) {
		if (child + 1 < n &&
		    compare(base + child * size, base + (child + 1) * size,
			    data) < 0)
			child++;
		if (compare(base + root * size, base + child * size, data) >= 0)
			return;
		exchange(base + root * size, base + child * size, size, swap,
			 data);
	}
}

/* A heap sort: nothing is allocated. */
KIMAGE_DEFINE(void, sort_r, char *base, size_t n, size_t size,
	      compare_fn *compare, swap_fn *swap, const void *data)
{
	for (size_t root = n / 2; root--;)
		sift_down(base, root, n, size, compare, swap, data);
	while (n-- > 1) {
		exchange(base, base + n * size, size, swap, data);
		sift_down(base, 0, n, size, compare, swap, data);
	}
}

/* --- random numbers ------------------------------------------------------------------ */

HIDDEN void kimg_get_random_bytes(void *to, int len);
HIDDEN uint32_t kimg_prandom_u32_state(uint32_t *state);
extern const unsigned long kimg___per_cpu_offset[] HIDDEN;

/* No part may be below its least value, or it would stay 0. */
KIMAGE_DEFINE(void, prandom_seed_full_state, uint32_t *states)
{
	const unsigned long offset =
		*(const volatile unsigned long *)kimg___per_cpu_offset;
	uint32_t *state = (uint32_t *)((unsigned long)states + offset);
	const uint64_t least = 0x80100802; /* a byte each */
	uint32_t seeds[4];

	kimg_get_random_bytes(seeds, sizeof(seeds));
	for (int i = 0; i < 4; i++) {
		uint32_t min = least >> 8 * i & 0xff;

		state[i] = seeds[i] + (seeds[i] < min ? min : 0);
	}
	for (int i = 0; i < 10; i++)
		kimg_prandom_u32_state(state);
}
