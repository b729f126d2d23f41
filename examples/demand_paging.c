/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * demand_paging.c - memory comes when it is touched, and is copied when it is
 * written to.
 *
 * What to watch for:
 *
 *   - mmap() of 8 pages takes no memory at all; each first touch is a page fault
 *     that the kernel resolves ("minor"), and the program does not notice
 *   - pages that are only read are all one page of zeros
 *   - after fork(), parent and child have the same frames; the first one to
 *     write gets a copy, and the other one keeps the frame without copying
 *
 * The pointer is a real one: the loads and stores below are instructions of
 * your CPU.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <mmusim/mmusim.h>

#define AREA   0x10000000ull
#define NPAGES 8

static struct kern *kernel;

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

/* Run at CPL 3 in this address space from now on. */
static void switch_to(struct kern_mm *mm)
{
	kern_leave_user(kernel);
	kern_use_mm(kernel, mm);
	kern_enter_user(kernel);
}

static void show(const char *what, const struct kern_mm *mm)
{
	struct kern_mm_stats stats = {.size = sizeof(stats)};
	uint64_t entry[NPAGES];

	kern_mm_stats(mm, &stats);
	kern_proc_pagemap(mm, AREA, NPAGES, entry);
	printf("%-25s faults %2d, own pages %d, frames", what,
	       (int)stats.min_flt, (int)stats.anon);
	for (int i = 0; i < NPAGES; i++)
		if (entry[i])
			printf(" %3x", (unsigned int)entry[i]);
		else
			printf("   -");
	printf("\n");
}

int main(void)
{
	struct mmu_window_config window = {.size = sizeof(window),
					   .la = AREA,
					   .len = NPAGES * MMU_PAGE_SIZE};
	struct kern_mm *parent, *child;
	volatile char *area;

	must(kern_boot(NULL, &kernel), "boot");
	must(mmu_window_open(kern_machine(kernel), &window), "window");
	must(kern_mm_create(kernel, NULL, &parent), "mm");
	area = mmu_ptr(kern_machine(kernel), AREA);
	kern_use_mm(kernel, parent);
	switch_to(parent);

	must(kern_mmap(parent, AREA, window.len, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL,
		       0) != (int64_t)AREA,
	     "mmap");
	show("mmap of 8 pages", parent);
	area[0 * MMU_PAGE_SIZE] = 'a';
	area[3 * MMU_PAGE_SIZE] = 'd';
	show("stores to pages 0 and 3", parent);
	for (int i = 4; i < NPAGES; i++)
		(void)area[i * MMU_PAGE_SIZE];
	show("loads from pages 4 to 7", parent);

	must(kern_mm_dup(parent, &child), "fork");
	show("fork: the child", child);
	switch_to(child);
	area[0] = 'x';
	show("child stores to page 0", child);
	switch_to(parent);
	printf("the parent reads '%c', the child wrote 'x'\n", area[0]);
	area[0] = 'b';
	show("parent stores to page 0", parent);
	area[3 * MMU_PAGE_SIZE] = 'e';
	show("parent stores to page 3", parent);
	show("the child, at the end", child);

	kern_leave_user(kernel);
	kern_use_mm(kernel, NULL);
	kern_mm_put(child);
	kern_mm_put(parent);
	kern_shutdown(kernel);
	return 0;
}
