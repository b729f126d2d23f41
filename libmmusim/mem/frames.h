/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frames.h - what ram.c needs of the frame allocator; the rest is in mem.h. */
#ifndef MEM_FRAMES_H
#define MEM_FRAMES_H

#include "mem/mem.h"

/* Make all frames of a region free, but frame 0. 0 or -ENOMEM. */
int frames_init(struct mem_region *region);
void frames_fini(struct mem_region *region);
bool frames_check(const struct mem_region *region);

#endif
