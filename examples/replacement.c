/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replacement.c - which page should go? Page faults against page frames, for
 * each replacement policy and some programs; a table, and the curves in
 * replacement.svg.
 *
 * What to watch for:
 *
 *   - OPT knows the future, and is the bound: nobody has fewer faults
 *   - Belady's anomaly: with the string of the first table FIFO has more faults
 *     with four frames than with three
 *   - the loop is LRU's worst case: as long as one frame is missing, the page
 *     that is needed next is always the one that was just thrown away. Chance is
 *     better
 *   - with locality each frame more helps, and those who look at A bits do
 *     better than those who do not
 *   - thrashing: while the working set does not fit, the program waits most of
 *     the time; as soon as it does, it computes. The knee is sharp
 *
 * All faults are real ones of the simulated MMU, and pages go to swap and come
 * back. A program here is a list of pages that it stores to, one after the
 * other, computing for 10 us of virtual time each time.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <mmusim/mmusim.h>

#define COMPUTE_NS 10000

enum { MAX_REFS = 1000, MAX_PAGES = 40, MAX_POINTS = 11, MAX_POLICIES = 7 };

/**
 * struct program - what it does, and what came of it
 * @refs:   pages, numbered from 0
 * @frames: to be tried
 * @faults: by policy and number of frames
 * @knee:   so many frames suffice; and why
 */
struct program {
	const char *title;
	unsigned int nrefs, npoints;
	unsigned int refs[MAX_REFS];
	double frames[MAX_POINTS];
	double faults[MAX_POLICIES][MAX_POINTS];
	struct mmu_chart_mark knee;
};

static struct kern *kernel;

static void must(int err, const char *what)
{
	if (err >= 0)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

/* --- programs --------------------------------------------------------------- */

static unsigned int draw(unsigned int n)
{
	static uint64_t seed = 1;

	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned int)(seed >> 33) % n;
}

static void add(struct program *p, unsigned int page)
{
	p->refs[p->nrefs++] = page;
}

static void try_frames(struct program *p, unsigned int first, unsigned int last,
		       unsigned int step)
{
	for (; first <= last; first += step)
		p->frames[p->npoints++] = first;
}

static void make_belady(struct program *p)
{
	static const char string[] = "123412512345";

	p->title = "the string 1 2 3 4 1 2 5 1 2 3 4 5";
	for (const char *c = string; *c; c++)
		add(p, (unsigned int)(*c - '0'));
	try_frames(p, 1, 5, 1);
}

static void make_loop(struct program *p)
{
	p->title = "loop: 30 pages in turn, again and again";
	p->knee = (struct mmu_chart_mark){30, {"30 frames:", "the loop fits"}};
	for (unsigned int i = 0; i < MAX_REFS; i++)
		add(p, i % 30);
	try_frames(p, 3, 33, 3);
}

static void make_locality(struct program *p)
{
	p->title = "locality: of 40 pages, 8 get 80% of the references";
	p->knee = (struct mmu_chart_mark){8, {"8 frames:", "80%, at best"}};
	for (unsigned int i = 0; i < MAX_REFS; i++)
		add(p, draw(10) < 8 ? draw(8) : 8 + draw(32));
	try_frames(p, 4, 40, 4);
}

/* Each phase uses 12 pages at random; the next one 7 of them, and others. */
static void make_phases(struct program *p)
{
	p->title = "phases: 12 of 40 pages, after 100 references others";
	p->knee = (struct mmu_chart_mark){12, {"12 frames:", "a phase fits"}};
	for (unsigned int i = 0; i < MAX_REFS; i++)
		add(p, (i / 100 * 5 + draw(12)) % MAX_PAGES);
	try_frames(p, 4, 40, 4);
}

/* --- running them ------------------------------------------------------------ */

/* An address space in which the program's pages are mapped, but none is there;
 * and so many frames for it. */
static uint64_t begin(struct kern_mm **mm, double frames)
{
	int64_t la;

	must(kern_mm_create(kernel, NULL, mm), "mm");
	la = kern_mmap(*mm, 0, MAX_PAGES * MMU_PAGE_SIZE,
		       PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		       NULL, 0);
	must(la < 0 ? (int)la : 0, "mmap");
	must(kern_set_memory_max(kernel, (uint64_t)frames), "memory.max");
	kern_use_mm(kernel, *mm);
	kern_enter_user(kernel);
	return (uint64_t)la;
}

static void end(struct kern_mm *mm)
{
	kern_leave_user(kernel);
	kern_use_mm(kernel, NULL);
	kern_mm_put(mm);
}

/* One reference: store to a page, and compute. */
static void step(const struct program *p, unsigned int n, uint64_t la)
{
	uint64_t at = la + p->refs[n] * MMU_PAGE_SIZE, value = n;

	kern_opt_seek(kernel, n); /* OPT knows what comes then */
	must(-mmu_store(kern_cpu(kernel), at, &value, sizeof(value), NULL),
	     "store");
	kern_pass_time(kernel, COMPUTE_NS);
}

