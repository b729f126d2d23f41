/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frames.h - what bitmap.c, pins.c, frames.c and ram.c need of each other; the
 * rest is in mem.h. Frames are numbered within their region.
 */
#ifndef MEM_FRAMES_H
#define MEM_FRAMES_H

#include "mem/mem.h"

static inline uint64_t frames_count(const struct mem_region *region)
{
	return region->len / MMU_PAGE_SIZE;
}

/* --- bitmap.c ----------------------------------------------------------------- */

/* Make all frames of a region free, but frame 0. 0 or -ENOMEM. */
int frames_init(struct mem_region *region);
void frames_fini(struct mem_region *region);
bool frames_check(const struct mem_region *region);

uint64_t frames_count_free(const struct mem_region *region);

/* Take n frames. False, and nothing is done, when one is in use. */
bool frames_take(struct mem_region *region, uint64_t first, uint64_t n);
void frames_give_back(struct mem_region *region, uint64_t first, uint64_t n);

/* Take n frames in a row that are free; align is a power of two, and of the
 * physical frame number. Returns the first, or frames_count(). */
uint64_t frames_take_run(struct mem_region *region, uint64_t n, uint64_t align);

/* The first frame in [from, end) whose bit differs from those in skip, which is
 * all ones or all zeros; end if there is none. */
uint64_t frames_next_other(const struct mem_region *region, uint64_t from,
			   uint64_t end, uint64_t skip);

/* How many words of the bitmap, from its start, hold all bits that are set. */
uint64_t frames_words(const struct mem_region *region);
/* Put back a bitmap of so many words, and what goes with it. */
void frames_restore(struct mem_region *region, const uint64_t *used,
		    uint64_t nwords, uint64_t nfree, uint64_t hint);

/* --- pins.c ------------------------------------------------------------------- */

/* Was any frame of the region ever pinned? */
bool pins_any(const struct mem_region *region);

/* Mark frame i, of a region where some were, if it is pinned. Returns the count
 * that it had. */
uint32_t pins_doom(struct mem_region *region, uint64_t i);

void pins_fini(struct mem_region *region);

/* --- frames.c ----------------------------------------------------------------- */

/* The region and number of frames that all are RAM; NULL when they are not. */
struct mem_region *frames_locate(const struct mem *mem, uint64_t pa,
				 uint64_t nframes, uint64_t *first);

/* Free frames that are in use and not pinned. */
void frames_release(const struct mem *mem, struct mem_region *region,
		    uint64_t first, uint64_t n);

#endif
