/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scale - does it hold when there is much of everything?
 *
 *   - a window of 1 TiB, of which some pages are used
 *   - 10,000 windows in one machine
 *   - pages whose frames lie scattered, in several patterns: how many host
 *     mappings there are at most
 *   - much RAM, all of it touched
 *
 * With --all there are a million scattered pages, each pattern makes a million
 * accesses, and 16 GiB are touched: some minutes, and memory of the host, which
 * is left out when there is too little. Ends with an error when a bound is
 * broken.
 */
#include <string.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define PAGE MMU_PAGE_SIZE
#define MIB  (1ull << 20)
#define GIB  (1ull << 30)
#define TIB  (1ull << 40)

static struct mmu_machine *machine;
static struct mmu_cpu *cpu;

/**
 * struct amount - how much of it
 * @npages:   scattered pages
 * @accesses: of each pattern
 * @touched:  bytes
 */
static struct amount {
	uint64_t npages, accesses, touched;
} amount = {128 << 10, 50 * 1000, GIB};

static const struct amount all = {1 << 20, 1000 * 1000, 16 * GIB};

/* --- the host ---------------------------------------------------------------- */

static unsigned long mappings(void)
{
	FILE *file = fopen("/proc/self/maps", "r");
	unsigned long lines = 0;
	char text[4096];
	size_t n;

	bench_need(file != NULL, "read /proc/self/maps");
	while ((n = fread(text, 1, sizeof(text), file)) > 0)
		for (size_t i = 0; i < n; i++)
			lines += text[i] == '\n';
	fclose(file);
	return lines;
}

/* The first number of a file behind a word, or of all of it; ~0: none. */
static uint64_t number_in(const char *path, const char *word)
{
	FILE *file = fopen(path, "r");
	unsigned long long n = ~0ull;
	char line[256];

	while (file && n == ~0ull && fgets(line, sizeof(line), file))
		if (!strncmp(line, word, strlen(word)))
			if (sscanf(line + strlen(word), "%llu", &n) != 1)
				break;
	if (file)
		fclose(file);
	return n;
}

/* In bytes. A control group may allow less than the host has. */
static uint64_t memory_available(void)
{
	uint64_t host = number_in("/proc/meminfo", "MemAvailable:");
	uint64_t most = number_in("/sys/fs/cgroup/memory.max", "");
	uint64_t used = number_in("/sys/fs/cgroup/memory.current", "");

	host = host == ~0ull ? 0 : host << 10;
	if (most == ~0ull || used == ~0ull || most - used > host)
		return host;
	return most > used ? most - used : 0;
}

static bool enough_memory(const char *name, uint64_t bytes)
{
	uint64_t available = memory_available();

	if (available >= bytes)
		return true;
	printf("  %-34s left out: takes %llu GiB of memory, and %llu MiB are "
	       "free\n",
	       name, (unsigned long long)(bytes / GIB),
	       (unsigned long long)(available / MIB));
	return false;
}

/* --- the machine --------------------------------------------------------------- */

static int on_page_fault(struct mmu_cpu *faulting, struct mmu_frame *frame,
			 void *arg)
{
	uint64_t pa = mmu_frame_alloc(machine, 1, 1);

	(void)arg;
	if (pa == MMU_NO_PA)
		return -1;
	return mmu_map_page(machine, mmu_cr3(faulting),
			    frame->fault.la & ~(PAGE - 1), pa, 12, MMU_PTE_RW);
}

static void create(uint64_t ram)
{
	struct mmu_config config = {.size = sizeof(config), .ram_bytes = ram};

	bench_need(!mmu_machine_create(&config, &machine), mmu_last_error());
	cpu = mmu_cpu(machine, 0);
	mmu_set_handler(machine, MMU_TRAP_PF, on_page_fault, NULL);
}

static void open_window(uint64_t la, uint64_t len, bool identity)
{
	struct mmu_window_config config = {.size = sizeof(config),
					   .la = la,
					   .len = len,
					   .identity = identity};

	bench_need(!mmu_window_open(machine, &config), mmu_last_error());
}

static double seconds_since(double start)
{
	return (bench_now() - start) / 1e9;
}

