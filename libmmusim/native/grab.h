/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grab.h - the frames behind memory in windows, for the host's kernel.
 *
 * grab.c finds and pins them; sys.c and pin.c give them to system calls.
 */
#ifndef NATIVE_GRAB_H
#define NATIVE_GRAB_H

#include <stddef.h>
#include <sys/types.h>

#include "native/window.h"

/**
 * struct grab_part - what one range of a caller's memory is made of
 * @ptr, @len: the range
 * @window: that it begins in; NULL: ordinary memory
 * @la:     linear address of its first byte
 * @room:   bytes of it that the window shows
 */
struct grab_part {
	char *ptr;
	size_t len;
	struct window *window;
	uint64_t la;
	size_t room;
};

/**
 * struct grab_run - memory in one piece
 * @cpu:  whose machine's RAM it is; NULL: ordinary memory at @host
 * @pa:   physical address; the frames that it touches are pinned
 * @host: where to reach it: in the alias
 */
struct grab_run {
	struct mmu_cpu *cpu;
	uint64_t pa;
	char *host;
	size_t len;
};

/**
 * struct grab_memory - begins what was allocated for a request
 *
 * A fault handler may jump out of a request (siglongjmp()), and this is noticed
 * where nothing can be freed. So it is put into a list then.
 */
struct grab_memory {
	struct grab_memory *next;
};

/* Zeroed, for free(); NULL. Also frees what was left in the list. */
void *grab_alloc(size_t size);

/**
 * struct grab - a request, and what it came to
 * @part, @nparts: what is wanted
 * @how:    MMU_READ or MMU_WRITE
 * @memory: goes when a handler jumps out of grab(); NULL
 * @run:    the caller's, with room for @room
 * @nruns:  out
 * @bytes:  out: sum of the runs
 * @more:   out: it ended because there was no room, not at a fault
 * @error:  out: why @bytes is 0, if something was wanted: -errno
 * @forks:  out: native_forks; in a child of this process nothing of it is pinned
 */
struct grab {
	struct grab_part *part;
	size_t nparts;
	unsigned int how;
	struct grab_memory *memory;
	struct grab_run *run;
	size_t room;
	size_t nruns;
	size_t bytes;
	bool more;
	int error;
	unsigned int forks;
};

struct grab_part grab_part_of(const void *ptr, size_t len);

/* Make the memory accessible, find its frames and pin them. Handlers may jump
 * out of this while nothing is pinned. */
void grab(struct grab *grab);
void ungrab(const struct grab *grab);

#endif
