/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soft - what does an access through the soft API cost?
 *
 * The tables show the same 512 frames again and again, page i frame i % 512:
 *
 *   SMALL_LA   a million pages of 4 KiB: a walk reads four entries
 *   LARGE_LA   the same bytes by pages of 2 MiB: a walk reads three
 *   alias      the 512 frames, as the library itself reads RAM
 *
 * So a million pages need 8 MiB of tables but 2 MiB of data, and of that one
 * word in each page is read: what grows with their number is the cost of
 * translation alone. The words of 64 neighbours lie in 64 different lines of
 * a page, for they would meet in one place of the host's cache otherwise.
 *
 * A host looks ahead: it begins the next access before it has finished this
 * one. Accesses "in turn" forbid that, as those along a linked list do: the
 * next address depends on the word read before (it is 0, but the host cannot
 * know). They take their full time; the others are like a loop over an array.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define PAGE MMU_PAGE_SIZE

enum { NFRAMES = 512, LOG2_MIN = 4, LOG2_MAX = 20, MAX_PAGES = 1 << LOG2_MAX };

#define SMALL_LA 0x100000000ull
#define LARGE_LA 0x4000000000ull

/* What the default TLB holds: 512 sets of 8 ways, 64 sets for large pages. */
enum { TLB_SMALL = 512 * 8, TLB_LARGE = 64 * 8 };
enum { IN_LARGE = 512 }; /* pages of 4 KiB in one of 2 MiB */

enum { NLOADS = 20000 }; /* in one lap */

enum order {
	ONE_PAGE, /* a page's words one after the other */
	RANDOM,	  /* a page at random */
	ROUND,	  /* all in some order, and again: no page comes back before all
		   * others did, so a TLB that is too small never hits */
};

/**
 * struct sight - pages, and how they are gone through
 * @cpu:    whose TLB
 * @root:   of the tables
 * @base:   linear address of page 0
 * @npages: how many are touched, a power of two
 * @step:   touch one in so many pages, a power of two
 * @order:  how
 */
struct sight {
	struct mmu_cpu *cpu;
	uint64_t root;
	uint64_t base;
	uint64_t npages;
	uint64_t step;
	enum order order;
	bool in_turn;
};

static char *ram;   /* physical address 0 in the alias */
static char *plain; /* the frames there */

/* --- laps ----------------------------------------------------------------- */

/* Where the next word is, relative to the base. */
static inline uint64_t next_word(const struct sight *sight, enum order order,
				 uint64_t *state)
{
	uint64_t i;

	switch (order) {
	case ONE_PAGE:
		*state += 8;
		return *state & (PAGE - 8);
	case RANDOM:
		bench_random(state);
		break;
	case ROUND: /* a linear congruence has full period */
		*state = *state * 1664525 + 1013904223;
	}
	i = *state & (sight->npages - 1);
	return (i * sight->step + (i & (sight->step - 1))) * PAGE + i % 64 * 64;
}

/* Touch one word; 0, for that is what all words hold, if it went well. */
typedef uint64_t touch_fn(const struct sight *sight, uint64_t at);

static inline uint64_t load(const struct sight *sight, uint64_t at)
{
	uint64_t word = 1;

	mmu_load(sight->cpu, sight->base + at, &word, 8, NULL);
	return word;
}

static inline uint64_t store(const struct sight *sight, uint64_t at)
{
	uint64_t word = 0;

	return mmu_store(sight->cpu, sight->base + at, &word, 8, NULL);
}

/* By pointer: only for pages that are no more than the frames. */
static inline uint64_t plain_load(const struct sight *sight, uint64_t at)
{
	(void)sight;
	return *(volatile uint64_t *)(plain + at);
}

static inline uint64_t plain_store(const struct sight *sight, uint64_t at)
{
	(void)sight;
	*(volatile uint64_t *)(plain + at) = 0;
	return 0;
}

static inline uint64_t entry_at(uint64_t table, uint64_t la, unsigned int level)
{
	uint64_t index = la >> (3 + 9 * level) & 511;

	return *(volatile uint64_t *)(ram + (table & MMU_PTE_ADDR) + index * 8);
}

/* The four entries that lead to the word, and nothing else. */
static inline uint64_t load_entries(const struct sight *sight, uint64_t at)
{
	uint64_t la = sight->base + at;
	uint64_t entry = entry_at(sight->root, la, 4);

	entry = entry_at(entry, la, 3);
	entry = entry_at(entry, la, 2);
	entry = entry_at(entry, la, 1);
	return ~entry & MMU_PTE_P;
}

