/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reach - what does an access cost whose page the simulated TLB holds?
 *
 * It traps nowhere, so it should cost what the same access to plain memory
 * costs. Plain memory is a shared mapping of a memory file, touched before:
 * the one through which the library itself reads RAM. It shows the very frames
 * that the window shows. Other frames would meet in other places of the host's
 * caches, and that alone makes one memory 1.2 times as fast as another.
 */
#include <string.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define PAGE MMU_PAGE_SIZE

/* A quarter of what the TLB holds, and more than common first and second-level
 * caches do. A power of two. */
enum { NPAGES = 1024 };
#define LEN (NPAGES * PAGE)

enum { NWORDS = LEN / 8, NRANDOM = NWORDS / 8 };

#define WINDOW_LA 0x10000000ull

static struct mmu_machine *machine;
static volatile uint64_t *window, *plain;

/* --- ways to use memory, which holds zeros -------------------------------- */

/**
 * pattern - access memory in one way
 * Return: how many accesses were made.
 */
typedef size_t pattern(volatile uint64_t *word);

static size_t read_in_order(volatile uint64_t *word)
{
	for (size_t i = 0; i < NWORDS; i++)
		word[i];
	return NWORDS;
}

static size_t write_in_order(volatile uint64_t *word)
{
	for (size_t i = 0; i < NWORDS; i++)
		word[i] = 0;
	return NWORDS;
}

/* Each address depends on what was read before. */
static size_t read_at_random(volatile uint64_t *word)
{
	uint64_t state = 1;

	for (size_t i = 0; i < NRANDOM; i++)
		state ^= word[bench_random(&state) % NWORDS];
	return NRANDOM;
}

static size_t write_at_random(volatile uint64_t *word)
{
	uint64_t state = 1;

	for (size_t i = 0; i < NRANDOM; i++)
		word[bench_random(&state) % NWORDS] = 0;
	return NRANDOM;
}

/* --- memory --------------------------------------------------------------- */

static void setup(void)
{
	struct mmu_window_config config = {
		.size = sizeof(config), .la = WINDOW_LA, .len = LEN};
	uint64_t root, pa;

	bench_need(mmu_machine_create(NULL, &machine) == 0, "have a machine");
	bench_need(mmu_window_open(machine, &config) == 0, "open a window");
	root = mmu_cr3(mmu_cpu(machine, 0));
	pa = mmu_frame_alloc(machine, NPAGES, 1);
	for (uint64_t at = 0; at < LEN; at += PAGE)
		bench_need(mmu_map_page(machine, root, WINDOW_LA + at, pa + at,
					12, MMU_PTE_RW | MMU_PTE_NX) == 0,
			   "write the tables");
	plain = mmu_mem_ptr(machine, pa, LEN);
	window = mmu_ptr(machine, WINDOW_LA);
	memset((void *)plain, 0, LEN);
	memset((void *)window, 0, LEN); /* fills the TLB */
}

/* --- laps ----------------------------------------------------------------- */

static double lap(pattern *use, volatile uint64_t *word)
{
	double start = bench_now();
	size_t n = use(word);

	return (bench_now() - start) / (double)n;
}

static double plain_lap(void *arg)
{
	return lap(*(pattern **)arg, plain);
}

static uint64_t traps(void)
{
	struct mmu_stats stats;

	mmu_cpu_stats(mmu_cpu(machine, 0), &stats);
	return stats.traps;
}

static double window_lap(void *arg)
{
	uint64_t before = traps();
	double ns = lap(*(pattern **)arg, window);

	bench_need(traps() == before, "keep the window in the TLB");
	return ns;
}

int main(void)
{
	static const struct {
		const char *name;
		pattern *use;
	} row[] = {
		{"reads in order", read_in_order},
		{"writes in order", write_in_order},
		{"reads at random", read_at_random},
		{"writes at random", write_at_random},
	};

	setup();
	printf("reach: pages that the TLB holds against plain memory\n");
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		bench_print(&(struct bench_figure){
			.name = row[i].name,
			.measured = window_lap,
			.base = plain_lap,
			.of = "plain memory",
			.arg = (void *)&row[i].use,
		});
	mmu_machine_destroy(machine);
	return 0;
}
