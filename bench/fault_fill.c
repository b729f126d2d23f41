/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_fill - what does a native fault cost?
 *
 * The floor is the least that a library in our place could do: a handler of
 * libsigsegv that takes the page's frame from an array and maps it. Ours finds
 * out whose fault it is, too, walks the tables, checks rights and keeps a TLB.
 *
 * All windows are touched page after page in one and the same random order,
 * and have their frames in that order, as if they were allocated on first use.
 * So no two neighbours can share a host mapping:
 *
 *   touched    third  first  fourth second
 *   page      |  0   |  1   |  2   |  3   | ...
 *   frame     |  2   |  0   |  3   |  1   | ...
 *
 * All memory has been touched before, so the host has no page to zero.
 */
#define _GNU_SOURCE
#include <sigsegv.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define PAGE MMU_PAGE_SIZE

/* A quarter of what the TLB holds, as many in each set: nothing is evicted. */
enum { NPAGES = 1024 };
#define LEN (NPAGES * PAGE)

/* Twice what the TLB holds, in an order in which no page comes back before all
 * others did: each fill evicts one that is not wanted for long. */
enum { NMANY = 8192 };
#define MANY_LEN  (NMANY * PAGE)

#define MAPPED_LA 0x10000000ull		/* the tables map it already */
#define DEMAND_LA 0x20000000ull		/* a handler maps its pages */
#define MANY_LA	  0x30000000ull		/* more than the TLB holds */
#define DIRECT_LA 0xffff888000000000ull /* plus physical address */

static struct mmu_machine *machine;
static struct mmu_cpu *cpu;
static uint64_t frames; /* behind MAPPED_LA, and linear behind DIRECT_LA */

static size_t touched[NPAGES];	/* the page that is touched i-th */
static size_t frame_of[NPAGES]; /* the inverse: page to frame */
static size_t many[NMANY];	/* the same for MANY_LA: page touched i-th */
static size_t next_of_many;

/* Fault at every page; nanoseconds for one fault. */
static double touch(char *window)
{
	double start = bench_now();

	for (size_t i = 0; i < NPAGES; i++)
		*(volatile char *)(window + touched[i] * PAGE) = 1;
	return (bench_now() - start) / NPAGES;
}

/* --- the floor ------------------------------------------------------------ */

static int floor_fd;
static char *floor_window;

static int floor_handler(void *addr, int serious)
{
	size_t page = (size_t)((char *)addr - floor_window) / PAGE;

	(void)serious;
	if (page >= NPAGES)
		return 0;
	return mmap(floor_window + page * PAGE, PAGE, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_FIXED, floor_fd,
		    (off_t)(frame_of[page] * PAGE)) != MAP_FAILED;
}

static void floor_empty(int fixed)
{
	floor_window = mmap(floor_window, LEN, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | fixed,
			    -1, 0);
	bench_need(floor_window != MAP_FAILED, "reserve addresses");
}

static void floor_setup(void)
{
	char *memory;

	floor_fd = memfd_create("floor", MFD_CLOEXEC);
	bench_need(floor_fd >= 0 && ftruncate(floor_fd, LEN) == 0,
		   "have a memory file");
	memory = mmap(NULL, LEN, PROT_READ | PROT_WRITE, MAP_SHARED, floor_fd,
		      0);
	bench_need(memory != MAP_FAILED, "map the memory file");
	memset(memory, 1, LEN);
	floor_empty(0);
}

static double floor_lap(void *arg)
{
	double ns;

	(void)arg;
	sigsegv_install_handler(floor_handler);
	ns = touch(floor_window);
	floor_empty(MAP_FIXED);
	return ns;
}

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

static double mapped_lap(void *arg)
{
	(void)arg;
	return window_lap(MAPPED_LA);
}

static double direct_lap(void *arg)
{
	(void)arg;
	return window_lap(DIRECT_LA + frames);
}

/* The next NPAGES of many; nanoseconds for one fault. */
static double touch_many(char *window)
{
	double start = bench_now();

	for (size_t i = 0; i < NPAGES; i++) {
		*(volatile char *)(window + many[next_of_many] * PAGE) = 1;
		next_of_many = (next_of_many + 1) % NMANY;
	}
	return (bench_now() - start) / NPAGES;
}

/* The TLB was filled by evict_setup() and is left full. */
static double evict_lap(void *arg)
{
	uint64_t before = stats().evictions;
	double ns;

	(void)arg;
	enter();
	ns = touch_many(mmu_ptr(machine, MANY_LA));
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
	double ns = window_lap(DEMAND_LA);

	(void)arg;
	for (size_t i = 0; i < NPAGES; i++) {
		volatile uint64_t *pte = mmu_find_entry(
			machine, mmu_cr3(cpu), DEMAND_LA + i * PAGE, NULL);

		mmu_frame_free(machine, *pte & MMU_PTE_ADDR, 1);
		*pte = 0;
	}
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

/* All frames touched, all pages mapped, the TLB full of them. */
static void evict_setup(void)
{
	uint64_t pa = mmu_frame_alloc(machine, NMANY, 1);

	bench_need(pa != MMU_NO_PA, "have enough frames");
	memset(mmu_mem_ptr(machine, pa, MANY_LEN), 1, MANY_LEN);
	bench_shuffle(many, NMANY);
	for (size_t i = 0; i < NMANY; i++)
		bench_need(!map(MANY_LA + many[i] * PAGE, pa + i * PAGE),
			   "write the tables");
	open_window(MANY_LA, MANY_LEN, false);
	for (size_t i = 0; i < NMANY; i += NPAGES)
		touch_many(mmu_ptr(machine, MANY_LA));
}

static void setup(void)
{
	bench_shuffle(touched, NPAGES);
	for (size_t i = 0; i < NPAGES; i++)
		frame_of[touched[i]] = i;
	bench_need(mmu_machine_create(NULL, &machine) == 0, "have a machine");
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
	open_window(MAPPED_LA, LEN, false);
	open_window(DEMAND_LA, LEN, false);
	open_window(DIRECT_LA, frames + LEN, true);
	floor_setup();
}

int main(void)
{
	static const struct bench_figure figure[] = {
		{.name = "fills the TLB, page by page",
		 .measured = mapped_lap,
		 .base = floor_lap,
		 .of = "the floor",
		 .goal = "at most 1.15x"},
		{.name = "fills the TLB, identity window",
		 .measured = direct_lap,
		 .base = floor_lap,
		 .of = "the floor"},
		{.name = "a handler maps a zeroed page",
		 .measured = demand_lap,
		 .base = floor_lap,
		 .of = "the floor",
		 .goal = "at most 1.40x"},
		/* The last: it leaves the TLB full. */
		{.name = "fills the TLB, evicts every time",
		 .measured = evict_lap,
		 .base = floor_lap,
		 .of = "the floor",
		 .goal = "at most 1.70x"},
	};

	setup();
	printf("fault_fill: a native fault against a bare handler that maps "
	       "one page\n");
	for (size_t i = 0; i < sizeof(figure) / sizeof(figure[0]); i++) {
		if (figure[i].measured == evict_lap)
			evict_setup();
		bench_print(&figure[i]);
	}
	mmu_machine_destroy(machine);
	return 0;
}
