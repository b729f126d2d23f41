/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drop - what do INVLPG, a CR3 write and a change of CPL cost when many pages
 * are resident?
 *
 * The host has a mapping for each resident page, and must take its rights away.
 * The base is the least that could be asked of the host: the same calls, on a
 * range of its own with the same mappings of as many pages, made by hand.
 *
 *   INVLPG       mprotect(PROT_NONE) of one page
 *   CR3 write    mprotect(PROT_NONE) of the whole range
 *   to CPL 3     the same: supervisor pages close
 *   to CPL 0     mprotect() of each run of neighbours: they open again
 *
 * Pages are touched in random order and have their frames in that order, as in
 * fault_fill. They lie side by side, or with a gap after each:
 *
 *   side by side   | page | page | page | page | ...    one run
 *   with gaps      | page |      | page |      | ...    as many runs as pages
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define PAGE MMU_PAGE_SIZE

enum { MAX_PAGES = 8000, NINVLPG = 64, LAPS = 2 };

/* A TLB of 16,384 pages holds every second one of 16,000. */
enum { TLB_SETS = 2048, TLB_WAYS = 8 };

#define WINDOW_LA  0x10000000ull
#define WINDOW_LEN (2ull * MAX_PAGES * PAGE)

/**
 * struct layout - which pages are resident
 * @npages: how many
 * @step:   1: side by side; 2: with gaps
 */
struct layout {
	const char *name;
	size_t npages, step;
};

static struct mmu_machine *machine;
static struct mmu_cpu *cpu;
static char *window;
static char *bare; /* a range like the window, without a library */
static int bare_fd;
static size_t order[MAX_PAGES]; /* the page that is touched i-th */

static size_t offset_of(const struct layout *layout, size_t page)
{
	return page * layout->step * PAGE;
}

static size_t len_of(const struct layout *layout)
{
	return offset_of(layout, layout->npages);
}

/* What the window and the bare range are full of; NULL: of nothing. */
static const struct layout *in_window, *in_bare;

/* --- by hand --------------------------------------------------------------- */

static void bare_reserve(void *at, int fixed)
{
	bare = mmap(at, WINDOW_LEN, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | fixed, -1, 0);
	bench_need(bare != MAP_FAILED, "reserve addresses");
}

static void bare_protect(size_t at, size_t len, int prot)
{
	bench_need(mprotect(bare + at, len, prot) == 0, "protect pages");
}

static void bare_map(const struct layout *layout, size_t i)
{
	char *at = bare + offset_of(layout, order[i]);

	bench_need(mmap(at, PAGE, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_FIXED, bare_fd,
			(off_t)(i * PAGE)) != MAP_FAILED,
		   "map a page");
	*(volatile char *)at = 1;
}

static void bare_fill(const struct layout *layout)
{
	if (in_bare == layout)
		return;
	bare_reserve(bare, MAP_FIXED);
	for (size_t i = 0; i < layout->npages; i++)
		bare_map(layout, i);
	in_bare = layout;
}

static double bare_invlpg(void *arg)
{
	const struct layout *layout = arg;
	double start, ns;

	bare_fill(layout);
	start = bench_now();
	for (size_t i = 0; i < NINVLPG; i++)
		bare_protect(offset_of(layout, order[i]), PAGE, PROT_NONE);
	ns = (bench_now() - start) / NINVLPG;
	for (size_t i = 0; i < NINVLPG; i++)
		bare_protect(offset_of(layout, order[i]), PAGE,
			     PROT_READ | PROT_WRITE);
	return ns;
}

static void bare_open_again(const struct layout *layout)
{
	size_t run = layout->step == 1 ? layout->npages : 1;

	for (size_t i = 0; i < layout->npages; i += run)
		bare_protect(offset_of(layout, i), run * PAGE,
			     PROT_READ | PROT_WRITE);
}

static double bare_close(void *arg)
{
	double start, ns;

	bare_fill(arg);
	start = bench_now();
	bare_protect(0, len_of(arg), PROT_NONE);
	ns = bench_now() - start;
	bare_open_again(arg);
	return ns;
}

static double bare_open(void *arg)
{
	double start;

	bare_fill(arg);
	bare_protect(0, len_of(arg), PROT_NONE);
	start = bench_now();
	bare_open_again(arg);
	return bench_now() - start;
}

/* --- the library ------------------------------------------------------------ */

static uint64_t traps(void)
{
	struct mmu_stats stats;

	mmu_cpu_stats(cpu, &stats);
	return stats.traps;
}

static void touch_all(const struct layout *layout)
{
	for (size_t i = 0; i < layout->npages; i++)
		*(volatile char *)(window + offset_of(layout, order[i])) = 1;
}

/* Exactly these pages are resident. */
static void fill(const struct layout *layout)
{
	if (in_window != layout)
		mmu_flush_tlb(cpu);
	touch_all(layout);
	in_window = layout;
}

