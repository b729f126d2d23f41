/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page.c - the buddy allocator.
 *
 * Free frames form blocks of 2^order, aligned to their size. The buddy of a
 * block is the other half of the block of twice its size:
 *
 *   order 2   |       A       |       B       |    A and B are buddies
 *   order 1   |   a   |   b   |                    a and b were split off A
 *
 * An allocation takes a block of the least order that suffices and gives back
 * upper halves until the rest is as small as wanted. A block that is freed
 * merges with its buddy as long as that is free, too, and of the same order.
 *
 * There is one list for each order. It runs through the struct pages in
 * simulated memory (page_list.c).
 *
 * Below the watermark "low" kswapd is woken, which takes pages away that can be
 * had again (vmscan.c). Below "min" only those who cannot wait get memory, so
 * that the work that frees memory can go on; others do some of that work first.
 *
 * Simplified: a list that is corrupted is reported with Linux's words and then
 * dropped, with the memory on it; Linux stops with a BUG. Blocks
 * that will merge again soon are not put at the end of their list. No compaction:
 * large blocks come about by luck.
 *
 * Reference: Linux 6.1, mm/page_alloc.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/fault_inject.h"
#include "kernel/oom.h"
#include "kernel/reclaim.h"

typedef unsigned long long ull;

#define MAX_RECLAIM_RETRIES 16
#define PAGE_POISON	    0xaa

/* --- the free lists ---------------------------------------------------------------- */

static uint64_t head_of(struct kern *k, unsigned int order)
{
	return k->pages->zone_ptr +
	       offsetof(struct kern_zone, free_area[order]);
}

static void make_empty(struct kern *k, unsigned int order)
{
	struct kern_free_area *area = &k->pages->zone->free_area[order];

	area->next = area->prev = head_of(k, order);
	area->nr_free = 0;
}

void kern_zone_init(struct kern *k)
{
	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++)
		make_empty(k, order);
}

static void count_free(struct kern *k, int64_t npages)
{
	k->pages->stat[KERN_NR_FREE_PAGES] += npages;
}

/* The list of this order is corrupted: nothing that is on it can be had. */
static void drop_list(struct kern *k, unsigned int order)
{
	uint64_t *nr_free = &k->pages->zone->free_area[order].nr_free;
	uint64_t free = (uint64_t)k->pages->stat[KERN_NR_FREE_PAGES];
	uint64_t most = free >> order;
	uint64_t lost = *nr_free < most ? *nr_free : most;

	kern_printk(k,
		    KERN_ERR "page_alloc: free list of order %u is "
			     "corrupted, %llu pages lost\n",
		    order, (ull)lost << order);
	count_free(k, -(int64_t)(lost << order));
	make_empty(k, order);
}

static void set_buddy(struct kern_page *page, unsigned int order)
{
	page->private = order;
	page->page_type &= ~KERN_PG_BUDDY;
}

static void add_to_list(struct kern *k, uint64_t pfn, unsigned int order,
			bool tail)
{
	struct kern_free_area *area = &k->pages->zone->free_area[order];
	uint64_t entry = kern_page_ptr(k, pfn) + KERN_LINK;
	uint64_t head = head_of(k, order);
	uint64_t prev = tail ? area->prev : head;
	uint64_t next = tail ? head : area->next;

	if (!kern_list_add(k, entry, prev, next)) {
		drop_list(k, order);
		kern_list_add(k, entry, head, head);
	}
	set_buddy(kern_pfn_to_page(k, pfn), order);
	area->nr_free++;
	count_free(k, 1ll << order);
}

/* Off its list. False: the list was corrupted, and is dropped. */
static bool del_from_list(struct kern *k, uint64_t pfn, unsigned int order)
{
	struct kern_free_area *area = &k->pages->zone->free_area[order];
	struct kern_page *page = kern_pfn_to_page(k, pfn);

	page->page_type |= KERN_PG_BUDDY;
	page->private = 0;
	if (!kern_list_del(k, kern_page_ptr(k, pfn) + KERN_LINK)) {
		drop_list(k, order);
		return false;
	}
	area->nr_free--;
	count_free(k, -(1ll << order));
	return true;
}

