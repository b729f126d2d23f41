/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_fill - what does a native fault cost?
 *
 * The floor is the least that a library in our place could do: a handler of
 * libsigsegv that takes the page's frame from an array and maps it. Ours finds
 * out whose fault it is, too, walks the tables, checks rights and keeps a TLB.
 *
 * All windows are touched as the floor's (floor.h): in one and the same random
 * order, with frames in that order.
 *
 * A page that comes back with the same frame is a lighter case than a new one:
 * the library kept its host mapping, without rights. So both are measured. For
 * the new ones the window is closed and opened again before each lap.
 */
#define _GNU_SOURCE
#include <mmusim/mmusim.h>

#include "floor.h"

/* More than the TLB holds, in an order in which no page comes back before all
 * others did: each fill evicts one that is not wanted for long. Of so many the
 * library has forgotten what the host showed; of the few, the first 8192 in
 * order of addresses, it has not. */
enum { NMANY = 32768, NFEW = 8192 };
#define MANY_LEN (NMANY * PAGE)

/* Room for as many pages again as the TLB has entries. */
enum { MANY_MAPS = 17500 };

#define MAPPED_LA 0x10000000ull		/* the tables map it already */
#define DEMAND_LA 0x20000000ull		/* a handler maps its pages */
#define MANY_LA	  0x30000000ull		/* more than the TLB holds */
#define DIRECT_LA 0xffff888000000000ull /* plus physical address */

static struct mmu_machine *machine;
static struct mmu_cpu *cpu;
static uint64_t frames; /* behind MAPPED_LA, and linear behind DIRECT_LA */

/**
 * struct many - pages of MANY_LA
 * @page: the one that is touched i-th, of @n
 * @next: where to go on
 */
static struct many {
	size_t page[NMANY];
	size_t n, next;
} many, few;

/* --- ours ----------------------------------------------------------------- */

static struct mmu_stats stats(void)
{
	struct mmu_stats now;

	mmu_cpu_stats(cpu, &now);
	return now;
}

/* Entering the CPU puts our signal handler in front of the floor's. */
static void enter(void)
{
	bench_need(mmu_cpu_enter(cpu) == 0, "enter the CPU");
	mmu_cpu_leave(cpu);
}

static double window_lap(uint64_t la)
{
	uint64_t before = stats().traps;
	double ns;

	enter();
	ns = touch(mmu_ptr(machine, la));
	bench_need(stats().traps - before >= NPAGES, "trap at every page");
	mmu_flush_tlb(cpu);
	return ns;
}

static void open_window(uint64_t la, uint64_t len, bool identity)
{
	struct mmu_window_config config = {.size = sizeof(config),
					   .la = la,
					   .len = len,
					   .identity = identity};

	bench_need(mmu_window_open(machine, &config) == 0, "open a window");
}

static void reopen_window(uint64_t la, uint64_t len)
{
	bench_need(mmu_window_close(machine, la) == 0, "close a window");
	open_window(la, len, false);
}

static double mapped_lap(void *arg)
{
	(void)arg;
	reopen_window(MAPPED_LA, LEN);
	return window_lap(MAPPED_LA);
}

static double again_lap(void *arg)
{
	(void)arg;
	return window_lap(MAPPED_LA);
}

static double direct_lap(void *arg)
{
	(void)arg;
	return window_lap(DIRECT_LA + frames);
}

/* The next NPAGES of them; nanoseconds for one fault. */
static double touch_next(struct many *pages)
{
	char *window = mmu_ptr(machine, MANY_LA);
	double start = bench_now();

	for (size_t i = 0; i < NPAGES; i++) {
		*(volatile char *)(window + pages->page[pages->next] * PAGE) =
			1;
		pages->next = (pages->next + 1) % pages->n;
	}
	return (bench_now() - start) / NPAGES;
}

static struct many *in_tlb; /* it is full of these; NULL: of none */

static void fill_with(struct many *pages)
{
	mmu_flush_tlb(cpu);
	for (size_t i = 0; i < pages->n; i += NPAGES)
		touch_next(pages);
	in_tlb = pages;
}

/* Leaves the TLB full, for the next lap. */
static double evict_lap(void *arg)
{
	uint64_t before;
	double ns;

	enter();
	if (in_tlb != arg)
		fill_with(arg);
	before = stats().evictions;
	ns = touch_next(arg);
	bench_need(stats().evictions - before == NPAGES, "evict at every fill");
	return ns;
}

static int map(uint64_t la, uint64_t pa)
{
	return mmu_map_page(machine, mmu_cr3(cpu), la, pa, 12,
			    MMU_PTE_RW | MMU_PTE_NX);
}

