/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_swap.h - where anonymous pages go when memory runs short.
 *
 * A swap area is a row of slots of 4096 bytes, numbered from 1, in a file of the
 * host or in memory of the host. A page that was swapped out leaves a swap entry
 * in its PTEs: number of the area and of the slot, in the format of Linux on
 * x86-64. The next access faults and brings it in, a major fault.
 */
#ifndef MMUSIM_KERN_SWAP_H
#define MMUSIM_KERN_SWAP_H

#include <mmusim/kern.h>

#define KERN_MAX_SWAPFILES 23

/**
 * struct kern_swap_config - a swap area
 * @size:   sizeof(struct kern_swap_config)
 * @path:   a file of the host; NULL: in memory
 * @npages: slots. With a path: the file is new or empty, and gets this length
 *          and mkswap's header; or 0: it is one that mkswap made, on a machine
 *          with pages of 4096 bytes
 * @prio:   areas of higher priority are used first
 */
struct kern_swap_config {
	size_t size;
	const char *path;
	uint64_t npages;
	int prio;
};

/**
 * kern_swapon - swap to this area, too
 *
 * A snapshot includes slots in memory. What is in a file is not part of it:
 * do not go back to a snapshot while pages are swapped out to a file. Nor is a
 * file copied when the process forks, and with it the machine.
 *
 * Return: number of the area (0 to 22), for kern_swapoff(); -EINVAL: no slots, or
 * a file without mkswap's header; -EBUSY: an area uses this file; -EEXIST: the
 * file is not empty; -EPERM: too many areas; -ENOMEM; what open(2) said.
 * Reference: Linux 6.1, mm/swapfile.c.
 */
MMU_API int kern_swapon(struct kern *kern,
			const struct kern_swap_config *config);

/**
 * kern_swapoff - bring all pages of an area back, and use it no more
 *
 * Return: 0; -EINVAL: no such area; -ENOMEM: no room for its pages, for which the
 * OOM killer kills nobody; -EIO: one cannot be read. After an error the area is in use as before.
 */
MMU_API int kern_swapoff(struct kern *kern, int area);

#endif
