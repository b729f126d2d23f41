/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_check.c - do free lists, struct pages and counts agree?
 *
 * Of each order: the list is a ring through its head, linked the same both
 * ways; what is on it is PageBuddy, of that order, aligned, and without users;
 * nr_free counts it. No frame is in two free blocks, no two buddies are both
 * free, and every PageBuddy is on a list. All blocks together are as many
 * frames as are counted.
 *
 * The same of the per-CPU lists. What is on these is not PageBuddy, but noted,
 * and may be bad: nobody looked at it yet.
 */
#include "kernel/page.h"
#include "mem/bug.h"

typedef unsigned long long ull;

static bool bad(const char *what, uint64_t pfn, unsigned int order)
{
	mmu_bug("page: %s: frame 0x%llx, order %u", what, (ull)pfn, order);
	return false;
}

/* Chunks that are not ready have nothing on any list. */
static const struct kern_page *ready_page(struct kern *k, uint64_t pfn)
{
	struct kern_span *span = kern_span_of(k, pfn);

	if (!span || kern_chunk_state(span, pfn) != KERN_CHUNK_READY)
		return NULL;
	return &span->map[pfn - span->start];
}

static bool check_frames(struct kern *k, uint64_t pfn, unsigned int order)
{
	for (uint64_t i = 0; i < 1ull << order; i++) {
		const struct kern_page *page = ready_page(k, pfn + i);

		if (!page)
			return bad("free frame without struct page", pfn + i,
				   order);
		if (page->refcount || page->flags != KERN_PAGE_FLAGS)
			return bad("free frame in use", pfn + i, order);
		if (i && kern_page_buddy(page))
			return bad("block within a block", pfn + i, order);
	}
	return true;
}

static bool check_block(struct kern *k, uint64_t pfn, unsigned int order)
{
	const struct kern_page *page = ready_page(k, pfn);
	const struct kern_page *buddy = ready_page(k, pfn ^ 1ull << order);

	if (!page || !kern_page_buddy(page) || page->private != order)
		return bad("on the list of another order", pfn, order);
	if (pfn & ((1ull << order) - 1))
		return bad("misaligned block", pfn, order);
	if (order < KERN_ORDER_MAX && buddy && kern_page_buddy(buddy) &&
	    buddy->private == order)
		return bad("two buddies are free", pfn, order);
	return check_frames(k, pfn, order);
}

/* Counts the blocks of an order. */
static bool check_list(struct kern *k, unsigned int order, uint64_t *n)
{
	const struct kern_pages *p = k->pages;
	const struct kern_free_area *area = &p->zone->free_area[order];
	uint64_t head =
		p->zone_ptr + offsetof(struct kern_zone, free_area[order]);
	uint64_t prev = head, at, pfn;

	*n = 0;
	for (at = area->next; at != head; at = ready_page(k, pfn)->lru_next) {
		if (!kern_ptr_to_pfn(k, at - 8, &pfn) || !ready_page(k, pfn))
			return bad("link to no struct page", at, order);
		if (ready_page(k, pfn)->lru_prev != prev)
			return bad("link back to another", pfn, order);
		if (!check_block(k, pfn, order))
			return false;
		if (++*n > p->present)
			return bad("list without end", pfn, order);
		prev = at;
	}
	if (area->prev != prev)
		return bad("head's link back to another", 0, order);
	return *n == area->nr_free || bad("wrong nr_free", 0, order);
}

/* --- per-CPU lists ------------------------------------------------------------------ */

static bool check_pcp_list(struct kern *k, unsigned int index)
{
	const struct kern_pages *p = k->pages;
	const struct kern_pcp_list *list = &p->zone->pcp[index];
	uint64_t head = p->zone_ptr + offsetof(struct kern_zone, pcp[index]);
	unsigned int order = index / KERN_MIGRATE_PCPTYPES;
	uint64_t prev = head, at, pfn;
	unsigned int n = 0;

	for (at = list->next; at != head; at = ready_page(k, pfn)->lru_next) {
		if (!kern_ptr_to_pfn(k, at - 8, &pfn) || !ready_page(k, pfn))
			return bad("per-CPU link to no struct page", at, order);
		if (ready_page(k, pfn)->lru_prev != prev)
			return bad("per-CPU link back to another", pfn, order);
		if (kern_page_buddy(ready_page(k, pfn)) ||
		    pfn & ((1ull << order) - 1) || !kern_pcp_holds(k, pfn))
			return bad("should not be on a per-CPU list", pfn,
				   order);
		if (++n > p->pcp.length[index])
			break;
		prev = at;
	}
	if (at == head && list->prev != prev)
		return bad("per-CPU head's link back to another", 0, order);
	return n == p->pcp.length[index] ||
	       bad("wrong length of a per-CPU list", 0, order);
}

static unsigned int count_notes(struct kern *k)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < k->pages->nspans; i++) {
		const struct kern_span *span = &k->pages->span[i];

		for (uint64_t j = 0; j < span->end - span->start; j++)
			n += (1u << (span->pcp[j] & 0xf)) / 2;
	}
	return n;
}

static bool check_pcp(struct kern *k)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < KERN_NR_PCP_LISTS; i++) {
		if (!check_pcp_list(k, i))
			return false;
		n += k->pages->pcp.length[i] << i / KERN_MIGRATE_PCPTYPES;
	}
	if (n != count_notes(k))
		return bad("wrong notes of per-CPU lists", 0, 0);
	return n == k->pages->pcp.count ||
	       bad("wrong count of per-CPU lists", 0, 0);
}

/* --- all together --------------------------------------------------------------------- */

static uint64_t count_buddies(struct kern *k)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < k->pages->nspans; i++) {
		const struct kern_span *span = &k->pages->span[i];

		for (uint64_t pfn = span->start; pfn < span->end; pfn++)
			n += kern_chunk_state(span, pfn) == KERN_CHUNK_READY &&
			     kern_page_buddy(&span->map[pfn - span->start]);
	}
	return n;
}

static uint64_t count_deferred(struct kern *k)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < k->pages->nspans; i++) {
		const struct kern_span *span = &k->pages->span[i];

		for (uint64_t pfn = span->start; pfn < span->end;
		     pfn = (pfn / KERN_CHUNK + 1) * KERN_CHUNK)
			n += kern_chunk_state(span, pfn) == KERN_CHUNK_FREE;
	}
	return n;
}

bool kern_page_check(struct kern *k)
{
	uint64_t frames = k->pages->deferred * KERN_CHUNK, blocks = 0, n;

	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++) {
		if (!check_list(k, order, &n))
			return false;
		blocks += n;
		frames += n << order;
	}
	if (blocks != count_buddies(k))
		return bad("a PageBuddy is on no list", 0, 0);
	if (k->pages->deferred != count_deferred(k))
		return bad("wrong count of deferred chunks", 0, 0);
	if (!check_pcp(k))
		return false;
	return frames == (uint64_t)k->pages->stat[KERN_NR_FREE_PAGES] ||
	       bad("wrong count of free pages", frames, 0);
}
