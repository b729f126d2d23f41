/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pool.c - a small allocator within one range of host memory.
 *
 *   | struct pool | H | block | H | block  | H | block | ...untouched... |
 *                                                       ^ bump           ^ end
 *
 * Every block follows a header H of 16 bytes, which is also the red zone: the
 * tools (memcheck, ASan) are told that nobody may touch it, nor the bytes
 * between the end of the caller's size and the next header, nor a free block.
 * Sizes are rounded up to a size class, here a bin, four to a doubling; a freed
 * block goes on the list of its bin and only to a caller of that bin again. So
 * blocks are never split or joined, and the range can be read as a sequence.
 *
 * Invariants: from the first header to bump, block follows block, each of its
 * bin's size; used == the sum of the sizes of live blocks; the lists hold
 * exactly the blocks that are not live.
 *
 * Not locked: one thread at a time.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mem/bug.h"
#include "mem/pool.h"

#if defined(__has_include)
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define HAVE_MEMCHECK 1
#endif
#endif

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#endif

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

#define HOST_PAGE 4096
#define DUMP_STEP ((size_t)4 << 20)
#define NBINS	  160
#define LARGEST	  ((size_t)1 << 40)

enum state {
	LIVE = 0x6576696c, /* "live" in memory */
	FREE = 0x65657266, /* "free" */
};

/* Lies before each block. */
struct header {
	uint32_t state;
	uint32_t bin;
	union {
		size_t size;	     /* live: what the caller asked for */
		struct header *next; /* free: in the list of its bin */
	};
};

struct pool {
	char *bump; /* the next header will be made here */
	char *end;
	char *dumped; /* from here on core files leave it out */
	size_t used;
	bool (*fail)(void *arg, size_t size); /* shall it? NULL: never */
	void *fail_arg;
	struct header *free[NBINS];
};

_Static_assert(sizeof(struct header) == 16, "blocks are 16-byte aligned");

/* What the tools are told */

/* Only the pool itself may touch [p, p + n) from now on, or nobody. */
static void forbid(void *p, size_t n)
{
	(void)p, (void)n;
#ifdef HAVE_MEMCHECK
	VALGRIND_MAKE_MEM_NOACCESS(p, n);
#endif
#ifdef HAVE_ASAN
	ASAN_POISON_MEMORY_REGION(p, n);
#endif
}

static void permit(void *p, size_t n)
{
	(void)p, (void)n;
#ifdef HAVE_MEMCHECK
	VALGRIND_MAKE_MEM_DEFINED(p, n);
#endif
#ifdef HAVE_ASAN
	ASAN_UNPOISON_MEMORY_REGION(p, n);
#endif
}

/* The caller owns a block of @size bytes, of which nothing is known. */
static void announce(void *block, size_t size, size_t room)
{
	(void)block, (void)size, (void)room;
#ifdef HAVE_MEMCHECK
	VALGRIND_MALLOCLIKE_BLOCK(block, size, sizeof(struct header), 0);
#endif
#ifdef HAVE_ASAN
	ASAN_POISON_MEMORY_REGION(block, room);
	ASAN_UNPOISON_MEMORY_REGION(block, size);
#endif
}

static void withdraw(void *block, size_t room)
{
	(void)block, (void)room;
#ifdef HAVE_MEMCHECK
	VALGRIND_FREELIKE_BLOCK(block, sizeof(struct header));
#endif
#ifdef HAVE_ASAN
	ASAN_POISON_MEMORY_REGION(block, room);
#endif
}

/* Sizes and headers */

/*
 * Classes 0 to 3 are 16, 32, 48, 64; then each doubling has four:
 * 80 96 112 128, 160 192 224 256, 320 ...
 */
static unsigned int bin_of(size_t size)
{
	unsigned int shift;

	if (size <= 64)
		return size ? (size - 1) / 16 : 0;
	shift = 61 - __builtin_clzll(size - 1);
	return 4 * (shift - 4) + ((size - 1) >> shift);
}

static size_t bin_size(unsigned int bin)
{
	if (bin < 4)
		return 16 * (bin + 1);
	return (size_t)(bin % 4 + 5) << (bin / 4 + 3);
}

static struct header *header_of(void *block)
{
	return (struct header *)block - 1;
}

static struct header open_header(struct header *header)
{
	struct header copy;

	permit(header, sizeof(*header));
	copy = *header;
	forbid(header, sizeof(*header));
	return copy;
}

static void write_header(struct header *header, struct header value)
{
	permit(header, sizeof(*header));
	*header = value;
	forbid(header, sizeof(*header));
}

static struct header *first_header(const struct pool *pool)
{
	/* The pool lies at the start of its range. */
	return (struct header *)((char *)(uintptr_t)pool +
				 (sizeof(struct pool) + 15) / 16 * 16);
}

static struct header *after(struct header *header, unsigned int bin)
{
	return (struct header *)((char *)(header + 1) + bin_size(bin));
}

/* The pool */

/*
 * A core file shall hold what is used, and not the gigabyte of which it is the
 * start: not every writer of core files leaves out pages of zeroes.
 */