/* --- 1 TiB ------------------------------------------------------------------------ */

static void one_tebibyte(void)
{
	enum { NPAGES = 4000 };
	const uint64_t la = TIB;
	uint64_t state = 1;
	double start;

	create(GIB);
	start = bench_now();
	open_window(la, TIB, false);
	printf("  %-34s opened in %.0f us", "a window of 1 TiB",
	       seconds_since(start) * 1e6);
	start = bench_now();
	for (int i = 0; i < NPAGES; i++) {
		uint64_t at = bench_random(&state) % TIB;

		*(volatile char *)mmu_ptr(machine, la + at) = 1;
	}
	printf(", a page in %.1f us", seconds_since(start) * 1e6 / NPAGES);
	start = bench_now();
	bench_need(!mmu_set_cr3(cpu, mmu_cr3(cpu)), "load CR3");
	printf(", CR3 after %d pages %.0f us\n", (int)NPAGES,
	       seconds_since(start) * 1e6);
	mmu_machine_destroy(machine);
}

/* --- 10,000 windows -------------------------------------------------------------- */

static void many_windows(void)
{
	enum { NWINDOWS = 10000, LOOKUPS = 1000000 };
	const uint64_t step = 64ull << 10;
	uint64_t state = 1, sum = 0;
	unsigned long before;
	double start;

	create(GIB);
	before = mappings();
	start = bench_now();
	for (uint64_t i = 0; i < NWINDOWS; i++)
		open_window(GIB + i * step, step / 2, false);
	printf("  %-34s opened in %.1f us each, %lu host mappings\n",
	       "10,000 windows", seconds_since(start) * 1e6 / NWINDOWS,
	       mappings() - before);
	start = bench_now();
	for (uint64_t i = 0; i < NWINDOWS; i++)
		*(volatile uint64_t *)mmu_ptr(machine, GIB + i * step) = i;
	for (uint64_t i = 0; i < NWINDOWS; i++)
		sum += *(volatile uint64_t *)mmu_ptr(machine, GIB + i * step);
	bench_need(sum == (uint64_t)NWINDOWS * (NWINDOWS - 1) / 2,
		   "read what was written");
	printf("  %-34s %.1f us for a page", "",
	       seconds_since(start) * 1e6 / NWINDOWS / 2);
	start = bench_now();
	for (int i = 0; i < LOOKUPS; i++)
		sum += (uintptr_t)mmu_ptr(
			machine,
			GIB + bench_random(&state) % NWINDOWS * step + 8);
	printf(", mmu_ptr() at random %.0f ns",
	       seconds_since(start) * 1e9 / LOOKUPS);
	start = bench_now();
	mmu_machine_destroy(machine);
	printf(", all closed in %.0f ms%s\n", seconds_since(start) * 1e3,
	       sum ? "" : ".");
}

/* --- scattered pages --------------------------------------------------------------- */

#define SCATTER (4 * GIB) /* linear address of the pages */

/* The number of the page that is used i-th. */
typedef uint64_t pattern_fn(uint64_t i, uint64_t *state);

static uint64_t at_random(uint64_t i, uint64_t *state)
{
	(void)i;
	return bench_random(state) % amount.npages;
}

static uint64_t in_order(uint64_t i, uint64_t *state)
{
	(void)state;
	return i % amount.npages;
}

static uint64_t every_other(uint64_t i, uint64_t *state)
{
	(void)state;
	return 2 * i % amount.npages;
}

/* Pages of one set of the TLB, then of the next. */
static uint64_t set_by_set(uint64_t i, uint64_t *state)
{
	(void)state;
	return (i % 2048 * 512 + i / 2048) % amount.npages;
}

/* A few pages again and again between all others. */
static uint64_t hot_and_cold(uint64_t i, uint64_t *state)
{
	return i % 4 ? bench_random(state) % 64 :
		       bench_random(state) % amount.npages;
}

