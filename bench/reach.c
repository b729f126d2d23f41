/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reach - what does an access cost whose page the simulated TLB holds?
 *
 * It traps nowhere, so it should cost what the same access to plain memory
 * costs. Plain memory is a shared mapping of a memory file, touched before:
 * the one through which the library itself reads RAM. It shows the very frames
 * that the window shows. Other frames would meet in other places of the host's
 * caches, and that alone makes one memory 1.2 times as fast as another.
 *
 * Two sights of memory are used:
 *
 *   SMALL_LA   4 MiB by pages of 4 KiB, a quarter of what the TLB holds and
 *              more than common first and second-level caches do
 *   LARGE_LA   1 GiB by pages of 2 MiB, all that the TLB holds of these
 */
#include <string.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define PAGE  MMU_PAGE_SIZE

#define LARGE (2ull << 20)

/* Powers of two. */
#define SMALL_LEN (1024 * PAGE)
#define LARGE_LEN (512 * LARGE)

#define SMALL_LA  0x10000000ull
#define LARGE_LA  0x4000000000ull

/* Accesses in one lap, at most. */
enum { NORDERED = 1 << 22, NRANDOM = 1 << 16 };

/**
 * struct sight - memory by one size of pages
 * @window, @plain: the same bytes, as simulated code and as we see them
 * @nwords: a power of two
 */
struct sight {
	volatile uint64_t *window, *plain;
	size_t nwords;
};

static struct mmu_machine *machine;
static struct sight small, large;

/* --- ways to use memory, which holds zeros -------------------------------- */

/**
 * pattern - access memory in one way
 * Return: how many accesses were made.
 */
typedef size_t pattern(volatile uint64_t *word, size_t nwords);

/* So that all of the memory is met, at even distances. */
static size_t stride(size_t nwords)
{
	return nwords > NORDERED ? nwords / NORDERED : 1;
}

static size_t read_in_order(volatile uint64_t *word, size_t nwords)
{
	size_t step = stride(nwords);

	for (size_t i = 0; i < nwords; i += step)
		word[i];
	return nwords / step;
}

static size_t write_in_order(volatile uint64_t *word, size_t nwords)
{
	size_t step = stride(nwords);

	for (size_t i = 0; i < nwords; i += step)
		word[i] = 0;
	return nwords / step;
}

/* Each address depends on what was read before. */
static size_t read_at_random(volatile uint64_t *word, size_t nwords)
{
	uint64_t state = 1;

	for (size_t i = 0; i < NRANDOM; i++)
		state ^= word[bench_random(&state) & (nwords - 1)];
	return NRANDOM;
}

static size_t write_at_random(volatile uint64_t *word, size_t nwords)
{
	uint64_t state = 1;

	for (size_t i = 0; i < NRANDOM; i++)
		word[bench_random(&state) & (nwords - 1)] = 0;
	return NRANDOM;
}

/* --- memory --------------------------------------------------------------- */

/* Map frames, and touch all of them on both ways: this fills the TLB, and the
 * host's tables. */
static void open_sight(struct sight *sight, uint64_t la, uint64_t len,
		       unsigned int shift)
{
	struct mmu_window_config config = {
		.size = sizeof(config), .la = la, .len = len};
	uint64_t root = mmu_cr3(mmu_cpu(machine, 0)), size = 1ull << shift;
	uint64_t pa = mmu_frame_alloc(machine, len / PAGE, size / PAGE);

	bench_need(pa != MMU_NO_PA, "have enough frames");
	bench_need(mmu_window_open(machine, &config) == 0, "open a window");
	for (uint64_t at = 0; at < len; at += size)
		bench_need(mmu_map_page(machine, root, la + at, pa + at, shift,
					MMU_PTE_RW | MMU_PTE_NX) == 0,
			   "write the tables");
	*sight = (struct sight){.window = mmu_ptr(machine, la),
				.plain = mmu_mem_ptr(machine, pa, len),
				.nwords = len / 8};
	memset((void *)sight->plain, 0, len);
	memset((void *)sight->window, 0, len);
}

static void setup(void)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = LARGE_LEN + (64ull << 20)};

	bench_need(mmu_machine_create(&config, &machine) == 0,
		   "have a machine");
	open_sight(&small, SMALL_LA, SMALL_LEN, 12);
	open_sight(&large, LARGE_LA, LARGE_LEN, 21);
}

/* --- laps ----------------------------------------------------------------- */

/**
 * struct use - of one sight in one way
 */
struct use {
	const char *name;
	const struct sight *sight;
	pattern *pattern;
};

static double lap(const struct use *use, volatile uint64_t *word)
{
	double start = bench_now();
	size_t n = use->pattern(word, use->sight->nwords);

	return (bench_now() - start) / (double)n;
}

static double plain_lap(void *arg)
{
	const struct use *use = arg;

	return lap(use, use->sight->plain);
}

static uint64_t traps(void)
{
	struct mmu_stats stats;

	mmu_cpu_stats(mmu_cpu(machine, 0), &stats);
	return stats.traps;
}

static double window_lap(void *arg)
{
	const struct use *use = arg;
	uint64_t before = traps();
	double ns = lap(use, use->sight->window);

	bench_need(traps() == before, "keep the window in the TLB");
	return ns;
}

int main(void)
{
	static struct use use[] = {
		{"4 MiB by 4 KiB, reads in order", &small, read_in_order},
		{"4 MiB by 4 KiB, writes in order", &small, write_in_order},
		{"4 MiB by 4 KiB, reads at random", &small, read_at_random},
		{"4 MiB by 4 KiB, writes at random", &small, write_at_random},
		{"1 GiB by 2 MiB, reads in order", &large, read_in_order},
		{"1 GiB by 2 MiB, writes in order", &large, write_in_order},
		{"1 GiB by 2 MiB, reads at random", &large, read_at_random},
		{"1 GiB by 2 MiB, writes at random", &large, write_at_random},
	};

	setup();
	printf("reach: pages that the TLB holds against plain memory\n");
	for (size_t i = 0; i < sizeof(use) / sizeof(use[0]); i++)
		bench_print(&(struct bench_figure){
			.name = use[i].name,
			.measured = window_lap,
			.base = plain_lap,
			.of = "plain memory",
			.goal = "1.00x",
			.arg = &use[i],
		});
	mmu_machine_destroy(machine);
	return 0;
}
