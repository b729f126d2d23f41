/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bitmap.c - which page frames of a region are in use: one bit a frame.
 *
 * The bitmap of a region is zero memory from the host, so that its pages, too,
 * cost nothing until a frame near them is taken. It is searched 64 frames at a
 * time, from the lowest frame that may be free (the hint) upwards: frames are
 * given out from the bottom, first fit.
 *
 *   used:  1 1 1 1 1 0 1 1 0 0 0 0 0 0 ...        nfree counts the zeros
 *                    ^ hint: none below is free
 *
 * There is no lock, because a fault handler may allocate while the code that it
 * interrupted, or another thread, does. Bits are claimed by compare-and-swap;
 * who loses a race gives back what it claimed and searches again. The hint goes
 * up only if nothing was given back since it was read, by such a loser either: it
 * carries a count of that.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "mem/bug.h"
#include "mem/frames.h"
#include "mem/limits.h"

#define WORD_BITS 64

/* The hint: a frame index, which is 2^40 at most, below the count. */
#define HINT_BITS  41
#define HINT_INDEX ((1ull << HINT_BITS) - 1)

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

static size_t bitmap_bytes(const struct mem_region *region)
{
	uint64_t words = (frames_count(region) + WORD_BITS - 1) / WORD_BITS;

	return words * sizeof(uint64_t);
}

static uint64_t lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t frames_next_other(const struct mem_region *region, uint64_t from,
			   uint64_t end, uint64_t skip)
{
	uint64_t ignore = (1ull << from % WORD_BITS) - 1;

	while (from < end) {
		uint64_t word = __atomic_load_n(&region->used[from / WORD_BITS],
						__ATOMIC_ACQUIRE);

		word = (word ^ skip) & ~ignore;
		ignore = 0;
		from -= from % WORD_BITS;
		if (word)
			return lesser(from + __builtin_ctzll(word), end);
		from += WORD_BITS;
	}
	return end;
}

static uint64_t next_free(const struct mem_region *region, uint64_t from)
{
	return frames_next_other(region, from, frames_count(region), ~0ull);
}

static uint64_t next_used(const struct mem_region *region, uint64_t from,
			  uint64_t end)
{
	return frames_next_other(region, from, end, 0);
}

/* The bits of [first, end) that lie in the word of the first. */
static uint64_t bits_from(uint64_t first, uint64_t end, uint64_t *count)
{
	uint64_t bit = first % WORD_BITS;

	*count = lesser(WORD_BITS - bit, end - first);
	return ~0ull >> (WORD_BITS - *count) << bit;
}

/* Clear the bits of [first, end). */
static void unclaim(struct mem_region *region, uint64_t first, uint64_t end)
{
	for (uint64_t count; first < end; first += count) {
		uint64_t bits = bits_from(first, end, &count);

		__atomic_fetch_and(&region->used[first / WORD_BITS], ~bits,
				   __ATOMIC_RELEASE);
	}
}

/* Set bits of one word. False, and nothing is done, when one is set. */
static bool claim_bits(uint64_t *word, uint64_t bits)
{
	uint64_t old = __atomic_load_n(word, __ATOMIC_RELAXED);

	do {
		if (old & bits)
			return false;
	} while (!__atomic_compare_exchange_n(word, &old, old | bits, true,
					      __ATOMIC_ACQUIRE,
					      __ATOMIC_RELAXED));
	return true;
}

/* No frame below @index was free when the hint was @old. */
static void raise_hint(struct mem_region *region, uint64_t old, uint64_t index)
{
	uint64_t new = (old & ~HINT_INDEX) | index;

	if ((old & HINT_INDEX) < index)
		__atomic_compare_exchange_n(&region->hint, &old, new, false,
					    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

static void lower_hint(struct mem_region *region, uint64_t index)
{
	uint64_t old = __atomic_load_n(&region->hint, __ATOMIC_RELAXED), new;

	do {
		new = (old & ~HINT_INDEX) + (1ull << HINT_BITS);
		new |= lesser(old & HINT_INDEX, index);
	} while (!__atomic_compare_exchange_n(&region->hint, &old, new, true,
					      __ATOMIC_RELEASE,
					      __ATOMIC_RELAXED));
}

/*
 * Set the bits of [first, end). False, and nothing is done, when one is set. But
 * others may have seen those that were set already, and raised the hint past
 * them.
 */
static bool claim(struct mem_region *region, uint64_t first, uint64_t end)
{
	uint64_t at = first;

	for (uint64_t count; at < end; at += count) {
		uint64_t bits = bits_from(at, end, &count);

		if (!claim_bits(&region->used[at / WORD_BITS], bits)) {
			unclaim(region, first, at);
			if (at > first)
				lower_hint(region, first);
			return false;
		}
	}
	return true;
}

bool frames_take(struct mem_region *region, uint64_t first, uint64_t n)
{
	uint64_t hint = __atomic_load_n(&region->hint, __ATOMIC_ACQUIRE);

	if (!claim(region, first, first + n))
		return false;
	__atomic_fetch_sub(&region->nfree, n, __ATOMIC_RELAXED);
	if (first == (hint & HINT_INDEX))
		raise_hint(region, hint, first + n);
	return true;
}

void frames_give_back(struct mem_region *region, uint64_t first, uint64_t n)
{
	unclaim(region, first, first + n);
	__atomic_fetch_add(&region->nfree, n, __ATOMIC_RELAXED);
	lower_hint(region, first);
}

int frames_init(struct mem_region *region)
{
	void *map = mmap(NULL, bitmap_bytes(region), PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (map == MAP_FAILED)
		return mem_error_host(-ENOMEM, "the bitmap of frames", MEM_DATA,
				      bitmap_bytes(region));
	region->used = map;
	region->nfree = frames_count(region);
	region->hint = 0;
	/* Nobody shall get physical address 0 and take it for a failure. */
	if (region->pa == 0)
		frames_take(region, 0, 1);
	return 0;
}

void frames_fini(struct mem_region *region)
{
	pins_fini(region);
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

/* Index of the first of @n free frames in a row, or frames_count(). */
static uint64_t find_run(struct mem_region *region, uint64_t n, uint64_t align)
{
	uint64_t hint = __atomic_load_n(&region->hint, __ATOMIC_ACQUIRE);
	uint64_t count = frames_count(region);
	uint64_t i, busy;

	i = next_free(region, hint & HINT_INDEX);
	raise_hint(region, hint, i);
	i = align_frame(region, i, align);
	while (i < count && n <= count - i) {
		busy = next_used(region, i, i + n);
		if (busy == i + n)
			return i;
		i = align_frame(region, next_free(region, busy), align);
	}
	return count;
}

uint64_t frames_take_run(struct mem_region *region, uint64_t n, uint64_t align)
{
	uint64_t i;

	do {
		i = find_run(region, n, align);
	} while (i < frames_count(region) && !frames_take(region, i, n));
	return i;
}

uint64_t frames_count_free(const struct mem_region *region)
{
	return __atomic_load_n(&region->nfree, __ATOMIC_RELAXED);
}

uint64_t frames_words(const struct mem_region *region)
{
	uint64_t left = frames_count(region) - region->nfree, n;

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
	uint64_t count = frames_count(region);
	uint64_t free = 0;

	for (uint64_t i = 0; i < count; i += WORD_BITS) {
		uint64_t used = region->used[i / WORD_BITS];
		uint64_t valid = ~0ull >>
				 (WORD_BITS - lesser(WORD_BITS, count - i));

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
	if (next_free(region, 0) < (region->hint & HINT_INDEX)) {
		mmu_bug("frames: a frame below the hint is free");
		return false;
	}
	return true;
}
