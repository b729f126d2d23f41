/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmalloc.h - what vmalloc.c keeps of its areas, for who lists them.
 */
#ifndef KERNEL_VMALLOC_H
#define KERNEL_VMALLOC_H

#include "kernel/kern.h"

/**
 * struct area - one allocation
 * @start:  linear address of the first page
 * @npages: without the guard
 * @large:  its pages are, where they can
 * @lent:   its frames belong to who called vmap()
 * @io:     of ioremap(); @phys: the physical address that was asked for
 * @caller: to where the call that made it returns; 0: none of simulated code's
 * @frame:  physical address of each page; a PTE may have been tampered with
 */
struct area {
	struct area *next;
	uint64_t start;
	uint64_t npages;
	uint64_t caller;
	enum kern_area_kind kind;
	bool lazy, lent, large, io;
	uint64_t phys;
	uint64_t frame[];
};

struct range {
	uint64_t start, end;
	struct area *areas;
};

struct kern_vmalloc {
	struct range vmalloc, modules;
	uint64_t lazy_pages, lazy_max;
};

static inline uint64_t area_end(const struct area *a)
{
	return a->start + (a->npages + 1) * KERN_PAGE;
}

#endif