static void dump_up_to(struct pool *pool, char *used)
{
#ifdef MADV_DONTDUMP
	size_t left = pool->end - pool->dumped;
	size_t more = used - pool->dumped + DUMP_STEP;

	more = more / DUMP_STEP * DUMP_STEP;
	if (more > left)
		more = left;
	madvise(pool->dumped, more, MADV_DODUMP);
	pool->dumped += more;
#else
	(void)used;
	pool->dumped = pool->end;
#endif
}

struct pool *pool_create(size_t bytes)
{
	struct pool *pool;
	void *map;

	if (bytes > LARGEST)
		return NULL;
	bytes += sizeof(struct pool) + sizeof(struct header);
	bytes = (bytes + HOST_PAGE - 1) / HOST_PAGE * HOST_PAGE;
	map = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (map == MAP_FAILED)
		return NULL;
	pool = map;
	pool->end = (char *)map + bytes;
	pool->bump = (char *)first_header(pool);
	pool->dumped = map;
#ifdef MADV_DONTDUMP
	madvise(map, bytes, MADV_DONTDUMP);
#endif
	dump_up_to(pool, pool->bump);
#ifdef HAVE_MEMCHECK
	/* Not for ASan, which would pay for it with an eighth of the size. */
	VALGRIND_MAKE_MEM_NOACCESS(pool->bump, pool->end - pool->bump);
#endif
	return pool;
}

void pool_destroy(struct pool *pool)
{
	struct header *header;

	if (!pool)
		return;
	/* Tell the tools, who would report live blocks as leaks. */
	header = first_header(pool);
	while ((char *)header < pool->bump) {
		struct header is = open_header(header);

		if (is.state == LIVE)
			withdraw(header + 1, bin_size(is.bin));
		header = after(header, is.bin);
	}
	permit(pool, pool->bump + sizeof(*header) - (char *)pool);
	munmap(pool, pool->end - (char *)pool);
}

/* A block of this bin, with its header still to be written; or NULL. */
static struct header *find_block(struct pool *pool, unsigned int bin)
{
	struct header *header = pool->free[bin];

	if (header) {
		pool->free[bin] = open_header(header).next;
		return header;
	}
	header = (struct header *)pool->bump;
	/* Room for a second header: the red zone behind the last block. */
	if (2 * sizeof(*header) + bin_size(bin) >
	    (size_t)(pool->end - pool->bump))
		return NULL;
	pool->bump = (char *)after(header, bin);
	if (pool->bump + sizeof(*header) > pool->dumped)
		dump_up_to(pool, pool->bump + sizeof(*header));
	forbid(pool->bump, sizeof(*header));
	return header;
}

void *pool_alloc(struct pool *pool, size_t size)
{
	unsigned int bin = bin_of(size);
	struct header *header;

	if (size > LARGEST || (pool->fail && pool->fail(pool->fail_arg, size)))
		return NULL;
	header = find_block(pool, bin);
	if (!header)
		return NULL;
	write_header(header,
		     (struct header){.state = LIVE, .bin = bin, .size = size});
	pool->used += size;
	announce(header + 1, size, bin_size(bin));
	return header + 1;
}

void *pool_zalloc(struct pool *pool, size_t size)
{
	void *block = pool_alloc(pool, size);

	return block ? memset(block, 0, size) : NULL;
}

/* Reads the header of what shall be a live block; says so when it is not. */
static bool live_header(const struct pool *pool, void *block, const char *who,
			struct header *is)
{
	char *first = (char *)(first_header(pool) + 1);

	if ((char *)block < first || (char *)block >= pool->bump ||
	    (uintptr_t)block % 16) {
		mmu_bug("%s: %p is no block of this pool", who, block);
		return false;
	}
	*is = open_header(header_of(block));
	if (is->state == LIVE && is->bin < NBINS)
		return true;
	mmu_bug("%s: %p %s", who, block,
		is->state == FREE ?
			"is already free" :
			"is no block, or its header is overwritten");
	return false;
}

void *pool_realloc(struct pool *pool, void *block, size_t size)
{
	struct header is;
	void *new;

	if (!block)
		return pool_alloc(pool, size);
	if (!live_header(pool, block, "pool_realloc", &is))
		return NULL;
	/* Always a new block: what still points at the old one is then found
	 * by the tools. */
	new = pool_alloc(pool, size);
	if (!new)
		return NULL;
	memcpy(new, block, size < is.size ? size : is.size);
	pool_free(pool, block);
	return new;
}

