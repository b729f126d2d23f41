/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm_frames.c - the page frames of address spaces: what each is for, and who
 * uses it. All of it is in its struct page, as Linux has it:
 *
 *   table     PageTable, one reference
 *   anonymous mapping is the anon_vma, plus 1; index the page in its areas
 *   file's    mapping is the inode; index the page in the file
 *
 *   refcount  = PTEs that lead to it + 1 if a cache has it (the page cache, the
 *               swap cache) + 1 for each who is at work on it right now
 *   mapcount  = PTEs that lead to it, minus 1
 *
 * Simplified: mapping is a number to simulated code: what it points to lies on
 * the host side. The library never follows it without looking it up.
 *
 * Reference: Linux 6.1, include/linux/mm_types.h; mm/rmap.c,
 * page_add_anon_rmap() and its neighbours.
 */
#include <stdlib.h>

#include "kernel/fault_inject.h"
#include "kernel/gfp.h"
#include "kernel/reclaim.h"

/* --- failures --------------------------------------------------------------- */

void kern_mm_fail_nth(struct kern *k, uint64_t n)
{
	kern_fail_nth(k, KERN_FAIL_ALLOCATIONS, n);
}

void *kern_mm_zalloc(struct kern *k, size_t size)
{
	return pool_zalloc(k->pool, size);
}

/* --- references --------------------------------------------------------------- */

static struct kern_page *page_of(struct kern *k, uint64_t pa)
{
	return kern_pfn_to_page(k, pa / KERN_PAGE);
}

/* A count that a module left there is none of an address space's. */
static uint64_t new_frame(struct kern *k, unsigned int gfp)
{
	uint64_t pfn = kern_alloc_pages(k, gfp, 0);

	if (pfn)
		page_of(k, pfn * KERN_PAGE)->mapcount = KERN_MAPCOUNT_NONE;
	return pfn * KERN_PAGE;
}

/* Of a page that can be reclaimed later. */
static uint64_t new_user_frame(struct kern *k, unsigned int gfp)
{
	if (!kern_charge(k))
		return 0;
	return new_frame(k, KERN_GFP_HIGHUSER_MOVABLE | KERN_GFP_COMP | gfp);
}

uint64_t kern_frame_new(struct kern *k)
{
	return new_user_frame(k, KERN_GFP_ZERO);
}

uint64_t kern_frame_new_unset(struct kern *k)
{
	return new_user_frame(k, 0);
}

uint64_t kern_frame_new_table(struct kern *k)
{
	uint64_t pa = new_frame(k, KERN_GFP_KERNEL_ACCOUNT | KERN_GFP_ZERO);

	if (pa)
		page_of(k, pa)->page_type &= ~KERN_PG_TABLE;
	return pa;
}

void kern_frame_get(struct kern *k, uint64_t pa)
{
	page_of(k, pa)->refcount++;
}

/* What must be undone before the allocator gets it back:
 * pgtable_pte_page_dtor(), __page_cache_release(). */
void kern_frame_release(struct kern *k, uint64_t pa)
{
	struct kern_page *page = page_of(k, pa);

	kern_page_set_dirty(k, pa, false);
	kern_lru_cache_del(k, pa);
	if (kern_page_is_table(page))
		page->page_type |= KERN_PG_TABLE;
	else
		page->mapping = 0;
}

void kern_frame_put(struct kern *k, uint64_t pa)
{
	struct kern_page *page = page_of(k, pa);

	if (page->refcount == 1)
		kern_frame_release(k, pa);
	kern_put_pages(k, pa / KERN_PAGE, 0);
}

unsigned int kern_frame_refs(struct kern *k, uint64_t pa)
{
	const struct kern_page *page = page_of(k, pa);

	return page && kern_frame_kind(k, pa) ? (unsigned int)page->refcount :
						0;
}

unsigned int kern_frame_mapcount(struct kern *k, uint64_t pa)
{
	return (unsigned int)(page_of(k, pa)->mapcount + 1);
}

enum kern_frame_kind kern_frame_kind(struct kern *k, uint64_t pa)
{
	const struct kern_page *page = page_of(k, pa);
	const uint64_t other = KERN_PG(SLAB) | KERN_PG(HEAD) |
			       KERN_PG(RESERVED);

	if (!page || page->refcount <= 0)
		return KERN_FRAME_NONE;
	if (kern_page_is_table(page))
		return KERN_FRAME_TABLE;
	if (!page->mapping || page->flags & other || page->compound_head & 1)
		return KERN_FRAME_NONE;
	return page->mapping & KERN_MAPPING_ANON ? KERN_FRAME_ANON :
						   KERN_FRAME_FILE;
}