static double our_invlpg(void *arg)
{
	const struct layout *layout = arg;
	double start;

	fill(layout);
	start = bench_now();
	for (size_t i = 0; i < NINVLPG; i++)
		mmu_invlpg(cpu, WINDOW_LA + offset_of(layout, order[i]));
	return (bench_now() - start) / NINVLPG;
}

static double our_cr3(void *arg)
{
	const struct layout *layout = arg;
	uint64_t cr3 = mmu_cr3(cpu), before = traps();
	double start, ns;

	fill(arg);
	start = bench_now();
	mmu_set_cr3(cpu, cr3);
	ns = bench_now() - start;
	bench_need(traps() - before == layout->npages, "trap at every page");
	return ns;
}

static double our_close(void *arg)
{
	double start, ns;

	fill(arg);
	start = bench_now();
	mmu_set_cpl(cpu, 3);
	ns = bench_now() - start;
	mmu_set_cpl(cpu, 0);
	return ns;
}

static double our_open(void *arg)
{
	uint64_t before;
	double start, ns;

	fill(arg);
	mmu_set_cpl(cpu, 3);
	start = bench_now();
	mmu_set_cpl(cpu, 0);
	ns = bench_now() - start;
	before = traps();
	touch_all(arg);
	bench_need(traps() == before, "keep the pages resident");
	return ns;
}

/* --- figures ------------------------------------------------------------------ */

static void map_frame(const struct layout *all, size_t i, uint64_t pa)
{
	uint64_t la = WINDOW_LA + offset_of(all, i);

	bench_need(mmu_map_page(machine, mmu_cr3(cpu), la, pa, 12,
				MMU_PTE_RW | MMU_PTE_NX) == 0,
		   "write the tables");
}

/* A frame for each page of the window, in random order. */
static void map_all(void)
{
	static size_t frame[2 * MAX_PAGES];
	const struct layout all = {NULL, 2 * MAX_PAGES, 1};
	uint64_t pa = mmu_frame_alloc(machine, all.npages, 1);

	bench_need(pa != MMU_NO_PA, "have enough frames");
	memset(mmu_mem_ptr(machine, pa, WINDOW_LEN), 1, WINDOW_LEN);
	bench_shuffle(frame, all.npages);
	for (size_t i = 0; i < all.npages; i++)
		map_frame(&all, i, pa + frame[i] * PAGE);
}

static void setup(void)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = 128ull << 20,
				    .tlb_sets = TLB_SETS,
				    .tlb_ways = TLB_WAYS};
	struct mmu_window_config at = {
		.size = sizeof(at), .la = WINDOW_LA, .len = WINDOW_LEN};

	bench_need(mmu_machine_create(&config, &machine) == 0,
		   "have a machine");
	bench_need(mmu_window_open(machine, &at) == 0, "open a window");
	cpu = mmu_cpu(machine, 0);
	window = mmu_ptr(machine, WINDOW_LA);
	map_all();

	bare_fd = memfd_create("bare", MFD_CLOEXEC);
	bench_need(bare_fd >= 0 && ftruncate(bare_fd, WINDOW_LEN) == 0,
		   "have a memory file");
	bare_reserve(NULL, 0);
}

static void print(const char *name, const struct layout *layout,
		  bench_lap *ours, bench_lap *by_hand)
{
	struct bench_figure figure = {.measured = ours,
				      .base = by_hand,
				      .laps = LAPS,
				      .arg = (void *)layout};
	struct bench_result result = bench_run(&figure);

	printf("  %-10s %5zu %-12s %9.1f us  %.2fx (%.2f - %.2f) of %.1f us\n",
	       name, layout->npages, layout->name, result.ns.measured / 1e3,
	       result.ratio, result.least, result.greatest,
	       result.ns.base / 1e3);
	fflush(stdout);
}

int main(void)
{
	static const size_t npages[] = {64, 1000, 8000};
	static const struct {
		const char *name;
		bench_lap *ours, *by_hand;
	} row[] = {
		{"INVLPG", our_invlpg, bare_invlpg},
		{"CR3 write", our_cr3, bare_close},
		{"to CPL 3", our_close, bare_close},
		{"to CPL 0", our_open, bare_open},
	};

	setup();
	printf("drop: many resident pages lose their rights, against the bare "
	       "host calls\n");
	for (size_t r = 0; r < sizeof(row) / sizeof(row[0]); r++)
		for (size_t n = 0; n < sizeof(npages) / sizeof(npages[0]); n++)
			for (size_t step = 1; step <= 2; step++) {
				struct layout layout = {step == 1 ?
								"side by side" :
								"with gaps",
							npages[n], step};

				in_window = in_bare = NULL;
				bench_shuffle(order, npages[n]);
				print(row[r].name, &layout, row[r].ours,
				      row[r].by_hand);
			}
	mmu_machine_destroy(machine);
	return 0;
}
