/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page.c - page frames for the kernel, by their address in the direct map.
 *
 * Simplified: no struct page, no zones, no lists per order; the machine's
 * frame allocator answers for all. Blocks are naturally aligned, as those of
 * Linux's buddy allocator.
 */
#include <errno.h>
#include <string.h>

#include "kernel/gfp.h"
#include "kernel/kern.h"

uint64_t kern_get_free_pages(struct kern *k, unsigned int gfp,
			     unsigned int order)
{
	if (order > KERN_ORDER_MAX)
		return 0;
	uint64_t n = 1ull << order;
	uint64_t pa = mmu_frame_alloc(k->machine, n, n);

	if (pa == MMU_NO_PA)
		return 0;
	if (gfp & KERN_GFP_ZERO)
		memset(mmu_mem_ptr(k->machine, pa, n * KERN_PAGE), 0,
		       n * KERN_PAGE);
	return kern_virt(pa);
}

/*
 * Are all these frames in use? Simulated code may free what it likes, and
 * mmu_frame_free() would call that a bug of ours.
 */
static bool frames_used(struct kern *k, uint64_t pa, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++) {
		uint64_t frame = pa + i * KERN_PAGE;
		int err = mmu_frame_reserve(k->machine, frame, 1);

		if (!err)
			mmu_frame_free(k->machine, frame, 1);
		if (err != -EBUSY)
			return false;
	}
	return true;
}

/*
 * Simplified: Linux prints "BUG: Bad page state" and goes on, or notices
 * nothing at all; we print a line of our own and free nothing.
 */
void kern_free_pages(struct kern *k, uint64_t la, unsigned int order)
{
	uint64_t pa = kern_phys(la) & ~(KERN_PAGE - 1);

	if (!la)
		return;
	if (la < KERN_PAGE_OFFSET || order > KERN_ORDER_MAX || !pa ||
	    !frames_used(k, pa, 1ull << order)) {
		kern_printk(k,
			    KERN_ALERT
			    "free_pages: %px, order %u: not allocated\n",
			    mmu_ptr(k->machine, la), order);
		return;
	}
	mmu_frame_free(k->machine, pa, 1ull << order);
}
