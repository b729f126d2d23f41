/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_pcp.c - per-CPU page lists: what lies between a caller and the buddy
 * allocator.
 *
 *   kern_alloc_pages()     kern_free_block()
 *          ^ first               | first
 *          |                     v
 *       [ lists of single pages; of blocks of 2, 4, 8 ]
 *          ^ last                | last
 *          | batch of them       v some, when there are "high" pages
 *       [ free lists of the buddy allocator ]
 *
 * A page that was freed is the next one to be had: it is likely to be in the
 * cache still. And that is where two bugs hide: struct pages of small blocks
 * are not verified when they are freed, but when they go on to the buddy
 * allocator, perhaps long after, in another process; and not at all when they
 * are taken from the list again. They are when they come from the buddy
 * allocator.
 *
 * There are three lists for each order: what was had as movable (memory of
 * processes) or reclaimable is not given to who asked for neither.
 *
 * Pages on the lists are free, and yet do not count as such
 * (KERN_NR_FREE_PAGES). They go back to the buddy allocator when an allocation
 * would fail otherwise.
 *
 * The lists run through the struct pages in simulated memory (page_list.c).
 * Which pages are on them is noted on the host side, too, since a struct page
 * does not show it.
 *
 * Simplified: one CPU. No list for blocks of 2 MiB. A block goes to the list of
 * what it was last had as; in Linux to that of its surroundings, which are
 * mostly the same.
 *
 * Reference: Linux 6.1, mm/page_alloc.c, rmqueue_pcplist(), rmqueue_bulk(),
 * free_unref_page_commit(), free_pcppages_bulk(), nr_pcp_free(),
 * zone_batchsize(), zone_highsize().
 */
#include <string.h>

#include "kernel/page.h"

#define BATCH_SCALE_MAX 5 /* CONFIG_PCP_BATCH_SCALE_MAX */

/* order_to_pindex(), pindex_to_order() */
static unsigned int index_of(unsigned int order, unsigned int type)
{
	return order * KERN_MIGRATE_PCPTYPES + type;
}

static unsigned int order_of(unsigned int index)
{
	return index / KERN_MIGRATE_PCPTYPES;
}

static uint64_t head_of(struct kern *k, unsigned int index)
{
	return k->pages->zone_ptr + offsetof(struct kern_zone, pcp[index]);
}

static void make_empty(struct kern *k, unsigned int index)
{
	struct kern_pcp_list *list = &k->pages->zone->pcp[index];

	list->next = list->prev = head_of(k, index);
	k->pages->pcp.length[index] = 0;
}

/* --- what is on which list --------------------------------------------------------- */

/*
 * What is noted of a frame:
 *
 *   7     4 3     0
 *  | type  | order + 1, of a block on a list that begins here; 0 |
 *
 * The type is kept while the block is in use.
 */
enum { NOTE_LISTED = 0xf, NOTE_TYPE_SHIFT = 4 };

static uint8_t *note_of(struct kern *k, uint64_t pfn)
{
	const struct kern_span *span = kern_span_of(k, pfn);

	return span ? &span->pcp[pfn - span->start] : NULL;
}

bool kern_pcp_holds(struct kern *k, uint64_t pfn)
{
	for (unsigned int order = 0; order < KERN_PCP_ORDERS; order++) {
		const uint8_t *note = note_of(k, pfn & ~((1ull << order) - 1));

		if (note && (*note & NOTE_LISTED) == order + 1)
			return true;
	}
	return false;
}

static uint8_t make_note(unsigned int index)
{
	unsigned int type = index % KERN_MIGRATE_PCPTYPES;

	return (uint8_t)(type << NOTE_TYPE_SHIFT | (order_of(index) + 1));
}

static void forget_notes(struct kern *k, unsigned int index)
{
	for (unsigned int i = 0; i < k->pages->nspans; i++) {
		const struct kern_span *span = &k->pages->span[i];

		for (uint64_t j = 0; j < span->end - span->start; j++)
			if (span->pcp[j] == make_note(index))
				span->pcp[j] = 0;
	}
}

/* The list is corrupted: nothing that is on it can be had. */
static void drop_list(struct kern *k, unsigned int index)
{
	struct kern_pcp *pcp = &k->pages->pcp;
	unsigned int order = order_of(index);
	unsigned int lost = pcp->length[index] << order;

	kern_printk(k,
		    KERN_ERR "page_alloc: per-CPU list of order %u is "
			     "corrupted, %u pages lost\n",
		    order, lost);
	pcp->count -= lost;
	forget_notes(k, index);
	make_empty(k, index);
}

/* --- onto a list and off ------------------------------------------------------------ */

static void add(struct kern *k, uint64_t pfn, unsigned int index, bool tail)
{
	struct kern_pcp_list *list = &k->pages->zone->pcp[index];
	uint64_t entry = kern_page_ptr(k, pfn) + KERN_LINK;
	uint64_t head = head_of(k, index);
	uint64_t prev = tail ? list->prev : head;
	uint64_t next = tail ? head : list->next;

	if (!kern_list_add(k, entry, prev, next)) {
		drop_list(k, index);
		kern_list_add(k, entry, head, head);
	}
	*note_of(k, pfn) = make_note(index);
	k->pages->pcp.length[index]++;
	k->pages->pcp.count += 1u << order_of(index);
	/* set_pcppage_migratetype() */
	kern_pfn_to_page(k, pfn)->index = index % KERN_MIGRATE_PCPTYPES;
}