static struct kern_trace *foresee(const struct program *p, uint64_t la)
{
	struct kern_trace *trace;

	must(kern_trace_create(&trace), "trace");
	for (unsigned int i = 0; i < p->nrefs; i++)
		must(kern_trace_add(trace, la / MMU_PAGE_SIZE + p->refs[i]),
		     "trace");
	return trace;
}

static double count_faults(const struct program *p,
			   const struct kern_replacement *policy, double frames)
{
	struct kern_mm_stats stats = {.size = sizeof(stats)};
	struct kern_mm *mm;
	uint64_t la = begin(&mm, frames);
	bool opt = !strcmp(policy->name, "opt");
	struct kern_trace *trace = opt ? foresee(p, la) : NULL;

	must(kern_set_replacement(kernel, policy, trace), policy->name);
	for (unsigned int i = 0; i < p->nrefs; i++)
		step(p, i, la);
	kern_mm_stats(mm, &stats);
	end(mm);
	must(kern_set_replacement(kernel, kern_find_replacement("fifo"), NULL),
	     "fifo");
	kern_trace_destroy(trace);
	return (double)(stats.min_flt + stats.maj_flt);
}

static void print_table(struct program *p)
{
	const struct kern_replacement *policy;

	printf("%s (%u references)\nframes", p->title, p->nrefs);
	for (unsigned int i = 0; i < p->npoints; i++)
		printf("%6.0f", p->frames[i]);
	for (unsigned int n = 0; (policy = kern_replacement_at(n)); n++) {
		printf("\n%-6s", policy->name);
		for (unsigned int i = 0; i < p->npoints; i++) {
			p->faults[n][i] = count_faults(p, policy, p->frames[i]);
			printf("%6.0f", p->faults[n][i]);
		}
	}
	printf("\n\n");
}

/* --- thrashing ----------------------------------------------------------------- */

/* How the program fares with so many frames, and the two lists of Linux. */
static void print_windows(const struct program *p, double frames)
{
	struct kern_working_set set = {.size = sizeof(set)};
	double used = 0, faults = 0, ns = 0, windows = 0;
	struct kern_mm *mm;
	uint64_t la = begin(&mm, frames);

	kern_working_set(mm, &set);
	for (unsigned int i = 0; i < p->nrefs; i++) {
		step(p, i, la);
		if (i % 50 != 49)
			continue;
		kern_working_set(mm, &set);
		used += (double)set.used;
		faults += (double)set.maj_flt;
		ns += (double)set.ns;
		windows++;
	}
	end(mm);
	printf("%6.0f%13.1f%15.2f%11.0f%%\n", frames, used / windows,
	       faults / ns * 1e6, 100.0 * COMPUTE_NS * p->nrefs / ns);
}

static void print_thrashing(const struct program *p)
{
	must(kern_set_replacement(kernel, kern_find_replacement("lru"), NULL),
	     "lru");
	printf("thrashing, with lru and the phases, in windows of 50 "
	       "references\n"
	       "frames  working set  faults per ms  computing\n");
	for (unsigned int i = 0; i < p->npoints; i++)
		print_windows(p, p->frames[i]);
}

/* --- the picture ------------------------------------------------------------------ */

static int write_file(void *file, const char *text, size_t len)
{
	return fwrite(text, 1, len, file) == len ? 0 : -EIO;
}

static void draw_charts(const struct program *program, unsigned int n)
{
	FILE *file = fopen("replacement.svg", "w");
	struct mmu_curve curve[4][MAX_POLICIES];
	struct mmu_chart chart[4];
	int err;

	for (unsigned int i = 0; i < n; i++) {
		const struct program *p = &program[i];
		unsigned int c = 0;

		for (; kern_replacement_at(c); c++)
			curve[i][c] = (struct mmu_curve){
				kern_replacement_at(c)->name, p->faults[c]};
		chart[i] = (struct mmu_chart){
			.size = sizeof(chart[i]),
			.title = p->title,
			.x_label = "page frames",
			.y_label = "page faults",
			.npoints = p->npoints,
			.x = p->frames,
			.ncurves = c,
			.curve = curve[i],
			.nmarks = 1,
			.mark = &p->knee,
		};
	}
	err = file ? mmu_chart_svg(chart, n, write_file, file) : -errno;
	if (file && fclose(file))
		err = -errno;
	must(err, "replacement.svg");
	printf("\nreplacement.svg\n");
}

int main(void)
{
	struct kern_swap_config swap = {.size = sizeof(swap),
					.npages = 2 * MAX_PAGES};
	static struct program program[4];

	must(kern_boot(NULL, &kernel), "boot");
	must(kern_swapon(kernel, &swap), "swapon");
	make_belady(&program[0]);
	make_loop(&program[1]);
	make_locality(&program[2]);
	make_phases(&program[3]);
	for (int i = 0; i < 4; i++)
		print_table(&program[i]);
	print_thrashing(&program[3]);
	draw_charts(&program[1], 3);
	kern_shutdown(kernel);
	return 0;
}
