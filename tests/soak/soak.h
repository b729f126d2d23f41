/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soak.h - what all parts of the soak share: random numbers that a seed
 * repeats, what to say when something is wrong, instructions that fault.
 *
 * A run is a number of rounds. Each has random numbers of its own, made of the
 * seed and the round, so that a failing round can be run alone:
 *
 *   SOAK_SEED=5 SOAK_ROUND=17 build/release/tests/soak/test_soak
 */
#ifndef TESTS_SOAK_SOAK_H
#define TESTS_SOAK_SOAK_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/mmusim.h>

#include "native/native.h"

#define PAGE MMU_PAGE_SIZE

/* --- where we are ----------------------------------------------------------- */

static uint64_t soak_seed = 1;
static unsigned int soak_round;

/* The step of this thread. */
static _Thread_local unsigned long soak_step;

/* A failure ends the process: threads cannot fail a test of cmocka's. */
#define soak_fail(...)                                                         \
	do {                                                                   \
		fprintf(stderr, "soak: %s:%d: ", __FILE__, __LINE__);          \
		fprintf(stderr, __VA_ARGS__);                                  \
		fprintf(stderr,                                                \
			"\nsoak: step %lu; SOAK_SEED=%llu SOAK_ROUND=%u "      \
			"repeats it\n",                                        \
			soak_step, (unsigned long long)soak_seed, soak_round); \
		abort();                                                       \
	} while (0)

#define soak_assert(condition)                       \
	do {                                         \
		if (!(condition))                    \
			soak_fail("%s", #condition); \
	} while (0)

static inline bool soak_under(const char *tool)
{
	const char *name = getenv("MMUSIM_TEST_TOOL");

	return name && !strcmp(name, tool);
}

/* --- random numbers ----------------------------------------------------------- */

struct rng {
	uint64_t state;
};

/* SplitMix64. */
static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* The one of this round, for a purpose. */
static inline struct rng rng_create(unsigned int purpose)
{
	struct rng rng = {soak_seed * 0x10000 + soak_round};

	rng.state = rng_next(&rng) + purpose;
	return rng;
}

static inline unsigned int rng_below(struct rng *rng, unsigned int n)
{
	return (unsigned int)(rng_next(rng) >> 32) % n;
}

static inline bool rng_chance(struct rng *rng, unsigned int percent)
{
	return rng_below(rng, 100) < percent;
}

/* --- instructions -------------------------------------------------------------- */

/* What an instruction gave. A handler that returns to soak_skipped makes it
 * say so. */
struct result {
	uint64_t value;
	uint64_t skipped;
};

struct result soak_load(const volatile void *ptr);
struct result soak_store(volatile void *ptr, uint64_t value);
struct result soak_jump(const volatile void *ptr);
void soak_skipped(void);

__asm__(".text\n"
	"soak_load:	mov	(%rdi), %rax\n"
	"		xor	%edx, %edx\n"
	"		ret\n"
	"soak_store:	mov	%rsi, (%rdi)\n"
	"		xor	%edx, %edx\n"
	"		ret\n"
	"soak_jump:	jmp	*%rdi\n"
	"soak_skipped:	mov	$1, %edx\n"
	"		ret\n");

/* --- machines -------------------------------------------------------------------- */

/* With a TLB so small that something is evicted all the time. */
static inline struct mmu_machine *soak_machine(struct rng *rng, uint64_t ram)
{
	struct mmu_config config = {
		.size = sizeof(config),
		.ram_bytes = ram,
		.tlb_sets = 1u << rng_below(rng, 5),
		.tlb_ways = 4 + rng_below(rng, 5),
	};
	struct mmu_machine *machine;

	if (rng_chance(rng, 25))
		config.tlb_sets = 0;
	soak_assert(mmu_machine_create(&config, &machine) == 0);
	return machine;
}

static inline void soak_open(struct mmu_machine *machine, uint64_t la,
			     uint64_t len)
{
	struct mmu_window_config config = {
		.size = sizeof(config), .la = la, .len = len};

	soak_assert(mmu_window_open(machine, &config) == 0);
}

/* Every invariant that the library can check by itself. */
static inline void soak_check(struct mmu_machine *machine)
{
	struct mmu_cpu *cpu = mmu_cpu(machine, 0);
	char why[192];

	soak_assert(native_check(machine));
	soak_assert(tlb_check(&cpu->tlb));
	soak_assert(mem_check(&machine->mem));
	soak_assert(pool_check(machine->pool));
	if (mmu_space_check(machine, mmu_cr3(cpu), 0, why, sizeof(why)))
		soak_fail("%s", why);
}

#endif
