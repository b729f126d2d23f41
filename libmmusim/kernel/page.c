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
 * simulated memory (page_list.c). Small blocks come here by the per-CPU lists
 * (page_pcp.c). Who may have memory is decided in page_alloc.c.
 *
 * Simplified: a list that is corrupted is reported with Linux's words and then
 * dropped, with the memory on it; Linux stops with a BUG. Blocks
 * that will merge again soon are not put at the end of their list.
 *
 * Reference: Linux 6.1, mm/page_alloc.c.
 */
#include "kernel/page.h"

typedef unsigned long long ull;

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
void kern_free_one(struct kern *k, uint64_t pfn, unsigned int order, bool tail)
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
		kern_free_one(k, pfn, order, true);
		pfn += 1ull << order;
	}
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

uint64_t kern_take_smallest(struct kern *k, unsigned int order)
{
	uint64_t pfn;

	do {
		pfn = take_smallest(k, order);
	} while (!pfn && kern_chunk_grow(k));
	return pfn;
}

uint64_t kern_rmqueue(struct kern *k, unsigned int order,
		      enum kern_migratetype type)
{
	uint64_t pfn;

	if (order < KERN_PCP_ORDERS)
		return kern_pcp_take(k, order, type);
	do {
		pfn = kern_take_smallest(k, order);
	} while (pfn && !kern_new_pages_are_good(k, pfn, order));
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
	return free_order(k, pfn) >= 0 || kern_pcp_holds(k, pfn);
}

bool kern_take_block(struct kern *k, uint64_t pfn, unsigned int order)
{
	return del_from_list(k, pfn, order);
}

bool kern_take_page(struct kern *k, uint64_t pfn)
{
	uint64_t head;
	int order;

	if (kern_pcp_holds(k, pfn))
		kern_drain_pages(k);
	order = free_order(k, pfn);
	head = pfn & ~((1ull << (order & 63)) - 1);
	if (order < 0 || !del_from_list(k, head, (unsigned int)order))
		return false;
	kern_free_range(k, head, pfn);
	kern_free_range(k, pfn + 1, head + (1ull << order));
	return true;
}