/* --- freeing ------------------------------------------------------------------------- */

static bool is_buddy_of(const struct kern_page *page, unsigned int order)
{
	return kern_page_buddy(page) && page->private == order;
}

/* Frames that are next to each other lie in one span, so a buddy in another
 * one cannot be free. */
static void free_one(struct kern *k, uint64_t pfn, unsigned int order,
		     bool tail)
{
	const struct kern_span *span = kern_span_of(k, pfn);

	for (; order < KERN_ORDER_MAX; order++) {
		uint64_t buddy = pfn ^ (1ull << order);

		if (buddy < span->start || buddy >= span->end ||
		    !is_buddy_of(&span->map[buddy - span->start], order))
			break;
		if (!del_from_list(k, buddy, order))
			break;
		pfn &= buddy;
	}
	add_to_list(k, pfn, order, tail);
}

void kern_free_range(struct kern *k, uint64_t pfn, uint64_t end)
{
	while (pfn < end) {
		unsigned int order = KERN_ORDER_MAX;

		while (pfn & ((1ull << order) - 1) || end - pfn < 1ull << order)
			order--;
		free_one(k, pfn, order, true);
		pfn += 1ull << order;
	}
}

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

static bool is_good(struct kern *k, uint64_t pfn, uint64_t flags)
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