/* Inlined into each of its callers, with constants for order and in_turn. */
static inline __attribute__((always_inline)) double
run_as(touch_fn *touch, const struct sight *sight, unsigned int n,
       enum order order, bool in_turn)
{
	uint64_t state = 1, word = 0, all = 0;
	double start = bench_now();

	for (unsigned int i = 0; i < n; i++) {
		uint64_t at = next_word(sight, order, &state);

		if (in_turn)
			at += word;
		word = touch(sight, at);
		all |= word;
	}
	start = bench_now() - start;
	bench_need(!all, "touch a page");
	return start / n;
}

static inline __attribute__((always_inline)) double
run(touch_fn *touch, const struct sight *sight, unsigned int n)
{
	switch (sight->order) {
	case ONE_PAGE:
		return sight->in_turn ?
			       run_as(touch, sight, n, ONE_PAGE, true) :
			       run_as(touch, sight, n, ONE_PAGE, false);
	case RANDOM:
		return sight->in_turn ? run_as(touch, sight, n, RANDOM, true) :
					run_as(touch, sight, n, RANDOM, false);
	default:
		return run_as(touch, sight, n, ROUND, true);
	}
}

static __attribute__((noinline)) double loads(const struct sight *sight,
					      unsigned int n)
{
	return run(load, sight, n);
}

static __attribute__((noinline)) double entry_loads(const struct sight *sight,
						    unsigned int n)
{
	return run(load_entries, sight, n);
}

static double load_lap(void *arg)
{
	return loads(arg, NLOADS);
}

static double store_lap(void *arg)
{
	return run(store, arg, NLOADS);
}

static double plain_load_lap(void *arg)
{
	return run(plain_load, arg, NLOADS);
}

static double plain_store_lap(void *arg)
{
	return run(plain_store, arg, NLOADS);
}

static double entries_lap(void *arg)
{
	return entry_loads(arg, NLOADS);
}

/* --- figures -------------------------------------------------------------- */

/**
 * struct figure - one figure
 * @name:      what is measured
 * @measured, @base: a lap of it, and of what it is compared with
 * @of:        name of that
 * @sight:     for @measured
 * @base_sight: for @base
 * @goal:      the bound that we want to keep, in words
 */
struct figure {
	const char *name;
	bench_lap *measured, *base;
	const char *of;
	struct sight *sight, *base_sight;
	const char *goal;
};

static double measured_lap(void *arg)
{
	const struct figure *figure = arg;

	return figure->measured(figure->sight);
}

static double base_lap(void *arg)
{
	const struct figure *figure = arg;

	return figure->base(figure->base_sight);
}

/* As bench_print(), and the time of what is measured. */
static void print_figure(const struct figure *figure)
{
	const struct bench_figure both = {.measured = measured_lap,
					  .base = base_lap,
					  .arg = (void *)figure};
	double ns[BENCH_ROUNDS], ratio[BENCH_ROUNDS];
	enum { MEDIAN = BENCH_ROUNDS / 2 };

	bench_round(&both); /* to warm up */
	for (int i = 0; i < BENCH_ROUNDS; i++) {
		struct bench_times times = bench_round(&both);

		ns[i] = times.measured;
		ratio[i] = times.measured / times.base;
	}
	qsort(ns, BENCH_ROUNDS, sizeof(ns[0]), bench_compare);
	qsort(ratio, BENCH_ROUNDS, sizeof(ratio[0]), bench_compare);
	printf("  %-31s %.1f ns, %.2fx (%.2f - %.2f) of %s%s%s\n", figure->name,
	       ns[MEDIAN], ratio[MEDIAN], ratio[0], ratio[BENCH_ROUNDS - 1],
	       figure->of, figure->goal ? "; goal: " : "",
	       figure->goal ? figure->goal : "");
	fflush(stdout);
}

