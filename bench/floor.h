/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * floor.h - the least that a library in our place could do for a fault: a
 * handler of libsigsegv that takes the page's frame from an array and maps it.
 *
 * The window is touched page after page in random order and has its frames in
 * that order, as if they were allocated on first use. So no two neighbours can
 * share a host mapping:
 *
 *   touched    third  first  fourth second
 *   page      |  0   |  1   |  2   |  3   | ...
 *   frame     |  2   |  0   |  3   |  1   | ...
 *
 * All memory has been touched before, so the host has no page to zero.
 */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#ifndef _GNU_SOURCE
#error "define _GNU_SOURCE"
#endif

#include <sigsegv.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define PAGE MMU_PAGE_SIZE

/* A quarter of what the TLB holds, as many in each set: nothing is evicted. */
enum { NPAGES = 1024 };
#define LEN (NPAGES * PAGE)

static size_t touched[NPAGES];	/* the page that is touched i-th */
static size_t frame_of[NPAGES]; /* the inverse: page to frame */

static int floor_fd;
static char *floor_window;

/* Fault at every page; nanoseconds for one fault. */
static inline double touch(char *window)
{
	double start = bench_now();

	for (size_t i = 0; i < NPAGES; i++)
		*(volatile char *)(window + touched[i] * PAGE) = 1;
	return (bench_now() - start) / NPAGES;
}

static int floor_handler(void *addr, int serious)
{
	size_t page = (size_t)((char *)addr - floor_window) / PAGE;

	(void)serious;
	if (page >= NPAGES)
		return 0;
	return mmap(floor_window + page * PAGE, PAGE, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_FIXED, floor_fd,
		    (off_t)(frame_of[page] * PAGE)) != MAP_FAILED;
}

static inline void floor_empty(int fixed)
{
	floor_window = mmap(floor_window, LEN, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | fixed,
			    -1, 0);
	bench_need(floor_window != MAP_FAILED, "reserve addresses");
}

static inline void floor_setup(void)
{
	char *memory;

	bench_shuffle(touched, NPAGES);
	for (size_t i = 0; i < NPAGES; i++)
		frame_of[touched[i]] = i;
	floor_fd = memfd_create("floor", MFD_CLOEXEC);
	bench_need(floor_fd >= 0 && ftruncate(floor_fd, LEN) == 0,
		   "have a memory file");
	memory = mmap(NULL, LEN, PROT_READ | PROT_WRITE, MAP_SHARED, floor_fd,
		      0);
	bench_need(memory != MAP_FAILED, "map the memory file");
	memset(memory, 1, LEN);
	floor_empty(0);
}

static inline double floor_lap(void *arg)
{
	double ns;

	(void)arg;
	sigsegv_install_handler(floor_handler);
	ns = touch(floor_window);
	floor_empty(MAP_FIXED);
	return ns;
}

#endif