/* free_pages_prepare(). False: something is wrong, and the block is lost. */
static bool prepare_free(struct kern *k, uint64_t pfn, unsigned int order)
{
	struct kern_page *page = kern_pfn_to_page(k, pfn);
	bool compound = page->flags & KERN_PG(HEAD), good = true;

	for (uint64_t i = 1; i < 1ull << order; i++) {
		if (compound)
			good &= tail_is_good(k, pfn, pfn + i);
		if (is_good(k, pfn + i, KERN_CHECK_AT_FREE))
			kern_pfn_to_page(k, pfn + i)->flags &=
				~KERN_CHECK_AT_PREP;
		else
			good = false;
	}
	if (page->mapping & 3) /* PageMappingFlags(): anonymous or movable */
		page->mapping = 0;
	if (!is_good(k, pfn, KERN_CHECK_AT_FREE) || !good)
		return false;
	page->flags &= ~KERN_CHECK_AT_PREP;
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

/* kernel_poison_pages() */
static void poison(struct kern *k, uint64_t pfn, unsigned int order)
{
	uint64_t len = KERN_PAGE << order;

	memset(mmu_mem_ptr(k->machine, pfn * KERN_PAGE, len), PAGE_POISON, len);
}

void kern_free_block(struct kern *k, uint64_t pfn, unsigned int order)
{
	struct kern_pages *p = k->pages;

	if (!prepare_free(k, pfn, order) || free_unpinned(k, pfn, order))
		return;
	p->stat[KERN_PGFREE] += 1ll << order;
	if (k->page_poison)
		poison(k, pfn, order);
	free_one(k, pfn, order, false);
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

/* --- allocating ------------------------------------------------------------------------ */

/* Give back the upper halves of a block until it is of the wanted order. */
static void expand(struct kern *k, uint64_t pfn, unsigned int order,
		   unsigned int high)
{
	while (high > order) {
		high--;
		add_to_list(k, pfn + (1ull << high), high, false);
	}
}

/* __rmqueue_smallest() */
static uint64_t take_smallest(struct kern *k, unsigned int order)
{
	for (unsigned int o = order; o < KERN_NR_ORDERS; o++) {
		uint64_t first = k->pages->zone->free_area[o].next, pfn, word;

		if (first == head_of(k, o))
			continue;
		if (!kern_ptr_to_pfn(k, first - KERN_LINK, &pfn) ||
		    !kern_link_word(k, first)) {
			kern_link_get(k, first, &word);
			drop_list(k, o);
			continue;
		}
		if (!del_from_list(k, pfn, o))
			continue;
		expand(k, pfn, order, o);
		return pfn;
	}
	return KERN_NO_PFN;
}

/* check_new_pages() */
static bool new_pages_are_good(struct kern *k, uint64_t pfn, unsigned int order)
{
	for (uint64_t i = 0; i < 1ull << order; i++)
		if (!is_good(k, pfn + i, KERN_CHECK_AT_PREP))
			return false;
	return true;
}

uint64_t kern_rmqueue(struct kern *k, unsigned int order)
{
	uint64_t pfn;

	do {
		pfn = take_smallest(k, order);
	} while ((!pfn && kern_chunk_grow(k)) ||
		 (pfn && !new_pages_are_good(k, pfn, order)));
	return pfn;
}

/* The block that holds a free frame: its order, or -1. */
static int free_order(struct kern *k, uint64_t pfn)
{
	struct kern_span *span = kern_span_of(k, pfn);

	kern_pfn_to_page(k, pfn);
	for (unsigned int order = 0; span && order < KERN_NR_ORDERS; order++) {
		uint64_t head = pfn & ~((1ull << order) - 1);

		if (head >= span->start &&
		    is_buddy_of(&span->map[head - span->start], order))
			return (int)order;
	}
	return -1;
}

bool kern_page_is_free(struct kern *k, uint64_t pfn)
{
	return free_order(k, pfn) >= 0;
}

bool kern_take_block(struct kern *k, uint64_t pfn, unsigned int order)
{
	return del_from_list(k, pfn, order);
}

bool kern_take_page(struct kern *k, uint64_t pfn)
{
	int order = free_order(k, pfn);
	uint64_t head = pfn & ~((1ull << (order & 63)) - 1);

	if (order < 0 || !del_from_list(k, head, (unsigned int)order))
		return false;
	kern_free_range(k, head, pfn);
	kern_free_range(k, pfn + 1, head + (1ull << order));
	return true;
}

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
	if (gfp & KERN_GFP_ZERO)
		memset(mmu_mem_ptr(k->machine, pfn * KERN_PAGE, len), 0, len);
	if (order && gfp & KERN_GFP_COMP)
		make_compound(k, pfn, order);
	page->lru_next = 0; /* clear_page_pfmemalloc() */
	k->pages->stat[KERN_PGALLOC_DMA32] += 1ll << order;
}

/* get_page_from_freelist() */
static uint64_t get_pages(struct kern *k, unsigned int gfp, unsigned int order,
			  enum kern_wmark mark)
{
	uint64_t pfn = KERN_NO_PFN;

	cpu_lock(&k->pages->lock);
	if (watermark_ok(k, gfp, order, mark))
		pfn = kern_rmqueue(k, order);
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

/* __alloc_pages_direct_reclaim(), as long as that helps. */
static uint64_t direct_reclaim(struct kern *k, unsigned int gfp,
			       unsigned int order)
{
	uint64_t pfn = KERN_NO_PFN;

	for (int n = 0; !pfn && n < MAX_RECLAIM_RETRIES; n++) {
		if (!kern_try_to_free_pages(k, order))
			break;
		pfn = get_pages(k, gfp, order, KERN_WMARK_MIN);
	}
	return pfn;
}

/* __alloc_pages_slowpath(): memory is short. */
static uint64_t alloc_slow(struct kern *k, unsigned int gfp, unsigned int order)
{
	uint64_t pfn;

	if (k->reclaim && gfp & KERN_GFP_KSWAPD_RECLAIM)
		kern_wake_kswapd(k);
	pfn = get_pages(k, gfp, order, KERN_WMARK_MIN);
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

/* --- by address ---------------------------------------------------------------------- */

uint64_t kern_get_free_pages(struct kern *k, unsigned int gfp,
			     unsigned int order)
{
	uint64_t pfn = kern_alloc_pages(k, gfp, order);

	return pfn ? kern_virt(pfn * KERN_PAGE) : 0;
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
