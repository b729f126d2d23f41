/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * swap_check.c - do slots, the swap cache, lists and counts agree?
 *
 * The caller says which entries it found, in page tables and in shared memory.
 */
#include <stdio.h>
#include <stdlib.h>

#include "kernel/reclaim.h"
#include "kernel/swap.h"

static bool bad(const char *what, uint64_t where)
{
	fprintf(stderr, "kern_mm_check: %s at %#llx\n", what,
		(unsigned long long)where);
	return false;
}

bool kern_swap_expect_init(struct kern *k, struct kern_swap_expected *e)
{
	*e = (struct kern_swap_expected){.kern = k};
	for (unsigned int i = 0; i < KERN_MAX_SWAPFILES; i++) {
		const struct kern_swap_area *area = k->swaps->area[i];

		if (!area)
			continue;
		e->count[i] = calloc(area->npages + 1, sizeof(*e->count[i]));
		if (!e->count[i])
			return false;
	}
	return true;
}

void kern_swap_expect_fini(struct kern_swap_expected *e)
{
	for (unsigned int i = 0; i < KERN_MAX_SWAPFILES; i++)
		free(e->count[i]);
}

bool kern_swap_expect(struct kern_swap_expected *e, uint64_t entry)
{
	if (!kern_swap_slot(e->kern, entry))
		return bad("swap entry", entry);
	if (e->count[kern_swp_type(entry)])
		e->count[kern_swp_type(entry)][kern_swp_offset(entry)]++;
	return true;
}

static bool check_slot(struct kern *k, const struct kern_swap_area *area,
		       uint64_t offset)
{
	const struct kern_slot *slot = &area->slot[offset];
	uint64_t entry = kern_swp_entry(area->type, offset);
	const struct kern_page *page;

	if (slot->data && !slot->count && !slot->pa)
		return bad("data in a free slot", entry);
	if (!slot->pa)
		return area->path || !slot->count || slot->data ||
		       bad("contents are lost", entry);
	page = kern_pfn_to_page(k, slot->pa / KERN_PAGE);
	if (!(page->flags & KERN_PG(SWAPCACHE)) || page->private != entry)
		return bad("not in the swap cache", slot->pa);
	return true;
}

static bool check_area(struct kern *k, const struct kern_swap_area *area,
		       const uint32_t *expected)
{
	uint64_t used = 0;
	bool ok = true;

	for (uint64_t i = 1; i <= area->npages; i++) {
		const struct kern_slot *slot = &area->slot[i];

		ok &= check_slot(k, area, i);
		if (slot->count != expected[i])
			ok = bad("count of a slot", i);
		used += slot->count || slot->pa;
	}
	return used == area->used ? ok : bad("used slots", used);
}

static bool check_list(struct kern *k, unsigned int list, uint64_t *total)
{
	uint64_t n = 0;

	for (uint64_t pfn = kern_lru_first(k, list); pfn;
	     pfn = kern_lru_next(k, list, pfn), n++)
		if (!(kern_pfn_to_page(k, pfn)->flags & KERN_PG(LRU)))
			return bad("in a list, but not PG_lru", pfn);
	*total += n;
	return n == kern_lru_length(k, list) || bad("length of a list", list);
}

/* What /proc/meminfo says of pages: which of them count as what. */
struct pages {
	uint64_t lru, cached;
	uint64_t anon_mapped, file_mapped, file, shmem, dirty;
	bool ok;
};

static void count_kinds(struct pages *pages, const struct kern_page *page)
{
	bool mapped = page->mapcount != KERN_MAPCOUNT_NONE;
	bool shmem = page->flags & KERN_PG(SWAPBACKED);

	if (page->mapping & KERN_MAPPING_ANON) {
		pages->anon_mapped += mapped;
		return;
	}
	pages->file_mapped += mapped;
	pages->file++;
	pages->shmem += shmem;
	pages->dirty += !shmem && page->flags & KERN_PG(DIRTY);
}

static bool check_stat(struct kern *k, enum kern_stat item, uint64_t found)
{
	return k->pages->stat[item] == (int64_t)found ||
	       bad("count of pages", (uint64_t)item);
}

static bool check_stats(struct kern *k, const struct pages *pages)
{
	return check_stat(k, KERN_NR_ANON_MAPPED, pages->anon_mapped) &&
	       check_stat(k, KERN_NR_FILE_MAPPED, pages->file_mapped) &&
	       check_stat(k, KERN_NR_FILE_PAGES, pages->file + pages->cached) &&
	       check_stat(k, KERN_NR_SHMEM, pages->shmem) &&
	       check_stat(k, KERN_NR_FILE_DIRTY, pages->dirty) &&
	       check_stat(k, KERN_NR_SWAPCACHE, pages->cached);
}

static int count_page(struct kern *k, uint64_t pa, void *arg)
{
	const struct kern_page *page = kern_pfn_to_page(k, pa / KERN_PAGE);
	struct pages *pages = arg;
	const struct kern_slot *slot;

	pages->lru += !!(page->flags & KERN_PG(LRU));
	if (kern_page_is_table(page))
		return 0;
	count_kinds(pages, page);
	if (!(page->flags & KERN_PG(LRU)))
		pages->ok = bad("in no list", pa);
	if (!(page->flags & KERN_PG(SWAPCACHE)))
		return 0;
	pages->cached++;
	slot = kern_swap_slot(k, page->private);
	if (!slot || slot->pa != pa)
		pages->ok = bad("its slot has another page", pa);
	return 0;
}

bool kern_swap_check(struct kern_swap_expected *e)
{
	struct kern *k = e->kern;
	struct pages pages = {.ok = true};
	uint64_t total = 0;
	bool ok = true;

	for (unsigned int i = 0; i < KERN_MAX_SWAPFILES; i++)
		if (k->swaps->area[i])
			ok &= check_area(k, k->swaps->area[i], e->count[i]);
	for (unsigned int list = 0; list < KERN_NR_LRU_LISTS; list++)
		ok &= check_list(k, list, &total);
	kern_frames_each(k, count_page, &pages);
	if (total && total != k->reclaim->npages)
		ok = bad("pages in lists", total);
	if (pages.lru != k->reclaim->npages)
		ok = bad("pages that are PG_lru", pages.lru);
	return check_stats(k, &pages) && ok && pages.ok;
}
