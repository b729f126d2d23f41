/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_free.c - what is verified of pages, and how they are freed.
 *
 * A page that is free, or to be freed, has no users: nobody maps it, it belongs
 * to no file, and none of the flags is set that mean that somebody works on it.
 * What is found otherwise is reported, and the page is never used again.
 *
 * Reference: Linux 6.1, mm/page_alloc.c, free_pages_prepare(), __free_pages().
 */
#include <string.h>

#include "kernel/page.h"

/* --- verifying ------------------------------------------------------------ */

/* page_expected_state() and page_bad_reason(). NULL: it is as it should be. */
static const char *bad_reason(const struct kern_page *page, uint64_t flags)
{
	const char *reason = NULL;

	if (page->mapcount != KERN_MAPCOUNT_NONE)
		reason = "nonzero mapcount";
	if (page->mapping)
		reason = "non-NULL mapping";
	if (page->refcount)
		reason = "nonzero _refcount";
	if (page->flags & flags)
		reason = flags == KERN_CHECK_AT_PREP ?
				 "PAGE_FLAGS_CHECK_AT_PREP flag(s) set" :
				 "PAGE_FLAGS_CHECK_AT_FREE flag(s) set";
	if (page->memcg_data)
		reason = "page still charged to cgroup";
	return reason;
}

bool kern_page_is_good(struct kern *k, uint64_t pfn, uint64_t flags)
{
	const char *reason = bad_reason(kern_pfn_to_page(k, pfn), flags);

	if (reason)
		kern_bad_page(k, pfn, reason);
	return !reason;
}

/* free_tail_pages_check() */
static bool tail_is_good(struct kern *k, uint64_t head, uint64_t pfn)
{
	struct kern_page *page = kern_pfn_to_page(k, pfn);
	const char *reason = NULL;

	if (pfn == head + 1 && page->compound_mapcount != -1)
		reason = "nonzero compound_mapcount";
	else if (pfn > head + 1 && page->mapping != KERN_TAIL_MAPPING)
		reason = "corrupted mapping in tail page";
	else if (!(page->compound_head & 1))
		reason = "PageTail not set";
	else if (page->compound_head != kern_page_ptr(k, head) + 1)
		reason = "compound_head not consistent";
	if (reason)
		kern_bad_page(k, pfn, reason);
	page->mapping = 0;
	page->compound_head = 0;
	return !reason;
}

bool kern_new_pages_are_good(struct kern *k, uint64_t pfn, unsigned int order)
{
	for (uint64_t i = 0; i < 1ull << order; i++)
		if (!kern_page_is_good(k, pfn + i, KERN_CHECK_AT_PREP))
			return false;
	return true;
}

/* --- freeing ------------------------------------------------------------------------- */

/* free_pages_prepare(). False: something is wrong, and the block is lost. What
 * is bad of the first page of a small block is found later (page_pcp.c). */
static bool prepare_free(struct kern *k, uint64_t pfn, unsigned int order)
{
	struct kern_page *page = kern_pfn_to_page(k, pfn);
	bool compound = page->flags & KERN_PG(HEAD), good = true;

	if (page->flags & KERN_PG(HWPOISON) && !order)
		return false;
	for (uint64_t i = 1; i < 1ull << order; i++) {
		if (compound)
			good &= tail_is_good(k, pfn, pfn + i);
		if (kern_page_is_good(k, pfn + i, KERN_CHECK_AT_FREE))
			kern_pfn_to_page(k, pfn + i)->flags &=
				~KERN_CHECK_AT_PREP;
		else
			good = false;
	}
	if (page->mapping & 3) /* PageMappingFlags(): anonymous or movable */
		page->mapping = 0;
	if (order >= KERN_PCP_ORDERS)
		good &= kern_page_is_good(k, pfn, KERN_CHECK_AT_FREE);
	if (!good)
		return false;
	page->flags &= ~KERN_CHECK_AT_PREP;
	page->private = 0;
	return true;
}

