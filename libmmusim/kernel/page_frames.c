/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_frames.c - mmu_frame_alloc() and its like on a machine with a kernel.
 *
 * Page tables, and whatever the embedding program takes for itself, come from
 * the kernel's buddy allocator, too: there is one count of what is free. Each
 * frame gets a reference of its own (split_page()), since any part may be given
 * back. Watermarks are ignored: who embeds the machine owns it.
 *
 * Frames that were in use before the kernel booted are reserved; giving back
 * one of those is what Linux's free_reserved_page() does.
 */
#include <errno.h>

#include "kernel/page.h"

static void hand_out(struct kern *k, uint64_t pfn, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++) {
		struct kern_page *page = kern_pfn_to_page(k, pfn + i);

		page->refcount = 1;
		page->private = 0;
		page->lru_next = 0;
	}
	k->pages->stat[KERN_PGALLOC_DMA32] += (int64_t)n;
}

/* The largest block at pfn: is it free as a whole? */
static bool chunk_is_free(struct kern *k, uint64_t pfn)
{
	struct kern_span *span = kern_span_of(k, pfn);
	const struct kern_page *page;

	if (!span)
		return false;
	page = kern_pfn_to_page(k, pfn);
	return kern_page_buddy(page) && page->private == KERN_ORDER_MAX;
}

/* alloc_contig_pages(): more than one block, from blocks in a row. */
static uint64_t take_row(struct kern *k, struct kern_span *span, uint64_t n,
			 uint64_t align)
{
	uint64_t step = align > KERN_CHUNK ? align : KERN_CHUNK, got;
	uint64_t pfn = (span->start + step - 1) & ~(step - 1);

	for (; pfn < span->end && n <= span->end - pfn; pfn += step) {
		for (got = 0; got < n; got += KERN_CHUNK)
			if (!chunk_is_free(k, pfn + got))
				break;
		if (got < n)
			continue;
		for (uint64_t i = 0; i < got; i += KERN_CHUNK)
			kern_take_block(k, pfn + i, KERN_ORDER_MAX);
		kern_free_range(k, pfn + n, pfn + got);
		return pfn;
	}
	return KERN_NO_PFN;
}

static uint64_t take(struct kern *k, uint64_t n, uint64_t align)
{
	uint64_t len = n > align ? n : align, pfn = KERN_NO_PFN;
	unsigned int order = 0;

	while (order <= KERN_ORDER_MAX && 1ull << order < len)
		order++;
	if (order <= KERN_ORDER_MAX) {
		pfn = kern_rmqueue(k, order, KERN_MIGRATE_UNMOVABLE);
		if (!pfn && kern_drain_pages(k))
			pfn = kern_rmqueue(k, order, KERN_MIGRATE_UNMOVABLE);
		if (pfn)
			kern_free_range(k, pfn + n, pfn + (1ull << order));
		return pfn;
	}
	kern_drain_pages(k);
	for (unsigned int i = 0; i < k->pages->nspans && !pfn; i++)
		pfn = take_row(k, &k->pages->span[i], n, align);
	return pfn;
}

static uint64_t alloc(void *arg, uint64_t nframes, uint64_t align)
{
	struct kern *k = arg;
	uint64_t pfn;

	cpu_lock(&k->pages->lock);
	pfn = take(k, nframes, align);
	if (pfn)
		hand_out(k, pfn, nframes);
	cpu_unlock(&k->pages->lock);
	return pfn ? pfn * KERN_PAGE : MMU_NO_PA;
}

static int reserve(void *arg, uint64_t pa, uint64_t nframes)
{
	struct kern *k = arg;
	uint64_t pfn = pa / KERN_PAGE, i;

	cpu_lock(&k->pages->lock);
	for (i = 0; i < nframes; i++)
		if (!kern_page_is_free(k, pfn + i))
			break;
	if (i == nframes) {
		for (i = 0; i < nframes; i++)
			kern_take_page(k, pfn + i);
		hand_out(k, pfn, nframes);
	}
	cpu_unlock(&k->pages->lock);
	return i == nframes ? 0 : -EBUSY;
}

static bool used(void *arg, uint64_t pa, uint64_t nframes)
{
	struct kern *k = arg;
	bool all = true;

	cpu_lock(&k->pages->lock);
	for (uint64_t i = 0; i < nframes && all; i++)
		all = !kern_page_is_free(k, pa / KERN_PAGE + i);
	cpu_unlock(&k->pages->lock);
	return all;
}

static void give_back(void *arg, uint64_t pa, uint64_t nframes)
{
	struct kern *k = arg;

	cpu_lock(&k->pages->lock);
	for (uint64_t pfn = pa / KERN_PAGE; nframes--; pfn++) {
		struct kern_page *page = kern_pfn_to_page(k, pfn);

		k->pages->managed += !!(page->flags & KERN_PG(RESERVED));
		page->flags &= ~KERN_PG(RESERVED);
		page->refcount = 0;
		kern_free_block(k, pfn, 0);
	}
	cpu_unlock(&k->pages->lock);
}

static uint64_t count(void *arg)
{
	struct kern *k = arg;

	return (uint64_t)k->pages->stat[KERN_NR_FREE_PAGES] +
	       k->pages->pcp.count;
}

const struct mem_owner kern_frames = {
	.alloc = alloc,
	.reserve = reserve,
	.used = used,
	.free = give_back,
	.count = count,
};
