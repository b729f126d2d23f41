/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stress_pattern.c - patterns, and the loop that writes and verifies them. The
 * names are memtester's.
 *
 * Odd steps go over the pages downwards, so that a write that reaches a second
 * page is seen whichever of the two comes later.
 */
#include <string.h>

#include "tool/stress.h"

#define WORDS (MMU_PAGE_SIZE / sizeof(uint64_t))

/* --- patterns -------------------------------------------------------------------- */

/* Each word holds its own number, and in the second step its complement. */
static uint64_t address(uint64_t index, unsigned int step, uint64_t seed)
{
	(void)seed;
	return step ? ~(index * 8) : index * 8;
}

/* splitmix64 */
static uint64_t random_value(uint64_t index, unsigned int step, uint64_t seed)
{
	uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15 + step;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t solid(uint64_t index, unsigned int step, uint64_t seed)
{
	(void)index;
	(void)seed;
	return step & 1 ? ~0ull : 0;
}

static uint64_t checkerboard(uint64_t index, unsigned int step, uint64_t seed)
{
	(void)seed;
	return (index + step) & 1 ? 0xaaaaaaaaaaaaaaaa : 0x5555555555555555;
}

/* The same byte everywhere: 0x11 times the step. */
static uint64_t block(uint64_t index, unsigned int step, uint64_t seed)
{
	(void)index;
	(void)seed;
	return step * 0x1111111111111111ull;
}

static uint64_t walk_ones(uint64_t index, unsigned int step, uint64_t seed)
{
	(void)index;
	(void)seed;
	return 1ull << step;
}

static uint64_t walk_zeros(uint64_t index, unsigned int step, uint64_t seed)
{
	return ~walk_ones(index, step, seed);
}

/* Two ones with a zero between, and the complement in every second word. */
static uint64_t bit_spread(uint64_t index, unsigned int step, uint64_t seed)
{
	uint64_t value = 1ull << step | (step < 62 ? 1ull << (step + 2) : 0);

	(void)seed;
	return index & 1 ? ~value : value;
}

static const struct stress_pattern patterns[] = {
	{"address", "Stuck Address", 2, address},
	{"random", "Random Value", 2, random_value},
	{"solid", "Solid Bits", 4, solid},
	{"checkerboard", "Checkerboard", 4, checkerboard},
	{"block", "Block Sequential", 16, block},
	{"spread", "Bit Spread", 64, bit_spread},
	{"walk-1", "Walking Ones", 64, walk_ones},
	{"walk-0", "Walking Zeroes", 64, walk_zeros},
};

const struct stress_pattern *stress_pattern_nth(size_t i)
{
	return i < sizeof(patterns) / sizeof(patterns[0]) ? &patterns[i] : NULL;
}

/* --- the loop --------------------------------------------------------------------- */

/* 0, or the exception. A page is accessed as a copying loop of the CPU would. */
static int write_page(const struct stress_memory *m, size_t page,
		      const uint64_t *words, struct mmu_fault *fault)
{
	if (m->user)
		return mmu_write(m->cpu, m->la[page], words, MMU_PAGE_SIZE,
				 NULL, fault);
	return mmu_copy_out(m->cpu, m->la[page], words, MMU_PAGE_SIZE, 0, NULL,
			    fault);
}

static int read_page(const struct stress_memory *m, size_t page,
		     uint64_t *words, struct mmu_fault *fault)
{
	if (m->user)
		return mmu_read(m->cpu, m->la[page], words, MMU_PAGE_SIZE, NULL,
				fault);
	return mmu_copy_in(m->cpu, words, m->la[page], MMU_PAGE_SIZE, 0, NULL,
			   fault);
}

/* Which page comes n-th in a step. */
static size_t nth_page(const struct stress_memory *m, size_t n,
		       unsigned int step)
{
	return step & 1 ? m->npages - 1 - n : n;
}

static void fill(uint64_t words[WORDS], const struct stress_pattern *pattern,
		 size_t page, unsigned int step, uint64_t seed)
{
	for (size_t i = 0; i < WORDS; i++)
		words[i] = pattern->word(page * WORDS + i, step, seed);
}

static bool compare(const uint64_t *got, const uint64_t *expected, uint64_t la,
		    struct stress_error *error)
{
	if (!memcmp(got, expected, MMU_PAGE_SIZE))
		return true;
	for (size_t i = 0; i < WORDS; i++)
		if (got[i] != expected[i]) {
			*error = (struct stress_error){
				.la = la + i * sizeof(uint64_t),
				.got = got[i],
				.expected = expected[i]};
			break;
		}
	return false;
}

static bool run_step(const struct stress_memory *m,
		     const struct stress_pattern *pattern, unsigned int step,
		     uint64_t seed, struct stress_error *error)
{
	uint64_t words[WORDS], got[WORDS];
	struct stress_error e = {0};

	for (size_t n = 0; n < m->npages && !e.trap; n++) {
		size_t page = nth_page(m, n, step);

		fill(words, pattern, page, step, seed);
		e.la = m->la[page];
		e.trap = write_page(m, page, words, &e.fault);
	}
	for (size_t n = 0; n < m->npages && !e.trap; n++) {
		size_t page = nth_page(m, n, step);

		fill(words, pattern, page, step, seed);
		e.la = m->la[page];
		e.trap = read_page(m, page, got, &e.fault);
		if (!e.trap && !compare(got, words, m->la[page], error))
			return false;
	}
	if (e.trap > 0)
		e.la = e.fault.la;
	if (e.trap)
		*error = e;
	return !e.trap;
}

bool stress_run(const struct stress_memory *m,
		const struct stress_pattern *pattern, uint64_t seed,
		struct stress_error *error)
{
	for (unsigned int step = 0; step < pattern->steps; step++)
		if (!run_step(m, pattern, step, seed, error))
			return false;
	return true;
}