/* Demand-zero: what a kernel does for a page of anonymous memory. */
static int on_page_fault(struct mmu_cpu *faulting, struct mmu_frame *frame,
			 void *arg)
{
	uint64_t pa = mmu_frame_alloc(machine, 1, 1);

	(void)faulting;
	(void)arg;
	if (pa == MMU_NO_PA)
		return 1;
	memset(mmu_mem_ptr(machine, pa, PAGE), 0, PAGE);
	return map(frame->fault.la & ~(PAGE - 1), pa);
}

static double demand_lap(void *arg)
{
	double ns;

	(void)arg;
	reopen_window(DEMAND_LA, LEN);
	ns = window_lap(DEMAND_LA);
	for (size_t i = 0; i < NPAGES; i++) {
		volatile uint64_t *pte = mmu_find_entry(
			machine, mmu_cr3(cpu), DEMAND_LA + i * PAGE, NULL);

		mmu_frame_free(machine, *pte & MMU_PTE_ADDR, 1);
		*pte = 0;
	}
	return ns;
}

static void map_many(void)
{
	uint64_t pa = mmu_frame_alloc(machine, NMANY, 1);

	bench_need(pa != MMU_NO_PA, "have enough frames");
	memset(mmu_mem_ptr(machine, pa, MANY_LEN), 1, MANY_LEN);
	many.n = NMANY;
	few.n = NFEW;
	bench_shuffle(many.page, NMANY);
	bench_shuffle(few.page, NFEW);
	for (size_t i = 0; i < NMANY; i++)
		bench_need(!map(MANY_LA + many.page[i] * PAGE, pa + i * PAGE),
			   "write the tables");
	open_window(MANY_LA, MANY_LEN, false);
}

/* host_maps: of the host's mappings, as in struct mmu_config. */
static void create(unsigned int host_maps)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = 256ull << 20,
				    .host_maps = host_maps};

	bench_need(mmu_machine_create(&config, &machine) == 0,
		   "have a machine");
	cpu = mmu_cpu(machine, 0);
	mmu_set_handler(machine, MMU_TRAP_PF, on_page_fault, NULL);

	frames = mmu_frame_alloc(machine, NPAGES, 1);
	memset(mmu_mem_ptr(machine, frames, LEN), 1, LEN);
	for (size_t i = 0; i < NPAGES; i++) {
		uint64_t direct = frames + i * PAGE;

		bench_need(!map(MAPPED_LA + i * PAGE,
				frames + frame_of[i] * PAGE) &&
				   !map(DIRECT_LA + direct, direct),
			   "write the tables");
	}
	map_many();
	open_window(MAPPED_LA, LEN, false);
	open_window(DEMAND_LA, LEN, false);
	open_window(DIRECT_LA, frames + LEN, true);
}

int main(void)
{
	static const struct bench_figure figure[] = {
		{.name = "fills the TLB",
		 .measured = mapped_lap,
		 .base = floor_lap,
		 .of = "the floor",
		 .goal = "at most 1.15x"},
		{.name = "fills the TLB again",
		 .measured = again_lap,
		 .base = floor_lap,
		 .of = "the floor"},
		{.name = "fills the TLB, identity window",
		 .measured = direct_lap,
		 .base = floor_lap,
		 .of = "the floor"},
		{.name = "a handler maps a zeroed page",
		 .measured = demand_lap,
		 .base = floor_lap,
		 .of = "the floor",
		 .goal = "at most 1.40x"},
	};
	/* These leave the TLB full. */
	static const struct bench_figure evict[] = {
		{.name = "fills and evicts, 32768 pages",
		 .measured = evict_lap,
		 .base = floor_lap,
		 .of = "the floor",
		 .goal = "at most 1.70x",
		 .arg = &many},
		{.name = "fills and evicts, 8192 pages",
		 .measured = evict_lap,
		 .base = floor_lap,
		 .of = "the floor",
		 .goal = "at most 1.70x",
		 .arg = &few},
	};

	floor_setup();
	create(0);
	printf("fault_fill: a native fault against a bare handler that maps "
	       "one page\n");
	for (size_t i = 0; i < sizeof(figure) / sizeof(figure[0]); i++)
		bench_print(&figure[i]);
	for (size_t i = 0; i < sizeof(evict) / sizeof(evict[0]); i++)
		bench_print(&evict[i]);
	mmu_machine_destroy(machine);

	create(MANY_MAPS);
	printf("  with host_maps = %d in place of 9920:\n", MANY_MAPS);
	for (size_t i = 0; i < sizeof(evict) / sizeof(evict[0]); i++)
		bench_print(&evict[i]);
	mmu_machine_destroy(machine);
	return 0;
}