/* Take the first block of a list, or the last. KERN_NO_PFN: there is none any
 * more, as the list was corrupted. */
static uint64_t take_end(struct kern *k, unsigned int index, bool last)
{
	struct kern_pcp *pcp = &k->pages->pcp;
	const struct kern_pcp_list *list = &k->pages->zone->pcp[index];
	uint64_t entry = last ? list->prev : list->next, pfn, word;
	uint8_t *note;

	if (!kern_ptr_to_pfn(k, entry - KERN_LINK, &pfn) ||
	    !kern_link_word(k, entry)) {
		kern_link_get(k, entry, &word);
		drop_list(k, index);
		return KERN_NO_PFN;
	}
	note = note_of(k, pfn);
	if (*note != make_note(index) || !kern_list_del(k, entry)) {
		drop_list(k, index);
		return KERN_NO_PFN;
	}
	*note &= ~NOTE_LISTED;
	pcp->length[index]--;
	pcp->count -= 1u << order_of(index);
	return pfn;
}

/* --- allocating ------------------------------------------------------------------------ */

/* rmqueue_bulk() */
static void refill(struct kern *k, unsigned int index)
{
	unsigned int n = k->pages->pcp.batch, order = order_of(index);
	uint64_t pfn;

	if (n > 1)
		n = n >> order > 2 ? n >> order : 2;
	for (; n && (pfn = kern_take_smallest(k, order)); n--)
		if (kern_new_pages_are_good(k, pfn, order))
			add(k, pfn, index, true);
}

uint64_t kern_pcp_take(struct kern *k, unsigned int order,
		       enum kern_migratetype type)
{
	struct kern_pcp *pcp = &k->pages->pcp;
	unsigned int index = index_of(order, type);
	uint64_t pfn;

	pcp->free_factor >>= 1;
	do {
		if (!pcp->length[index])
			refill(k, index);
		if (!pcp->length[index])
			return KERN_NO_PFN;
		pfn = take_end(k, index, false);
	} while (!pfn);
	return pfn;
}

/* --- freeing --------------------------------------------------------------------------- */

/* Give this many pages to the buddy allocator, beginning with those of a list,
 * the oldest first. */
static void free_bulk(struct kern *k, unsigned int count, unsigned int index)
{
	struct kern_pcp *pcp = &k->pages->pcp;
	uint64_t pfn;

	for (; count && pcp->count; index = (index + 1) % KERN_NR_PCP_LISTS)
		while (count && pcp->length[index]) {
			unsigned int order = order_of(index);

			pfn = take_end(k, index, true);
			if (!pfn)
				break;
			count -= count < 1u << order ? count : 1u << order;
			if (kern_page_is_good(k, pfn, KERN_CHECK_AT_FREE))
				kern_free_one(k, pfn, order, false);
		}
}

/* nr_pcp_free(): the more in a row, the longer only frees come. */
static unsigned int bulk_size(struct kern_pcp *pcp, unsigned int high)
{
	unsigned int n = pcp->batch << pcp->free_factor, most;

	if (high < pcp->batch)
		return 1;
	most = high - pcp->batch;
	if (n < most && pcp->free_factor < BATCH_SCALE_MAX)
		pcp->free_factor++;
	if (n > most)
		n = most;
	return n < pcp->batch ? pcp->batch : n;
}

/* nr_pcp_high() */
static unsigned int high_now(const struct kern_pcp *pcp)
{
	if (pcp->reclaim_active && pcp->batch << 2 < pcp->high)
		return pcp->batch << 2;
	return pcp->high;
}

void kern_pcp_free(struct kern *k, uint64_t pfn, unsigned int order)
{
	struct kern_pcp *pcp = &k->pages->pcp;
	unsigned int high = high_now(pcp);
	unsigned int index =
		index_of(order, *note_of(k, pfn) >> NOTE_TYPE_SHIFT);

	add(k, pfn, index, false);
	/* Who frees a lot and then a larger block shall not keep memory in
	 * pieces. */
	if (pcp->free_factor && order)
		free_bulk(k, pcp->count, index);
	else if (pcp->count >= high)
		free_bulk(k, bulk_size(pcp, high), index);
}

bool kern_drain_pages(struct kern *k)
{
	bool any;

	cpu_lock(&k->pages->lock);
	any = k->pages->pcp.count;
	free_bulk(k, k->pages->pcp.count, 0);
	cpu_unlock(&k->pages->lock);
	return any;
}

/* --- boot ------------------------------------------------------------------------------ */

/* zone_batchsize(): a power of 2 is the worst, minus 1 the best. */
static unsigned int batch_size(const struct kern_pages *p)
{
	uint64_t n = p->managed >> 10, power = 1;

	n = (n < 256 ? n : 256) / 4;
	n += n / 2;
	while (power * 2 <= n)
		power *= 2;
	return power > 2 ? (unsigned int)power - 1 : 1;
}

void kern_pcp_init(struct kern *k)
{
	for (unsigned int i = 0; i < KERN_NR_PCP_LISTS; i++)
		make_empty(k, i);
	k->pages->pcp.batch = 1;
}

void kern_pcp_set_high(struct kern *k)
{
	struct kern_pages *p = k->pages;
	unsigned int low = (unsigned int)p->wmark[KERN_WMARK_LOW];

	p->pcp.batch = batch_size(p);
	p->pcp.high = low > p->pcp.batch << 2 ? low : p->pcp.batch << 2;
}
