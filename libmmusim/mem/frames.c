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
 * There is no lock, because a fault handler may allocate while the code that it
 * interrupted, or another thread, does. Bits are claimed by compare-and-swap;
 * who loses a race gives back what it claimed and searches again. The hint goes
 * up only if nothing was given back since it was read, by such a loser either: it
 * carries a count of that.
 *
 * Counts of pins change by atomic operations, too. A frame that is freed while
 * pinned is marked, and whoever ends the last pin frees it: who takes the count
 * to MEM_DOOMED alone.
 *
 * A kernel may take over all frames (mem_set_owner()). Then it answers, and the
 * bitmap tells what was in use before.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "mem/bug.h"
#include "mem/frames.h"
#include "mem/limits.h"
#include "mem/mem.h"

#define WORD_BITS 64
#define JUNK	  0xcc

/* The hint: a frame index, which is 2^40 at most, below the count. */
#define HINT_BITS  41
#define HINT_INDEX ((1ull << HINT_BITS) - 1)

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
		uint64_t word = __atomic_load_n(&region->used[from / WORD_BITS],
						__ATOMIC_ACQUIRE);

		word = (word ^ skip) & ~ignore;
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

/* The bits of [first, end) that lie in the word of the first. */
static uint64_t bits_from(uint64_t first, uint64_t end, uint64_t *count)
{
	uint64_t bit = first % WORD_BITS;

	*count = min_u64(WORD_BITS - bit, end - first);
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
		new |= min_u64(old & HINT_INDEX, index);
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

static bool take(struct mem_region *region, uint64_t first, uint64_t n)
{
	uint64_t hint = __atomic_load_n(&region->hint, __ATOMIC_ACQUIRE);

	if (!claim(region, first, first + n))
		return false;
	__atomic_fetch_sub(&region->nfree, n, __ATOMIC_RELAXED);
	if (first == (hint & HINT_INDEX))
		raise_hint(region, hint, first + n);
	return true;
}

static void give_back(struct mem_region *region, uint64_t first, uint64_t n)
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
	region->nfree = frame_count(region);
	region->hint = 0;
	/* Nobody shall get physical address 0 and take it for a failure. */
	if (region->pa == 0)
		take(region, 0, 1);
	return 0;
}

static size_t pins_bytes(const struct mem_region *region)
{
	return frame_count(region) * sizeof(region->pins[0]);
}

