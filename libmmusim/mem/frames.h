/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frames.h - what ram.c needs of the frame allocator; the rest is in mem.h. */
#ifndef MEM_FRAMES_H
#define MEM_FRAMES_H

#include "mem/mem.h"

/* Make all frames of a region free, but frame 0. 0 or -ENOMEM. */
int frames_init(struct mem_region *region);
void frames_fini(struct mem_region *region);
bool frames_check(const struct mem_region *region);

/* How many words of the bitmap, from its start, hold all bits that are set. */
uint64_t frames_words(const struct mem_region *region);
/* Put back a bitmap of so many words, and what goes with it. */
void frames_restore(struct mem_region *region, const uint64_t *used,
		    uint64_t nwords, uint64_t nfree, uint64_t hint);

#endif
