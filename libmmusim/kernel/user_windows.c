/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_windows.c - where tasks see their memory.
 *
 *   0000000000600000  heap, 128 MiB; above the program if that is here
 *   00007ffeffff0000  mappings and the stack, 4 GiB
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
#define USER_LEN     (4096 * MIB)

static int open_window(struct kern *k, uint64_t la, uint64_t len)
{
	struct mmu_window_config window = {
		.size = sizeof(window), .la = la, .len = len};

	return mmu_window_open(k->machine, &window);
}

int kern_open_user_windows(struct kern *k, uint64_t program_end)
{
	struct kern_sched *sched = k->sched;
	uint64_t heap = HEAP_LOW, user = KERN_TASK_SIZE_MAX - USER_LEN;
	int err;

	if (sched->user_low)
		return 0;
	if (program_end > heap && program_end < HEAP_HIGHEST)
		heap = (program_end + 2 * MIB) & ~(2 * MIB - 1);
	err = open_window(k, user, USER_LEN);
	if (err)
		return err;
	err = open_window(k, heap, HEAP_LEN);
	if (err) {
		mmu_window_close(k->machine, user);
		return err;
	}
	sched->user_low = user;
	sched->heap_low = heap;
	sched->heap_len = HEAP_LEN;
	return 0;
}
