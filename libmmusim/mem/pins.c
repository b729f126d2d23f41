/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pins.c - page frames that must stay what they are, although their owner may
 * have freed them: the host's kernel works on them.
 *
 * Counts change by atomic operations. A frame that is freed while pinned is
 * marked, and whoever ends the last pin frees it: who takes the count to
 * MEM_DOOMED alone.
 */
#include <errno.h>
#include <sys/mman.h>

#include "mem/frames.h"
#include "mem/limits.h"

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

static size_t pins_bytes(const struct mem_region *region)
{
	return frames_count(region) * sizeof(region->pins[0]);
}

void pins_fini(struct mem_region *region)
{
	if (region->pins)
		munmap(region->pins, pins_bytes(region));
	region->pins = NULL;
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

	region = frames_locate(mem, pa, nframes, &first);
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
		frames_release(mem, region, i, 1);
}

void mem_frame_unpin(struct mem *mem, uint64_t pa, uint64_t nframes)
{
	struct mem_region *region;
	uint64_t first;

	region = frames_locate(mem, pa, nframes, &first);
	if (!region)
		return;
	for (uint64_t i = 0; i < nframes; i++)
		unpin(mem, region, first + i);
	/* After the frames were freed, for mem_pinned(). */
	__atomic_fetch_sub(&region->npins, nframes, __ATOMIC_RELEASE);
}

bool pins_any(const struct mem_region *region)
{
	return pins_of(region);
}

uint32_t pins_doom(struct mem_region *region, uint64_t i)
{
	return doom(&pins_of(region)[i]);
}

bool mem_frame_doom(struct mem *mem, uint64_t pa)
{
	struct mem_region *region;
	uint64_t i;

	region = frames_locate(mem, pa, 1, &i);
	return region && pins_of(region) && doom(&pins_of(region)[i]);
}

bool mem_frame_pinned(const struct mem *mem, uint64_t pa)
{
	struct mem_region *region;
	uint64_t i;

	region = frames_locate(mem, pa & ~(MMU_PAGE_SIZE - 1), 1, &i);
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
	uint64_t count = region->npins ? frames_count(region) : 0;

	for (uint64_t i = 0; i < count; i++) {
		bool doomed = region->pins[i] & MEM_DOOMED;

		if (region->pins[i])
			region->pins[i] = 0;
		if (doomed)
			frames_release(mem, region, i, 1);
	}
	region->npins = 0;
}

void mem_unpin_all(struct mem *mem)
{
	for (unsigned int r = 0; r < mem->nregions; r++)
		unpin_region(mem, &mem->region[r]);
}
