/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frames.c - which page frames are in use: one bit a frame.
 *
 * The bitmap of a region is zero memory from the host, so that its pages, too,
 * cost nothing until a frame near them is taken. It is searched 64 frames at a
 * time, from the lowest frame that may be free (the hint) upwards: frames are
 * given out from the bottom, first fit.
 *
 *   used:  1 1 1 1 1 0 1 1 0 0 0 0 0 0 ...        nfree counts the zeros
 *                    ^ hint: none below is free
 *
 * Not locked: callers see to it that one thread at a time allocates.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "mem/bug.h"
#include "mem/frames.h"
#include "mem/mem.h"

#define WORD_BITS 64
#define JUNK	  0xcc

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

static uint64_t frame_count(const struct mem_region *region)
{
	return region->len / MMU_PAGE_SIZE;
}

static size_t bitmap_bytes(const struct mem_region *region)
{
	uint64_t words = (frame_count(region) + WORD_BITS - 1) / WORD_BITS;

	return words * sizeof(uint64_t);
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * The first frame in [from, end) whose bit differs from those in @skip, which
 * is all ones or all zeros; @end if there is none.
 */
static uint64_t next_other(const struct mem_region *region, uint64_t from,
			   uint64_t end, uint64_t skip)
{
	uint64_t ignore = (1ull << from % WORD_BITS) - 1;

	while (from < end) {
		uint64_t word = region->used[from / WORD_BITS] ^ skip;

		word &= ~ignore;
		ignore = 0;
		from -= from % WORD_BITS;
		if (word)
			return min_u64(from + __builtin_ctzll(word), end);
		from += WORD_BITS;
	}
	return end;
}

static uint64_t next_free(const struct mem_region *region, uint64_t from)
{
	return next_other(region, from, frame_count(region), ~0ull);
}

static uint64_t next_used(const struct mem_region *region, uint64_t from,
			  uint64_t end)
{
	return next_other(region, from, end, 0);
}

/* Set or clear the bits of [first, first + n), which are the opposite now. */
static void flip(struct mem_region *region, uint64_t first, uint64_t n)
{
	uint64_t end = first + n;

	while (first < end) {
		uint64_t bit = first % WORD_BITS;
		uint64_t count = min_u64(WORD_BITS - bit, end - first);
		uint64_t ones = ~0ull >> (WORD_BITS - count);

		region->used[first / WORD_BITS] ^= ones << bit;
		first += count;
	}
}

static void take(struct mem_region *region, uint64_t first, uint64_t n)
{
	flip(region, first, n);
	region->nfree -= n;
	if (first == region->hint)
		region->hint = first + n;
}

static void give_back(struct mem_region *region, uint64_t first, uint64_t n)
{
	flip(region, first, n);
	region->nfree += n;
	region->hint = min_u64(region->hint, first);
}

int frames_init(struct mem_region *region)
{
	void *map = mmap(NULL, bitmap_bytes(region), PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (map == MAP_FAILED)
		return -ENOMEM;
	region->used = map;
	region->nfree = frame_count(region);
	region->hint = 0;
	/* Nobody shall get physical address 0 and take it for a failure. */
	if (region->pa == 0)
		take(region, 0, 1);
	return 0;
}

void frames_fini(struct mem_region *region)
{
	munmap(region->used, bitmap_bytes(region));
	region->used = NULL;
}

/* The first frame at or above @i whose physical frame number is aligned. */
static uint64_t align_frame(const struct mem_region *region, uint64_t i,
			    uint64_t align)
{
	uint64_t base = region->pa / MMU_PAGE_SIZE;

	return ((base + i + align - 1) & ~(align - 1)) - base;
}

/* Index of the first of @n free frames in a row, or frame_count(). */
static uint64_t find_run(struct mem_region *region, uint64_t n, uint64_t align)
{
	uint64_t count = frame_count(region);
	uint64_t i, busy;

	region->hint = next_free(region, region->hint);
	i = align_frame(region, region->hint, align);
	while (i < count && n <= count - i) {
		busy = next_used(region, i, i + n);
		if (busy == i + n)
			return i;
		i = align_frame(region, next_free(region, busy), align);
	}
	return count;
}

uint64_t mem_frame_alloc(struct mem *mem, uint64_t nframes, uint64_t align)
{
	if (!nframes || !align || align & (align - 1)) {
		mmu_bug("frame_alloc: %llu frames aligned to %llu",
			(unsigned long long)nframes, (unsigned long long)align);
		return MMU_NO_PA;
	}
	for (unsigned int r = 0; r < mem->nregions; r++) {
		struct mem_region *region = &mem->region[r];
		uint64_t i;

		if (region->nfree < nframes)
			continue;
		i = find_run(region, nframes, align);
		if (i < frame_count(region)) {
			take(region, i, nframes);
			return region->pa + i * MMU_PAGE_SIZE;
		}
	}
	return MMU_NO_PA;
}

/* The region and index of frames that all are RAM; NULL when they are not. */
static struct mem_region *locate(const struct mem *mem, uint64_t pa,
				 uint64_t nframes, uint64_t *first)
{
	struct mem_region *region = mem_region_of(mem, pa);

	if (!region || pa % MMU_PAGE_SIZE || !nframes)
		return NULL;
	*first = (pa - region->pa) / MMU_PAGE_SIZE;
	return nframes <= frame_count(region) - *first ? region : NULL;
}

void mem_frame_free(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;

	region = locate(mem, pa, nframes, &first);
	if (!region || pa == 0) {
		mmu_bug("frame_free: %llu frames at 0x%llx: %s",
			(unsigned long long)nframes, (unsigned long long)pa,
			region ? "frame 0 is never given out" : "not RAM");
		return;
	}
	if (next_other(region, first, first + nframes, ~0ull) !=
	    first + nframes) {
		mmu_bug("frame_free: %llu frames at 0x%llx: already free",
			(unsigned long long)nframes, (unsigned long long)pa);
		return;
	}
	memset(mem_ptr(mem, pa, nframes * MMU_PAGE_SIZE), JUNK,
	       nframes * MMU_PAGE_SIZE);
	give_back(region, first, nframes);
}

int mem_frame_reserve(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;

	region = locate(mem, pa, nframes, &first);
	if (!region)
		return -EINVAL;
	if (next_used(region, first, first + nframes) != first + nframes)
		return -EBUSY;
	take(region, first, nframes);
	return 0;
}

uint64_t mem_frames_free(const struct mem *mem)
{
	uint64_t n = 0;

	for (unsigned int r = 0; r < mem->nregions; r++)
		n += mem->region[r].nfree;
	return n;
}

uint64_t frames_words(const struct mem_region *region)
{
	uint64_t left = frame_count(region) - region->nfree, n;

	for (n = 0; left; n++)
		left -= __builtin_popcountll(region->used[n]);
	return n;
}

void frames_restore(struct mem_region *region, const uint64_t *used,
		    uint64_t nwords, uint64_t nfree, uint64_t hint)
{
	uint64_t now = frames_words(region);

	memcpy(region->used, used, nwords * sizeof(*used));
	if (now > nwords)
		memset(region->used + nwords, 0,
		       (now - nwords) * sizeof(*used));
	region->nfree = nfree;
	region->hint = hint;
}

bool frames_check(const struct mem_region *region)
{
	uint64_t count = frame_count(region);
	uint64_t free = 0;

	for (uint64_t i = 0; i < count; i += WORD_BITS) {
		uint64_t used = region->used[i / WORD_BITS];
		uint64_t valid = ~0ull >>
				 (WORD_BITS - min_u64(WORD_BITS, count - i));

		if (used & ~valid) {
			mmu_bug("frames: a bit is set beyond the region");
			return false;
		}
		free += __builtin_popcountll(~used & valid);
	}
	if (free != region->nfree) {
		mmu_bug("frames: %llu are free, %llu are counted",
			(unsigned long long)free,
			(unsigned long long)region->nfree);
		return false;
	}
	if (next_free(region, 0) < region->hint) {
		mmu_bug("frames: a frame below the hint is free");
		return false;
	}
	return true;
}