void frames_fini(struct mem_region *region)
{
	if (region->pins)
		munmap(region->pins, pins_bytes(region));
	region->pins = NULL;
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
	uint64_t hint = __atomic_load_n(&region->hint, __ATOMIC_ACQUIRE);
	uint64_t count = frame_count(region);
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

/* Index of @n frames in a row, taken; or frame_count(). */
static uint64_t take_run(struct mem_region *region, uint64_t n, uint64_t align)
{
	uint64_t i;

	do {
		i = find_run(region, n, align);
	} while (i < frame_count(region) && !take(region, i, n));
	return i;
}

static uint64_t count_free(const struct mem_region *region)
{
	return __atomic_load_n(&region->nfree, __ATOMIC_RELAXED);
}

uint64_t mem_frame_alloc(struct mem *mem, uint64_t nframes, uint64_t align)
{
	if (!nframes || !align || align & (align - 1)) {
		mmu_bug("frame_alloc: %llu frames aligned to %llu",
			(unsigned long long)nframes, (unsigned long long)align);
		return MMU_NO_PA;
	}
	if (mem->fail && mem->fail(mem->fail_arg, nframes))
		return MMU_NO_PA;
	if (mem->owner)
		return mem->owner->alloc(mem->owner_arg, nframes, align);
	for (unsigned int r = 0; r < mem->nregions; r++) {
		struct mem_region *region = &mem->region[r];
		uint64_t i;

		if (count_free(region) < nframes)
			continue;
		i = take_run(region, nframes, align);
		if (i < frame_count(region))
			return region->pa + i * MMU_PAGE_SIZE;
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

void mem_frame_spoil(const struct mem *mem, uint64_t pa, uint64_t nframes)
{
	uint64_t len = nframes * MMU_PAGE_SIZE;

	memset(mem_ptr(mem, pa, len), JUNK, len);
}

static void release(const struct mem *mem, struct mem_region *region,
		    uint64_t first, uint64_t n)
{
	uint64_t pa = region->pa + first * MMU_PAGE_SIZE;

	if (mem->owner) {
		mem->owner->free(mem->owner_arg, pa, n);
		return;
	}
	mem_frame_spoil(mem, pa, n);
	give_back(region, first, n);
}

static uint32_t *pins_of(const struct mem_region *region)
{
	return __atomic_load_n(&region->pins, __ATOMIC_ACQUIRE);
}

/* Mark a frame that is pinned. Returns the count that it had. */
static uint32_t doom(uint32_t *pins)
{
	uint32_t old = __atomic_load_n(pins, __ATOMIC_ACQUIRE);

	while (old && !(old & MEM_DOOMED) &&
	       !__atomic_compare_exchange_n(pins, &old, old | MEM_DOOMED, true,
					    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		;
	return old;
}

/* Some of them may be pinned. */
static void free_one_by_one(const struct mem *mem, struct mem_region *region,
			    uint64_t first, uint64_t n)
{
	for (uint64_t i = first; i < first + n; i++) {
		uint32_t count = doom(&pins_of(region)[i]);

		if (count & MEM_DOOMED)
			mmu_bug("frame_free: 0x%llx: already free",
				(unsigned long long)(region->pa +
						     i * MMU_PAGE_SIZE));
		else if (!count)
			release(mem, region, i, 1);
	}
}

static bool all_used(const struct mem *mem, const struct mem_region *region,
		     uint64_t first, uint64_t n)
{
	if (mem->owner)
		return mem->owner->used(mem->owner_arg,
					region->pa + first * MMU_PAGE_SIZE, n);
	return next_other(region, first, first + n, ~0ull) == first + n;
}

void mem_frame_free(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;

	region = locate(mem, pa, nframes, &first);
	if (!region || pa == 0) {
		mmu_bug("frame_free: %llu frames at 0x%llx: %s",
			(unsigned long long)nframes, (unsigned long long)pa,
			pa % MMU_PAGE_SIZE ? "misaligned" :
			region		   ? "frame 0 is never given out" :
					     "not RAM");
		return;
	}
	if (!all_used(mem, region, first, nframes)) {
		mmu_bug("frame_free: %llu frames at 0x%llx: already free",
			(unsigned long long)nframes, (unsigned long long)pa);
		return;
	}
	if (pins_of(region)) {
		free_one_by_one(mem, region, first, nframes);
		return;
	}
	release(mem, region, first, nframes);
}

int mem_frame_reserve(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;

	region = locate(mem, pa, nframes, &first);
	if (!region)
		return -EINVAL;
	if (mem->owner)
		return mem->owner->reserve(mem->owner_arg, pa, nframes);
	return take(region, first, nframes) ? 0 : -EBUSY;
}

void mem_set_owner(struct mem *mem, const struct mem_owner *owner, void *arg)
{
	mem->owner = owner;
	mem->owner_arg = arg;
}

void mem_set_fail(struct mem *mem, bool (*fail)(void *arg, uint64_t nframes),
		  void *arg)
{
	mem->fail = fail;
	mem->fail_arg = arg;
}

uint64_t mem_frames_alike(const struct mem *mem, uint64_t pa, uint64_t nframes,
			  bool *free)
{
	struct mem_region *region;
	uint64_t first;

	region = locate(mem, pa, nframes, &first);
	*free = !(region->used[first / WORD_BITS] >> first % WORD_BITS & 1);
	return next_other(region, first, first + nframes, *free ? 0 : ~0ull) -
	       first;
}

/* --- pins ----------------------------------------------------------------------- */

static int make_pins(struct mem_region *region)
{
	uint32_t *none = NULL;
	void *map;

	if (pins_of(region))
		return 0;
	map = mmap(NULL, pins_bytes(region), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (map == MAP_FAILED)
		return mem_error_host(-ENOMEM, "the counts of pins", MEM_DATA,
				      pins_bytes(region));
	if (!__atomic_compare_exchange_n(&region->pins, &none, map, false,
					 __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		munmap(map, pins_bytes(region));
	return 0;
}

int mem_frame_pin(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;
	uint32_t *pins;
	int err;

	region = locate(mem, pa, nframes, &first);
	if (!region)
		return -EINVAL;
	err = make_pins(region);
	if (err)
		return err;
	pins = pins_of(region) + first;
	for (uint64_t i = 0; i < nframes; i++)
		if ((__atomic_load_n(&pins[i], __ATOMIC_RELAXED) &
		     ~MEM_DOOMED) == ~MEM_DOOMED)
			return -EOVERFLOW;
	__atomic_fetch_add(&region->npins, nframes, __ATOMIC_RELAXED);
	for (uint64_t i = 0; i < nframes; i++)
		__atomic_fetch_add(&pins[i], 1, __ATOMIC_RELAXED);
	return 0;
}

static void unpin(const struct mem *mem, struct mem_region *region, uint64_t i)
{
	uint32_t *pins = pins_of(region) + i;
	uint32_t left = __atomic_sub_fetch(pins, 1, __ATOMIC_ACQ_REL);

	/* Else somebody pinned it once more. */
	if (left == MEM_DOOMED &&
	    __atomic_compare_exchange_n(pins, &left, 0, false, __ATOMIC_ACQ_REL,
					__ATOMIC_RELAXED))
		release(mem, region, i, 1);
}

void mem_frame_unpin(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;

	region = locate(mem, pa, nframes, &first);
	if (!region)
		return;
	for (uint64_t i = 0; i < nframes; i++)
		unpin(mem, region, first + i);
	/* After the frames were freed, for mem_pinned(). */
	__atomic_fetch_sub(&region->npins, nframes, __ATOMIC_RELEASE);
}

bool mem_frame_doom(struct mem *mem, uint64_t pa)
{
	struct mem_region *region;
	uint64_t i;

	region = locate(mem, pa, 1, &i);
	return region && pins_of(region) && doom(&pins_of(region)[i]);
}

bool mem_frame_pinned(const struct mem *mem, uint64_t pa)
{
	struct mem_region *region;
	uint64_t i;

	region = locate(mem, pa & ~(MMU_PAGE_SIZE - 1), 1, &i);
	return region && pins_of(region) &&
	       __atomic_load_n(&pins_of(region)[i], __ATOMIC_RELAXED);
}

bool mem_pinned(const struct mem *mem)
{
	for (unsigned int r = 0; r < mem->nregions; r++)
		if (__atomic_load_n(&mem->region[r].npins, __ATOMIC_ACQUIRE))
			return true;
	return false;
}

static void unpin_region(const struct mem *mem, struct mem_region *region)
{
	uint64_t count = region->npins ? frame_count(region) : 0;

	for (uint64_t i = 0; i < count; i++) {
		bool doomed = region->pins[i] & MEM_DOOMED;

		if (region->pins[i])
			region->pins[i] = 0;
		if (doomed)
			release(mem, region, i, 1);
	}
	region->npins = 0;
}

void mem_unpin_all(struct mem *mem)
{
	for (unsigned int r = 0; r < mem->nregions; r++)
		unpin_region(mem, &mem->region[r]);
}

uint64_t mem_frames_free(const struct mem *mem)
{
	uint64_t n = 0;

	if (mem->owner)
		return mem->owner->count(mem->owner_arg);
	for (unsigned int r = 0; r < mem->nregions; r++)
		n += count_free(&mem->region[r]);
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
	if (next_free(region, 0) < (region->hint & HINT_INDEX)) {
		mmu_bug("frames: a frame below the hint is free");
		return false;
	}
	return true;
}