/* --- PTEs ------------------------------------------------------------------------ */

/* mm_counter() */
static enum kern_rss rss_kind(const struct kern_page *page)
{
	if (page->mapping & KERN_MAPPING_ANON)
		return KERN_MM_ANONPAGES;
	return page->flags & KERN_PG(SWAPBACKED) ? KERN_MM_SHMEMPAGES :
						   KERN_MM_FILEPAGES;
}

static enum kern_stat mapped_stat(const struct kern_page *page)
{
	return page->mapping & KERN_MAPPING_ANON ? KERN_NR_ANON_MAPPED :
						   KERN_NR_FILE_MAPPED;
}

void kern_page_set_anon(struct kern_vma *vma, uint64_t pa, uint64_t la)
{
	struct kern_page *page = page_of(vma->mm->kern, pa);

	page->mapping = (uint64_t)(uintptr_t)vma->anon | KERN_MAPPING_ANON;
	page->index = kern_linear_index(vma, la);
	page->flags |= KERN_PG(SWAPBACKED) | KERN_PG(UPTODATE);
}

void kern_page_set_file(struct kern_inode *inode, uint64_t pa, uint64_t index)
{
	struct kern_page *page = page_of(inode->kern, pa);

	page->mapping = (uint64_t)(uintptr_t)inode;
	page->index = index;
	page->flags |= inode->path ? 0 : KERN_PG(SWAPBACKED);
}

void kern_page_add_rmap(struct kern_mm *mm, uint64_t pa)
{
	struct kern_page *page = page_of(mm->kern, pa);
	uint64_t sum = 0;

	if (++page->mapcount == 0)
		kern_stat_add(mm->kern, mapped_stat(page), 1);
	mm->rss[rss_kind(page)]++;
	for (int i = 0; i < KERN_MM_COUNTERS; i++)
		sum += mm->rss[i];
	if (sum > mm->hiwater_rss)
		mm->hiwater_rss = sum;
}

void kern_page_remove_rmap(struct kern_mm *mm, uint64_t pa)
{
	struct kern_page *page = page_of(mm->kern, pa);

	mm->rss[rss_kind(page)]--;
	if (--page->mapcount == KERN_MAPCOUNT_NONE)
		kern_stat_add(mm->kern, mapped_stat(page), -1);
}

bool kern_page_dirty(struct kern *k, uint64_t pa)
{
	return page_of(k, pa)->flags & KERN_PG(DIRTY);
}

bool kern_page_set_dirty(struct kern *k, uint64_t pa, bool dirty)
{
	struct kern_page *page = page_of(k, pa);
	bool was = page->flags & KERN_PG(DIRTY);

	if (was == dirty)
		return was;
	page->flags ^= KERN_PG(DIRTY);
	if (!(page->flags & KERN_PG(SWAPBACKED)))
		kern_stat_add(k, KERN_NR_FILE_DIRTY, dirty ? 1 : -1);
	return was;
}

/* --- checking --------------------------------------------------------------------- */

int kern_frames_each(struct kern *k, kern_frame_fn *fn, void *arg)
{
	const struct kern_pages *p = k->pages;
	int err = 0;

	for (unsigned int i = 0; i < p->nspans && !err; i++) {
		const struct kern_span *span = &p->span[i];

		for (uint64_t pfn = span->start; pfn < span->end && !err; pfn++)
			if (kern_chunk_state(span, pfn) == KERN_CHUNK_READY &&
			    kern_frame_kind(k, pfn * KERN_PAGE))
				err = fn(k, pfn * KERN_PAGE, arg);
	}
	return err;
}

bool kern_frames_expect_init(struct kern *k, struct kern_frames_expected *e)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < k->pages->nspans; i++)
		n += k->pages->span[i].end - k->pages->span[i].start;
	e->kern = k;
	e->count = calloc(n, sizeof(*e->count));
	return e->count;
}

struct kern_frame_count *
kern_frames_expect(const struct kern_frames_expected *e, uint64_t pa)
{
	const struct kern_pages *p = e->kern->pages;
	uint64_t pfn = pa / KERN_PAGE, first = 0;

	for (unsigned int i = 0; i < p->nspans; i++) {
		const struct kern_span *span = &p->span[i];

		if (pfn - span->start < span->end - span->start)
			return &e->count[first + pfn - span->start];
		first += span->end - span->start;
	}
	return NULL;
}
