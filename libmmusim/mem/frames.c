/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frames.c - page frames: given out, reserved, freed.
 *
 * Each region has a bitmap (bitmap.c) and counts of pins (pins.c). A kernel may
 * take over all frames (mem_set_owner()). Then it answers, and the bitmap tells
 * what was in use before.
 */
#include <errno.h>
#include <string.h>

#include "mem/bug.h"
#include "mem/frames.h"

#define JUNK 0xcc

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

		if (frames_count_free(region) < nframes)
			continue;
		i = frames_take_run(region, nframes, align);
		if (i < frames_count(region))
			return region->pa + i * MMU_PAGE_SIZE;
	}
	return MMU_NO_PA;
}

struct mem_region *frames_locate(const struct mem *mem, uint64_t pa,
				 uint64_t nframes, uint64_t *first)
{
	struct mem_region *region = mem_region_of(mem, pa);

	if (!region || pa % MMU_PAGE_SIZE || !nframes)
		return NULL;
	*first = (pa - region->pa) / MMU_PAGE_SIZE;
	return nframes <= frames_count(region) - *first ? region : NULL;
}

void mem_frame_spoil(const struct mem *mem, uint64_t pa, uint64_t nframes)
{
	uint64_t len = nframes * MMU_PAGE_SIZE;

	memset(mem_ptr(mem, pa, len), JUNK, len);
}

void frames_release(const struct mem *mem, struct mem_region *region,
		    uint64_t first, uint64_t n)
{
	uint64_t pa = region->pa + first * MMU_PAGE_SIZE;

	if (mem->owner) {
		mem->owner->free(mem->owner_arg, pa, n);
		return;
	}
	mem_frame_spoil(mem, pa, n);
	frames_give_back(region, first, n);
}

/* Some of them may be pinned. */
static void free_one_by_one(const struct mem *mem, struct mem_region *region,
			    uint64_t first, uint64_t n)
{
	for (uint64_t i = first; i < first + n; i++) {
		uint32_t count = pins_doom(region, i);

		if (count & MEM_DOOMED)
			mmu_bug("frame_free: 0x%llx: already free",
				(unsigned long long)(region->pa +
						     i * MMU_PAGE_SIZE));
		else if (!count)
			frames_release(mem, region, i, 1);
	}
}

static bool all_used(const struct mem *mem, const struct mem_region *region,
		     uint64_t first, uint64_t n)
{
	if (mem->owner)
		return mem->owner->used(mem->owner_arg,
					region->pa + first * MMU_PAGE_SIZE, n);
	return frames_next_other(region, first, first + n, ~0ull) == first + n;
}

void mem_frame_free(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;

	region = frames_locate(mem, pa, nframes, &first);
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
	if (pins_any(region)) {
		free_one_by_one(mem, region, first, nframes);
		return;
	}
	frames_release(mem, region, first, nframes);
}

int mem_frame_reserve(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;

	region = frames_locate(mem, pa, nframes, &first);
	if (!region)
		return -EINVAL;
	if (mem->owner)
		return mem->owner->reserve(mem->owner_arg, pa, nframes);
	return frames_take(region, first, nframes) ? 0 : -EBUSY;
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

	region = frames_locate(mem, pa, nframes, &first);
	*free = !(region->used[first / 64] >> first % 64 & 1);
	return frames_next_other(region, first, first + nframes,
				 *free ? 0 : ~0ull) -
	       first;
}

uint64_t mem_frames_free(const struct mem *mem)
{
	uint64_t n = 0;

	if (mem->owner)
		return mem->owner->count(mem->owner_arg);
	for (unsigned int r = 0; r < mem->nregions; r++)
		n += frames_count_free(&mem->region[r]);
	return n;
}