static void print_figures(struct mmu_cpu *cpu)
{
	const struct sight small = {.cpu = cpu,
				    .root = mmu_cr3(cpu),
				    .base = SMALL_LA,
				    .npages = 1,
				    .step = 1,
				    .order = ONE_PAGE};
	struct sight page = small, page_in_turn, some = small, some_in_turn;
	struct sight many = small, all, large;

	page_in_turn = page;
	page_in_turn.in_turn = true;
	some.npages = NFRAMES;
	some.order = RANDOM;
	some_in_turn = some;
	some_in_turn.in_turn = true;
	many.npages = 2 * TLB_SMALL;
	many.order = ROUND;
	many.in_turn = true;
	all = many;
	all.npages = MAX_PAGES;
	large = many;
	large.base = LARGE_LA;
	large.npages = 2 * TLB_LARGE;
	large.step = IN_LARGE;

	const struct figure row[] = {
		{"hit, load, same page", load_lap, plain_load_lap,
		 "plain loads", &page, &page, "3 ns"},
		{"hit, store, same page", store_lap, plain_store_lap,
		 "plain stores", &page, &page, "3 ns"},
		{"hit, load, same page, in turn", load_lap, plain_load_lap,
		 "plain loads", &page_in_turn, &page_in_turn, NULL},
		{"hit, load, 512 pages", load_lap, plain_load_lap,
		 "plain loads", &some, &some, "12 ns"},
		{"hit, load, 512 pages, in turn", load_lap, plain_load_lap,
		 "plain loads", &some_in_turn, &some_in_turn, NULL},
		{"miss, 4 levels, in turn", load_lap, entries_lap,
		 "four dependent loads", &many, &many, "3x"},
		/* A lap reads a PTE in each of NLOADS cache lines. */
		{"miss, 1.2 MiB of PTEs, in turn", load_lap, entries_lap,
		 "four dependent loads", &all, &all, NULL},
		{"miss, 2 MiB page, in turn", load_lap, load_lap,
		 "the miss with 4 levels", &large, &many, "below 1x"},
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		print_figure(&row[i]);
}

/* --- cost against the number of pages ------------------------------------- */

static double hit_rate(const struct mmu_stats *from, const struct mmu_stats *to)
{
	return (double)(to->hits - from->hits) /
	       (double)(to->lookups - from->lookups);
}

/* The fastest of some laps, after one that brings TLB and caches to the state
 * in which the number of pages leaves them. */
static double settled(double touch_all(const struct sight *, unsigned int),
		      const struct sight *sight, double *hits)
{
	unsigned int n = sight->npages < NLOADS ? NLOADS : sight->npages;
	struct mmu_stats before, after;
	double best = 1e18;

	touch_all(sight, 2 * n);
	mmu_cpu_stats(sight->cpu, &before);
	for (int i = 0; i < BENCH_LAPS; i++) {
		double ns = touch_all(sight, n / 2);

		if (ns < best)
			best = ns;
	}
	mmu_cpu_stats(sight->cpu, &after);
	if (hits)
		*hits = hit_rate(&before, &after);
	return best;
}

enum { NPOINTS = LOG2_MAX - LOG2_MIN + 1, MAX_MARKS = 6 };

/**
 * struct picture - what is drawn
 * @text: of the marks
 */
struct picture {
	struct mmu_chart chart;
	double x[NPOINTS], y[3][NPOINTS];
	struct mmu_curve curve[3];
	struct mmu_chart_mark mark[MAX_MARKS];
	char text[MAX_MARKS][32];
};

static void add_mark(struct picture *picture, double pages, const char *first,
		     const char *second)
{
	unsigned int i = picture->chart.nmarks;

	if (pages < 1 << LOG2_MIN || pages > MAX_PAGES || i == MAX_MARKS)
		return;
	snprintf(picture->text[i], sizeof(picture->text[i]), "%s", second);
	picture->mark[i] =
		(struct mmu_chart_mark){pages, {first, picture->text[i]}};
	picture->chart.nmarks++;
}

/* One entry of the last level is 8 bytes for each page. */
static void mark_cache(struct picture *picture, int name, const char *level)
{
	char text[32];
	long bytes = sysconf(name);

	if (bytes <= 0)
		return;
	snprintf(text, sizeof(text), "host %s: %ld KiB", level, bytes >> 10);
	add_mark(picture, bytes / 8.0, "PTEs fill", text);
	if (bytes / 8 <= MAX_PAGES)
		printf("  The PTEs of %ld pages fill the host's %s cache "
		       "(%ld KiB).\n",
		       bytes / 8, level, bytes >> 10);
}

static int write_file(void *file, const char *text, size_t len)
{
	return fwrite(text, 1, len, file) == len ? 0 : -EIO;
}

static void draw(struct picture *picture, const char *path)
{
	FILE *file = fopen(path, "w");

	bench_need(file != NULL, "open the picture");
	for (int i = 0; i < 3; i++)
		picture->curve[i].y = picture->y[i];
	picture->chart.x = picture->x;
	picture->chart.curve = picture->curve;
	picture->chart.mark = picture->mark;
	bench_need(mmu_chart_svg(&picture->chart, 1, write_file, file) == 0 &&
			   fclose(file) == 0,
		   "write the picture");
	printf("  drawn in %s\n", path);
}

static void sweep(struct mmu_cpu *cpu, const char *path)
{
	struct picture picture = {
		.chart = {.size = sizeof(picture.chart),
			  .title = "mmu_load() in turn at random, against the "
				   "number of pages touched",
			  .x_label = "pages of 4 KiB touched",
			  .y_label = "ns for one load",
			  .log2_x = true,
			  .npoints = NPOINTS,
			  .ncurves = 3},
		.curve = {{.name = "mapped by 4 KiB pages"},
			  {.name = "mapped by 2 MiB pages"},
			  {.name = "four dependent loads"}},
	};
	struct sight small = {.cpu = cpu,
			      .root = mmu_cr3(cpu),
			      .base = SMALL_LA,
			      .step = 1,
			      .order = RANDOM,
			      .in_turn = true};
	struct sight large = small;
	double small_hits, large_hits;

	large.base = LARGE_LA;
	printf("  loads in turn at random; the same bytes by pages of 4 KiB "
	       "and of 2 MiB\n");
	printf("  %8s | %9s %9s | %9s %9s | %10s\n", "pages", "4 KiB hit", "ns",
	       "2 MiB hit", "ns", "four loads");
	for (unsigned int i = 0; i < NPOINTS; i++) {
		small.npages = large.npages = 1 << (LOG2_MIN + i);
		picture.x[i] = (double)small.npages;
		picture.y[0][i] = settled(loads, &small, &small_hits);
		picture.y[1][i] = settled(loads, &large, &large_hits);
		picture.y[2][i] = settled(entry_loads, &small, NULL);
		printf("  %8u | %8.0f%% %9.1f | %8.0f%% %9.1f | %10.1f\n",
		       (unsigned int)small.npages, small_hits * 100,
		       picture.y[0][i], large_hits * 100, picture.y[1][i],
		       picture.y[2][i]);
		fflush(stdout);
	}
	printf("  The TLB holds %d pages of 4 KiB, and %d of 2 MiB, which "
	       "are %d of 4 KiB.\n",
	       TLB_SMALL, TLB_LARGE, TLB_LARGE * IN_LARGE);
	add_mark(&picture, TLB_SMALL, "TLB full", "4 KiB pages");
	mark_cache(&picture, _SC_LEVEL1_DCACHE_SIZE, "L1d");
	mark_cache(&picture, _SC_LEVEL2_CACHE_SIZE, "L2");
	add_mark(&picture, TLB_LARGE * IN_LARGE, "TLB full", "2 MiB pages");
	mark_cache(&picture, _SC_LEVEL3_CACHE_SIZE, "L3");
	draw(&picture, path);
}

/* --- machines ------------------------------------------------------------- */

static void map(struct mmu_machine *machine, uint64_t la, uint64_t pa,
		unsigned int shift)
{
	bench_need(mmu_map_page(machine, mmu_cr3(mmu_cpu(machine, 0)), la, pa,
				shift, MMU_PTE_RW | MMU_PTE_NX) == 0,
		   "write the tables");
}

static struct mmu_machine *create(void)
{
	struct mmu_machine *machine;
	uint64_t pa;

	bench_need(mmu_machine_create(NULL, &machine) == 0, "have a machine");
	pa = mmu_frame_alloc(machine, NFRAMES, NFRAMES);
	bench_need(pa != MMU_NO_PA, "have frames");
	plain = mmu_mem_ptr(machine, pa, NFRAMES * PAGE);
	memset(plain, 0, NFRAMES * PAGE);
	ram = plain - pa; /* the default RAM begins at 0 and is one piece */
	for (uint64_t i = 0; i < MAX_PAGES; i++)
		map(machine, SMALL_LA + i * PAGE, pa + i % NFRAMES * PAGE, 12);
	for (uint64_t i = 0; i < MAX_PAGES; i += IN_LARGE)
		map(machine, LARGE_LA + i * PAGE, pa, 21);
	return machine;
}

int main(int argc, char **argv)
{
	struct mmu_machine *machine = create();
	char path[4096];

	printf("soft: accesses by function call against pointers and against "
	       "the loads of a walk\n");
	print_figures(mmu_cpu(machine, 0));
	snprintf(path, sizeof(path), "%s.svg", argc ? argv[0] : "soft");
	sweep(mmu_cpu(machine, 0), path);
	mmu_machine_destroy(machine);
	return 0;
}
