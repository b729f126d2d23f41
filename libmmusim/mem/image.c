/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.c - RAM and its frames, saved and put back.
 *
 * RAM is sparse: most of it was never touched and reads as zeros. So an image
 * is a list of runs of pages that exist, with their contents one after the
 * other:
 *
 *   RAM    |0 1 2 .  .  .  6 7 .  .  . ...      . does not exist
 *   run    {0, 3} {6, 2}
 *   pages  |0 1 2 6 7|
 *
 * Restoring compares before it copies, since most pages are as they were; what
 * exists now and lies in no run goes back to the host.
 */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mem/frames.h"
#include "mem/mem.h"

#if defined(__has_include)
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif
#ifndef RUNNING_ON_VALGRIND
#define RUNNING_ON_VALGRIND 0
#endif

#define PAGE MMU_PAGE_SIZE

/**
 * struct run - consecutive pages
 * @first: number of the first one, counted in the file
 */
struct run {
	uint64_t first, npages;
};

struct frames_image {
	uint64_t *used;
	uint64_t nwords, nfree, hint;
};

struct mem_image {
	struct run *run;
	size_t nruns, capacity;
	char *pages;
	uint64_t npages;
	unsigned int nregions;
	struct frames_image frames[];
};

/* --- which pages exist ------------------------------------------------------ */

/*
 * A scan finds the runs of pages that exist, from page @at up to @end.
 */
struct scan {
	const struct mem *mem;
	uint64_t at, end;
	int pagemap;
};

#ifndef MMUSIM_SOFT
static void scan_begin(struct scan *scan, const struct mem *mem)
{
	*scan = (struct scan){
		.mem = mem, .end = mem->bytes / PAGE, .pagemap = -1};
}

static void scan_end(struct scan *scan)
{
	(void)scan;
}

/* The memory file knows. */
static bool scan_next(struct scan *scan, struct run *run)
{
	off_t start, end;

	if (scan->at >= scan->end)
		return false;
	start = lseek(scan->mem->fd, (off_t)(scan->at * PAGE), SEEK_DATA);
	if (start < 0 || (uint64_t)start / PAGE >= scan->end)
		return false;
	end = lseek(scan->mem->fd, start, SEEK_HOLE);
	run->first = (uint64_t)start / PAGE;
	scan->at = ((uint64_t)end + PAGE - 1) / PAGE;
	if (scan->at > scan->end)
		scan->at = scan->end;
	run->npages = scan->at - run->first;
	return true;
}
#else
/*
 * Linux tells which pages of anonymous memory exist: bit 63 for those in
 * memory, bit 62 for those that are swapped out. Where it does not, they are
 * read: one that holds nothing but zeros need not exist.
 */
#define PAGEMAP_EXISTS (3ull << 62)

static void scan_begin(struct scan *scan, const struct mem *mem)
{
	*scan = (struct scan){.mem = mem,
			      .end = mem->bytes / PAGE,
			      .pagemap = open("/proc/self/pagemap",
					      O_RDONLY | O_CLOEXEC)};
}

static void scan_end(struct scan *scan)
{
	if (scan->pagemap >= 0)
		close(scan->pagemap);
}

static bool is_zero(const char *page)
{
	static const char zeros[MMU_PAGE_SIZE];

	return !memcmp(page, zeros, PAGE);
}

/* Which of the n <= 64 pages from @first on exist, as bits. */
static uint64_t which_exist(const struct scan *scan, uint64_t first,
			    unsigned int n)
{
	const char *host = scan->mem->alias + first * PAGE;
	uint64_t entry[64], bits = 0;
	ssize_t size = (ssize_t)(n * sizeof(entry[0]));
	bool known = scan->pagemap >= 0 &&
		     pread(scan->pagemap, entry, (size_t)size,
			   (off_t)((uintptr_t)host / PAGE * 8)) == size;

	for (unsigned int i = 0; i < n; i++)
		if (known ? !!(entry[i] & PAGEMAP_EXISTS) :
			    !is_zero(host + i * PAGE))
			bits |= 1ull << i;
	return bits;
}

/* Runs end at multiples of 64 pages. */
static bool scan_next(struct scan *scan, struct run *run)
{
	while (scan->at < scan->end) {
		uint64_t n = 64 - scan->at % 64, bits;

		if (n > scan->end - scan->at)
			n = scan->end - scan->at;
		bits = which_exist(scan, scan->at, (unsigned int)n);
		if (!bits) {
			scan->at += n;
			continue;
		}
		run->first = scan->at + (uint64_t)__builtin_ctzll(bits);
		bits >>= __builtin_ctzll(bits);
		run->npages = ~bits ? (uint64_t)__builtin_ctzll(~bits) : 64;
		scan->at = run->first + run->npages;
		return true;
	}
	return false;
}
#endif

/* --- saving ------------------------------------------------------------------- */

static int add_run(struct mem_image *image, const struct run *run)
{
	if (image->nruns == image->capacity) {
		size_t capacity = image->capacity ? 2 * image->capacity : 64;
		struct run *more =
			realloc(image->run, capacity * sizeof(*more));

		if (!more)
			return -ENOMEM;
		image->run = more;
		image->capacity = capacity;
	}
	image->run[image->nruns++] = *run;
	image->npages += run->npages;
	return 0;
}

