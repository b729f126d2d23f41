/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_random.c - generators of random numbers for each CPU, as code of the kernel
 * image.
 *
 * Reference: Linux 6.1, lib/random32.c.
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage_use.h"

HIDDEN void kimg_get_random_bytes(void *to, int len);
HIDDEN uint32_t kimg_prandom_u32_state(uint32_t *state);
extern const unsigned long kimg___per_cpu_offset[] HIDDEN;

/* No part may be below its least value, or it would stay 0. */
KIMAGE_DEFINE(void, prandom_seed_full_state, uint32_t *states)
{
	const unsigned long offset =
		*(const volatile unsigned long *)image_constant(
			kimg___per_cpu_offset);
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
