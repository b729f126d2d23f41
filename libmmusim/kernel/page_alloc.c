/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_alloc.c - alloc_pages(): who may have pages, and what is done when there
 * are none.
 *
 * Below the watermark "low" kswapd is woken, which takes pages away that can be
 * had again (vmscan.c). Below "min" only those who cannot wait get memory, so
 * that the work that frees memory can go on; others do some of that work first.
 *
 * Simplified: no compaction: large blocks come about by luck. Linux gives the
 * pages of the per-CPU lists back only when reclaim freed something; here also
 * before somebody is killed, since on a tiny machine they are a good part of
 * what is free.
 *
 * Reference: Linux 6.1, mm/page_alloc.c.
 */
#include <string.h>

#include "kernel/fault_inject.h"
#include "kernel/oom.h"
#include "kernel/reclaim.h"

#define MAX_RECLAIM_RETRIES 16

/* gfp_to_alloc_flags() and __zone_watermark_ok(): is so much left after this
 * allocation that the caller may have it? */
static bool watermark_ok(struct kern *k, unsigned int gfp, unsigned int order,
			 enum kern_wmark mark)
{
	const struct kern_pages *p = k->pages;
	int64_t min = (int64_t)p->wmark[mark];
	int64_t left = p->stat[KERN_NR_FREE_PAGES] - ((1ll << order) - 1);

	if (gfp & KERN_GFP_MEMALLOC && !(gfp & KERN_GFP_NOMEMALLOC))
		return true;
	if (gfp & KERN_GFP_HIGH)
		min -= min / 2;
	if (kern_oom_reserves_allowed(k))
		min -= min / 2;
	else if (gfp & KERN_GFP_ATOMIC_BIT && !(gfp & KERN_GFP_NOMEMALLOC))
		min -= min / 4;
	return left > min;
}

/* prep_compound_page() */
static void make_compound(struct kern *k, uint64_t pfn, unsigned int order)
{
	uint64_t head = kern_page_ptr(k, pfn);
	struct kern_page *page;

	kern_pfn_to_page(k, pfn)->flags |= KERN_PG(HEAD);
	for (uint64_t i = 1; i < 1ull << order; i++) {
		page = kern_pfn_to_page(k, pfn + i);
		page->mapping = KERN_TAIL_MAPPING;
		page->compound_head = head + 1;
		page->private = 0;
	}
	page = kern_pfn_to_page(k, pfn + 1);
	page->compound_dtor = 1; /* COMPOUND_PAGE_DTOR */
	page->compound_order = (uint8_t)order;
	page->compound_mapcount = -1;
	page->compound_pincount = 0;
	page->compound_nr = 1u << order;
}

/* prep_new_page() */
static void prepare_new(struct kern *k, uint64_t pfn, unsigned int gfp,
			unsigned int order)
{
	struct kern_page *page = kern_pfn_to_page(k, pfn);
	uint64_t len = KERN_PAGE << order;

	page->private = 0;
	page->refcount = 1;
	if (k->page_poison)
		kern_unpoison_pages(k, pfn, order);
	if (gfp & KERN_GFP_ZERO || k->init_on_alloc)
		memset(mmu_mem_ptr(k->machine, pfn * KERN_PAGE, len), 0, len);
	if (order && gfp & KERN_GFP_COMP)
		make_compound(k, pfn, order);
	page->lru_next = 0; /* clear_page_pfmemalloc() */
	k->pages->stat[KERN_PGALLOC_DMA32] += 1ll << order;
}

/* gfp_migratetype() */
static enum kern_migratetype migratetype(unsigned int gfp)
{
	if (gfp & KERN_GFP_MOVABLE)
		return KERN_MIGRATE_MOVABLE;
	return gfp & KERN_GFP_RECLAIMABLE ? KERN_MIGRATE_RECLAIMABLE :
					    KERN_MIGRATE_UNMOVABLE;
}

/* get_page_from_freelist() */
static uint64_t get_pages(struct kern *k, unsigned int gfp, unsigned int order,
			  enum kern_wmark mark)
{
	uint64_t pfn = KERN_NO_PFN;

	cpu_lock(&k->pages->lock);
	if (watermark_ok(k, gfp, order, mark))
		pfn = kern_rmqueue(k, order, migratetype(gfp));
	if (pfn)
		prepare_new(k, pfn, gfp, order);
	cpu_unlock(&k->pages->lock);
	return pfn;
}

/* Reclaim is never at work twice. */
static bool can_reclaim(const struct kern *k, unsigned int gfp)
{
	return k->reclaim && !k->reclaim->active &&
	       gfp & KERN_GFP_DIRECT_RECLAIM;
}

/* Pages may lie on the per-CPU lists that make up what is missing. */
static uint64_t get_drained(struct kern *k, unsigned int gfp,
			    unsigned int order)
{
	return kern_drain_pages(k) ? get_pages(k, gfp, order, KERN_WMARK_MIN) :
				     KERN_NO_PFN;
}

/* __alloc_pages_direct_reclaim(), as long as that helps. */
static uint64_t direct_reclaim(struct kern *k, unsigned int gfp,
			       unsigned int order)
{
	uint64_t pfn = KERN_NO_PFN;

	for (int n = 0; !pfn && n < MAX_RECLAIM_RETRIES; n++) {
		if (!kern_try_to_free_pages(k, order))
			break;
		pfn = get_pages(k, gfp, order, KERN_WMARK_MIN);
		if (!pfn)
			pfn = get_drained(k, gfp, order);
	}
	return pfn ? pfn : get_drained(k, gfp, order);
}

/* __alloc_pages_slowpath(): memory is short. */
static uint64_t alloc_slow(struct kern *k, unsigned int gfp, unsigned int order)
{
	uint64_t pfn;

	if (k->reclaim && gfp & KERN_GFP_KSWAPD_RECLAIM)
		kern_wake_kswapd(k);
	pfn = get_pages(k, gfp, order, KERN_WMARK_MIN);
	if (!pfn && gfp & KERN_GFP_DIRECT_RECLAIM && !can_reclaim(k, gfp))
		return get_drained(k, gfp, order);
	if (!can_reclaim(k, gfp))
		return pfn;
	while (!pfn) {
		pfn = direct_reclaim(k, gfp, order);
		if (pfn || !kern_alloc_may_oom(k, gfp, order))
			break;
		pfn = get_pages(k, gfp, order, KERN_WMARK_MIN);
	}
	if (!k->panicked)
		kern_kswapd(k);
	return pfn;
}

uint64_t kern_alloc_pages(struct kern *k, unsigned int gfp, unsigned int order)
{
	uint64_t pfn;

	if (order > KERN_ORDER_MAX ||
	    kern_should_fail_alloc_page(k, gfp, order))
		return KERN_NO_PFN;
	pfn = get_pages(k, gfp, order, KERN_WMARK_LOW);
	if (!pfn)
		pfn = alloc_slow(k, gfp, order);
	if (!pfn && !k->panicked)
		kern_warn_alloc(k, gfp, order);
	return pfn;
}

bool kern_page_take_fault(struct kern *k, uint64_t *ptr, bool *write)
{
	struct kern_pages *p = k->pages;
	bool fault = p->fault;

	*ptr = p->fault;
	*write = p->fault_write;
	p->fault = 0;
	return fault;
}

uint64_t kern_get_free_pages(struct kern *k, unsigned int gfp,
			     unsigned int order)
{
	uint64_t pfn = kern_alloc_pages(k, gfp, order);

	return pfn ? kern_virt(pfn * KERN_PAGE) : 0;
}