/* Each page holds its number; so every access is checked. */
static unsigned long use(pattern_fn *pattern, unsigned long before)
{
	unsigned long most = 0, now;
	uint64_t state = 1;

	for (uint64_t i = 0; i < amount.accesses; i++) {
		uint64_t page = pattern(i, &state);
		volatile uint64_t *ptr =
			mmu_ptr(machine, SCATTER + page * PAGE);

		bench_need(*ptr == page, "read what was written");
		if (i % 3 == 0)
			*ptr = page;
		if (i % 2000 == 0) {
			now = mappings() - before;
			most = now > most ? now : most;
		}
	}
	return most;
}

static void map_scattered(void)
{
	size_t *frame = malloc(amount.npages * sizeof(*frame));
	uint64_t first = mmu_frame_alloc(machine, amount.npages, 1);

	bench_need(frame && first != MMU_NO_PA, "have so many frames");
	bench_shuffle(frame, amount.npages);
	for (uint64_t i = 0; i < amount.npages; i++) {
		uint64_t pa = first + frame[i] * PAGE;

		bench_need(!mmu_map_page(machine, mmu_cr3(cpu),
					 SCATTER + i * PAGE, pa, 12,
					 MMU_PTE_RW),
			   "write the tables");
		*(uint64_t *)mmu_mem_ptr(machine, pa, 8) = i;
	}
	free(frame);
}

static void scattered_pages(void)
{
	static const struct {
		const char *name;
		pattern_fn *fn;
	} pattern[] = {
		{"at random", at_random},
		{"in order", in_order},
		{"every other page", every_other},
		{"set by set", set_by_set},
		{"some hot, most cold", hot_and_cold},
	};
	/* The default of mmu_config.host_maps. */
	const unsigned long bound = 2 * (512 + 64 + 4) * 8 + 640;
	unsigned long before, most;
	double start;

	if (!enough_memory("scattered pages", amount.npages * PAGE + GIB))
		return;
	create(amount.npages * PAGE + 64 * MIB);
	map_scattered();
	open_window(SCATTER, amount.npages * PAGE, false);
	before = mappings();
	for (size_t i = 0; i < sizeof(pattern) / sizeof(pattern[0]); i++) {
		start = bench_now();
		most = use(pattern[i].fn, before);
		printf("  %7llu pages, %-19s %5lu host mappings, bound %lu; %.1f us "
		       "for an access\n",
		       (unsigned long long)amount.npages, pattern[i].name, most,
		       bound, seconds_since(start) * 1e6 / amount.accesses);
		fflush(stdout);
		bench_need(most <= bound, "keep the bound");
	}
	mmu_machine_destroy(machine);
}

/* --- 16 GiB --------------------------------------------------------------------------- */

static void touch_all_of_it(void)
{
	char name[32];
	double start;
	char *base;

	snprintf(name, sizeof(name), "%llu GiB of RAM",
		 (unsigned long long)(amount.touched / GIB));
	if (!enough_memory(name, amount.touched + 2 * GIB))
		return;
	create(amount.touched);
	for (uint64_t pa = 0; pa < amount.touched; pa += 2 * MIB)
		bench_need(!mmu_map_page(machine, mmu_cr3(cpu), TIB + pa, pa,
					 21, MMU_PTE_RW),
			   "write the tables");
	open_window(TIB, amount.touched, true);
	base = mmu_ptr(machine, TIB);
	start = bench_now();
	/* Not over the tables, which lie at the bottom. */
	for (uint64_t at = 64 * MIB; at < amount.touched; at += PAGE)
		*(volatile uint64_t *)(base + at) = at;
	printf("  %-34s touched by 2 MiB pages, %.2f us for 4 KiB", name,
	       seconds_since(start) * 1e6 / ((double)amount.touched / PAGE));
	start = bench_now();
	for (uint64_t at = 64 * MIB; at < amount.touched; at += PAGE)
		bench_need(*(volatile uint64_t *)(base + at) == at,
			   "read what was written");
	printf(", again %.2f us; %lu host mappings\n",
	       seconds_since(start) * 1e6 / ((double)amount.touched / PAGE),
	       mappings());
	mmu_machine_destroy(machine);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--all"))
		amount = all;
	else
		bench_need(argc == 1, "understand anything but --all");
	printf("scale: much of everything\n");
	one_tebibyte();
	many_windows();
	scattered_pages();
	touch_all_of_it();
	return 0;
}