char *pool_strdup(struct pool *pool, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = pool_alloc(pool, size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void pool_free(struct pool *pool, void *block)
{
	struct header is;

	if (!block)
		return;
	if (!live_header(pool, block, "pool_free", &is))
		return;
	withdraw(block, bin_size(is.bin));
	pool->used -= is.size;
	write_header(header_of(block),
		     (struct header){.state = FREE,
				     .bin = is.bin,
				     .next = pool->free[is.bin]});
	pool->free[is.bin] = header_of(block);
}

/* Saving and restoring */

/*
 * Of each block the image has the header and, of live ones, the contents. It
 * is copied block by block, as the tools let nobody read what lies between.
 */
struct pool_image {
	struct pool pool;
	char blocks[];
};

static size_t image_size(struct header is)
{
	size_t size = is.state == LIVE ? is.size : 0;

	return sizeof(struct header) + (size + 15) / 16 * 16;
}

static size_t all_blocks_size(const struct pool *pool)
{
	struct header *header = first_header(pool);
	size_t size = 0;

	while ((char *)header < pool->bump) {
		struct header is = open_header(header);

		size += image_size(is);
		header = after(header, is.bin);
	}
	return size;
}

struct pool_image *pool_save(const struct pool *pool)
{
	struct pool_image *image =
		malloc(sizeof(*image) + all_blocks_size(pool));
	struct header *header = first_header(pool);
	char *to;

	if (!image)
		return NULL;
	image->pool = *pool;
	to = image->blocks;
	while ((char *)header < pool->bump) {
		struct header is = open_header(header);

		memcpy(to, &is, sizeof(is));
		if (is.state == LIVE)
			memcpy(to + sizeof(is), header + 1, is.size);
		to += image_size(is);
		header = after(header, is.bin);
	}
	return image;
}

/* Copy, but for what shall stay. */
static void copy_around(char *to, const char *from, size_t len,
			const struct pool_keep *keep, size_t nkeep)
{
	for (size_t i = 0; i < nkeep; i++) {
		size_t before = (size_t)((const char *)keep[i].at - to);

		if (before >= len)
			continue;
		copy_around(to, from, before, keep, nkeep);
		before += keep[i].len;
		copy_around(to + before, from + before, len - before, keep,
			    nkeep);
		return;
	}
	memcpy(to, from, len);
}

static struct header image_header(const char *record)
{
	struct header is;

	memcpy(&is, record, sizeof(is));
	return is;
}

/* One allocation, then and now? */
static bool same_block(struct header a, struct header b)
{
	return a.state == LIVE && b.state == LIVE && a.size == b.size;
}

/*
 * What is live now and not in the image is nobody's any more. Blocks lie where
 * they lay then, up to the image's end; but not if a third image was restored
 * in between. Returns the first header that may lie elsewhere.
 */
static struct header *withdraw_news(struct pool *pool,
				    const struct pool_image *image)
{
	struct header *header = first_header(pool), *common = header;
	const char *record = image->blocks;

	while ((char *)header < pool->bump) {
		struct header is = open_header(header), was = {.bin = NBINS};

		if (common == header && (char *)header < image->pool.bump) {
			was = image_header(record);
			record += image_size(was);
		}
		if (is.state == LIVE && !same_block(is, was))
			withdraw(header + 1, bin_size(is.bin));
		header = after(header, is.bin);
		if (was.bin == is.bin)
			common = header;
	}
	return common;
}

void pool_restore(struct pool *pool, const struct pool_image *image,
		  const struct pool_keep *keep, size_t nkeep)
{
	struct header *header = first_header(pool);
	struct header *common = withdraw_news(pool, image);
	const char *record = image->blocks;

	*pool = image->pool;
	while ((char *)header < pool->bump) {
		struct header was = image_header(record);

		if (was.state == LIVE) {
			if (header >= common ||
			    !same_block(was, open_header(header)))
				announce(header + 1, was.size,
					 bin_size(was.bin));
			copy_around((char *)(header + 1), record + sizeof(was),
				    was.size, keep, nkeep);
		}
		write_header(header, was);
		record += image_size(was);
		header = after(header, was.bin);
	}
	forbid(pool->bump, sizeof(*header));
}

void pool_set_fail(struct pool *pool, bool (*fail)(void *arg, size_t size),
		   void *arg)
{
	pool->fail = fail;
	pool->fail_arg = arg;
}

size_t pool_used(const struct pool *pool)
{
	return pool->used;
}

static size_t count_free(const struct pool *pool, unsigned int bin, bool *sane)
{
	struct header *header = pool->free[bin];
	size_t n = 0;

	while (header) {
		struct header is = open_header(header);

		if (is.state != FREE || is.bin != bin) {
			*sane = false;
			return n;
		}
		header = is.next;
		n++;
	}
	return n;
}

bool pool_check(const struct pool *pool)
{
	struct header *header = first_header(pool);
	size_t used = 0, nfree = 0, nlisted = 0;
	bool sane = true;

	while ((char *)header < pool->bump) {
		struct header is = open_header(header);

		if ((is.state != LIVE && is.state != FREE) || is.bin >= NBINS ||
		    (is.state == LIVE && bin_of(is.size) != is.bin)) {
			mmu_bug("pool: the header at %p is overwritten",
				(void *)header);
			return false;
		}
		used += is.state == LIVE ? is.size : 0;
		nfree += is.state == FREE;
		header = after(header, is.bin);
	}
	for (unsigned int bin = 0; bin < NBINS; bin++)
		nlisted += count_free(pool, bin, &sane);
	if (!sane || (char *)header != pool->bump || used != pool->used ||
	    nfree != nlisted) {
		mmu_bug("pool: the lists and counts do not match the blocks");
		return false;
	}
	return true;
}