/* Frames that the host works on right now are freed when it is done. */
static bool free_unpinned(struct kern *k, uint64_t pfn, unsigned int order)
{
	struct mem *mem = &k->machine->mem;
	bool pinned = false;

	for (uint64_t i = 0; i < 1ull << order && !pinned; i++)
		pinned = mem_frame_pinned(mem, (pfn + i) * KERN_PAGE);
	if (!pinned)
		return false;
	for (uint64_t i = 0; i < 1ull << order; i++) {
		struct kern_page *page = kern_pfn_to_page(k, pfn + i);

		/* Before it is doomed: the last pin may end right then. */
		page->refcount = 1;
		if (mem_frame_doom(mem, (pfn + i) * KERN_PAGE))
			continue;
		page->refcount = 0;
		kern_free_block(k, pfn + i, 0);
	}
	return true;
}

/* kernel_init_pages() */
static void clear(struct kern *k, uint64_t pfn, unsigned int order)
{
	uint64_t len = KERN_PAGE << order;

	memset(mmu_mem_ptr(k->machine, pfn * KERN_PAGE, len), 0, len);
}

void kern_free_block(struct kern *k, uint64_t pfn, unsigned int order)
{
	struct kern_pages *p = k->pages;

	if (!prepare_free(k, pfn, order) || free_unpinned(k, pfn, order))
		return;
	p->stat[KERN_PGFREE] += 1ll << order;
	if (k->page_poison)
		kern_poison_pages(k, pfn, order);
	else if (k->init_on_free)
		clear(k, pfn, order);
	if (order < KERN_PCP_ORDERS)
		kern_pcp_free(k, pfn, order);
	else
		kern_free_one(k, pfn, order, false);
}

/* Are all frames of the block RAM? */
static bool is_ram(struct kern *k, uint64_t pfn, unsigned int order)
{
	return mmu_mem_ptr(k->machine, pfn * KERN_PAGE, KERN_PAGE << order);
}

/*
 * __free_pages(). When the last reference was dropped before, a block of
 * several pages is half freed a second time, as in Linux, where that makes room
 * for the reference of somebody who only looks at the first page.
 */
void kern_put_pages(struct kern *k, uint64_t pfn, unsigned int order)
{
	struct kern_page *page;
	bool compound;

	cpu_lock(&k->pages->lock);
	page = kern_pfn_to_page(k, pfn);
	compound = page->flags & KERN_PG(HEAD);
	if (page->refcount == 1 && page->flags & KERN_PG(LRU))
		kern_frame_release(k, pfn * KERN_PAGE);
	if (--page->refcount == 0) {
		if (is_ram(k, pfn, order))
			kern_free_block(k, pfn, order);
	} else if (!compound) {
		while (order-- > 0)
			if (is_ram(k, pfn + (1ull << order), order))
				kern_free_block(k, pfn + (1ull << order),
						order);
	}
	cpu_unlock(&k->pages->lock);
}

void kern_put_last(struct kern *k, uint64_t pfn)
{
	const struct kern_page *page;
	unsigned int order = 0;

	cpu_lock(&k->pages->lock);
	page = kern_pfn_to_page(k, pfn);
	if (page->flags & KERN_PG(LRU))
		kern_frame_release(k, pfn * KERN_PAGE);
	if (page->flags & KERN_PG(HEAD))
		order = kern_pfn_to_page(k, pfn + 1)->compound_order;
	if (order <= KERN_ORDER_MAX && is_ram(k, pfn, order))
		kern_free_block(k, pfn, order);
	cpu_unlock(&k->pages->lock);
}

/*
 * Simplified: an address whose struct page does not exist is reported in a line
 * of ours. Linux faults on that struct page; so do we in a module's call
 * (x_page.c).
 */
void kern_free_pages(struct kern *k, uint64_t la, unsigned int order)
{
	uint64_t pfn = kern_phys(la) / KERN_PAGE;

	if (!la)
		return;
	if (la < KERN_PAGE_OFFSET || order > KERN_ORDER_MAX ||
	    !kern_span_of(k, pfn)) {
		kern_printk(k,
			    KERN_ALERT
			    "free_pages: %px, order %u: not allocated\n",
			    mmu_ptr(k->machine, la), order);
		return;
	}
	kern_put_pages(k, pfn, order);
}
