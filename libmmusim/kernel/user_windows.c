/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_windows.c - where tasks see their memory.
 *
 *   0000000000600000  heap, 128 MiB; above the program if that is here
 *   00007f7b3ff00000  mappings, 3 GiB
 *   00007f7bfff00000
 *   00007fffbffff000  stack, 1 GiB
 *   00007ffffffff000
 *
 * All tasks see theirs through the same windows, so that a pointer means the
 * same in each. What they map elsewhere is reached by its linear address, more
 * slowly (native/displace.c).
 */
#include <errno.h>

#include "kernel/mm.h"
#include "kernel/sched.h"

#define MIB	     (1ull << 20)
#define HEAP_LOW     0x600000ull
#define HEAP_LEN     (128 * MIB)
#define HEAP_HIGHEST (1ull << 32)
#define MMAP_LEN     (3072 * MIB)
#define STACK_LEN    (1024 * MIB)

static int open_window(struct kern *k, uint64_t la, uint64_t len)
{
	struct mmu_window_config window = {
		.size = sizeof(window), .la = la, .len = len};

	return mmu_window_open(k->machine, &window);
}

/* All, or none. */
static int open_windows(struct kern *k, const uint64_t (*windows)[2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int err = open_window(k, windows[i][0], windows[i][1]);

		if (!err)
			continue;
		while (i--)
			mmu_window_close(k->machine, windows[i][0]);
		return err;
	}
	return 0;
}

static uint64_t heap_after(uint64_t program_end)
{
	if (program_end <= HEAP_LOW || program_end >= HEAP_HIGHEST)
		return HEAP_LOW;
	return (program_end + 2 * MIB) & ~(2 * MIB - 1);
}

int kern_open_user_windows(struct kern *k, uint64_t program_end)
{
	const uint64_t windows[][2] = {
		{KERN_TASK_SIZE_MAX - STACK_LEN, STACK_LEN},
		{kern_mmap_base(0) - MMAP_LEN, MMAP_LEN},
		{heap_after(program_end), HEAP_LEN},
	};
	int err;

	if (k->sched->heap_low)
		return 0;
	err = open_windows(k, windows, sizeof(windows) / sizeof(*windows));
	if (!err)
		k->sched->heap_low = heap_after(program_end);
	return err;
}