static int find_runs(struct mem_image *image, const struct mem *mem)
{
	struct scan scan;
	struct run run;
	int err = 0;

	scan_begin(&scan, mem);
	while (!err && scan_next(&scan, &run))
		err = add_run(image, &run);
	scan_end(&scan);
	return err;
}

static int save_pages(struct mem_image *image, const struct mem *mem)
{
	char *to;

	image->pages = malloc(image->npages ? image->npages * PAGE : 1);
	if (!image->pages)
		return -ENOMEM;
	to = image->pages;
	for (size_t i = 0; i < image->nruns; i++) {
		const struct run *run = &image->run[i];

		memcpy(to, mem->alias + run->first * PAGE, run->npages * PAGE);
		to += run->npages * PAGE;
	}
	return 0;
}

static int save_frames(struct frames_image *frames,
		       const struct mem_region *region)
{
	frames->nwords = frames_words(region);
	frames->nfree = region->nfree;
	frames->hint = region->hint;
	frames->used = malloc(frames->nwords * sizeof(uint64_t) + 1);
	if (!frames->used)
		return -ENOMEM;
	memcpy(frames->used, region->used, frames->nwords * sizeof(uint64_t));
	return 0;
}

int mem_save(const struct mem *mem, struct mem_image **image)
{
	struct mem_image *new = calloc(
		1, sizeof(*new) + mem->nregions * sizeof(new->frames[0]));
	int err;

	if (!new)
		return -ENOMEM;
	new->nregions = mem->nregions;
	err = find_runs(new, mem);
	if (!err)
		err = save_pages(new, mem);
	for (unsigned int i = 0; i < mem->nregions && !err; i++)
		err = save_frames(&new->frames[i], &mem->region[i]);
	if (err) {
		mem_image_free(new);
		return err;
	}
	*image = new;
	return 0;
}

void mem_image_free(struct mem_image *image)
{
	if (!image)
		return;
	for (unsigned int i = 0; i < image->nregions; i++)
		free(image->frames[i].used);
	free(image->run);
	free(image->pages);
	free(image);
}

/* --- restoring ---------------------------------------------------------------- */

/* A memory file may have no room for another page; writing to it through the
 * alias would then be a SIGBUS. */
int mem_prepare(const struct mem *mem, const struct mem_image *image)
{
#ifdef MMUSIM_SOFT
	(void)mem;
	(void)image;
#else
	for (size_t i = 0; i < image->nruns; i++) {
		off_t at = (off_t)(image->run[i].first * PAGE);
		off_t end = at + (off_t)(image->run[i].npages * PAGE);
		off_t hole = lseek(mem->fd, at, SEEK_HOLE);

		if (hole < 0)
			return -EIO;
		if (hole < end && fallocate(mem->fd, 0, hole, end - hole))
			return -errno;
	}
#endif
	return 0;
}

/* Memcheck copies with a page what it knows of it. */
static bool same_page(const char *a, const char *b)
{
	return !RUNNING_ON_VALGRIND && !memcmp(a, b, PAGE);
}

static void restore_run(struct mem *mem, const struct run *run,
			const char *pages)
{
	char *to = mem->alias + run->first * PAGE;

	for (uint64_t i = 0; i < run->npages; i++)
		if (!same_page(to + i * PAGE, pages + i * PAGE))
			memcpy(to + i * PAGE, pages + i * PAGE, PAGE);
}

/* These read as zeros from now on, and cost nothing where the host can do
 * that. */
static void give_back(struct mem *mem, uint64_t first, uint64_t end)
{
	uint64_t len = (end - first) * PAGE;
	char *host = mem->alias + first * PAGE;
	int failed = -1;

#ifndef MMUSIM_SOFT
	failed = fallocate(mem->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			   (off_t)(first * PAGE), (off_t)len);
#elif defined(__linux__)
	failed = madvise(host, len, MADV_DONTNEED);
#endif
	if (failed)
		memset(host, 0, len);
}

/* Give back what exists of [first, end). */
static void give_back_gap(struct scan *scan, struct mem *mem, uint64_t first,
			  uint64_t end)
{
	struct run run;

	scan->at = first;
	scan->end = end;
	while (scan_next(scan, &run))
		give_back(mem, run.first, run.first + run.npages);
}

void mem_restore(struct mem *mem, const struct mem_image *image)
{
	const char *pages = image->pages;
	struct scan scan;
	uint64_t at = 0;

	scan_begin(&scan, mem);
	for (size_t i = 0; i < image->nruns; i++) {
		const struct run *run = &image->run[i];

		give_back_gap(&scan, mem, at, run->first);
		restore_run(mem, run, pages);
		pages += run->npages * PAGE;
		at = run->first + run->npages;
	}
	give_back_gap(&scan, mem, at, mem->bytes / PAGE);
	scan_end(&scan);
	for (unsigned int i = 0; i < image->nregions; i++)
		frames_restore(&mem->region[i], image->frames[i].used,
			       image->frames[i].nwords, image->frames[i].nfree,
			       image->frames[i].hint);
}
