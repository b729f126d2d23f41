/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * swap_state.c - the swap cache: pages in RAM that have a slot, too.
 *
 * A page gets there when it is about to be swapped out, and when it comes back.
 * Who else holds its entry finds it there, a minor fault. As long as it stays,
 * and is not written to, it can go again without being written.
 *
 *   in the cache: PG_swapcache, private = the entry, slot->pa = the page, and a
 *   reference; never writable in a PTE
 *
 * Simplified: one table, which is in the slots. No read-ahead.
 *
 * Reference: Linux 6.1, mm/swap_state.c.
 */
#include <errno.h>

#include "kernel/reclaim.h"
#include "kernel/swap.h"

static struct kern_page *page_of(struct kern *k, uint64_t pa)
{
	return kern_pfn_to_page(k, pa / KERN_PAGE);
}

/* As Linux counts them: pages of the swap cache are pages of a cache. */
static void count(struct kern *k, int n)
{
	kern_stat_add(k, KERN_NR_SWAPCACHE, n);
	kern_stat_add(k, KERN_NR_FILE_PAGES, n);
}

void kern_swap_cache_add(struct kern *k, uint64_t pa, uint64_t entry)
{
	struct kern_page *page = page_of(k, pa);

	kern_swap_slot(k, entry)->pa = pa;
	page->private = entry;
	page->flags |= KERN_PG(SWAPCACHE);
	kern_frame_get(k, pa);
	count(k, 1);
}

/* The slot of a page of the cache; NULL when simulated code spoiled private. */
static struct kern_slot *slot_of(struct kern *k, uint64_t pa)
{
	struct kern_slot *slot = kern_swap_slot(k, page_of(k, pa)->private);

	return slot && slot->pa == pa ? slot : NULL;
}

void kern_swap_cache_del(struct kern *k, uint64_t pa)
{
	struct kern_page *page = page_of(k, pa);
	struct kern_slot *slot = slot_of(k, pa);
	uint64_t entry = page->private;

	if (!slot) {
		kern_bad_page(k, pa / KERN_PAGE, "not in the swap cache");
		return;
	}
	slot->pa = 0;
	page->private = 0;
	page->flags &= ~KERN_PG(SWAPCACHE);
	kern_page_set_dirty(k, pa, true);
	count(k, -1);
	kern_swap_release(k, entry);
	kern_frame_put(k, pa);
}

bool kern_try_to_free_swap(struct kern *k, uint64_t pa)
{
	const struct kern_slot *slot;

	if (!(page_of(k, pa)->flags & KERN_PG(SWAPCACHE)))
		return false;
	slot = slot_of(k, pa);
	if (!slot || slot->count)
		return false;
	kern_swap_cache_del(k, pa);
	return true;
}

void kern_put_page_and_swap(struct kern *k, uint64_t pa)
{
	if (page_of(k, pa)->flags & KERN_PG(SWAPCACHE) &&
	    !kern_frame_mapcount(k, pa))
		kern_try_to_free_swap(k, pa);
	kern_frame_put(k, pa);
}

/* read_swap_cache_async(): into a new page, which joins the cache. */
static int read_page(struct kern_vma *vma, uint64_t la, uint64_t entry,
		     uint64_t *out)
{
	struct kern *k = vma->mm->kern;
	uint64_t pa = kern_frame_new_unset(k);
	int err;

	if (!pa)
		return -ENOMEM;
	err = kern_swap_read(k, entry, kern_frame_ptr(k, pa));
	if (err) {
		kern_frame_put(k, pa);
		return err;
	}
	kern_stat_add(k, KERN_PSWPIN, 1);
	kern_page_set_anon(vma, pa, la);
	kern_swap_cache_add(k, pa, entry);
	kern_lru_cache_add(k, pa);
	*out = pa;
	return 0;
}

int kern_swapin(struct kern_vma *vma, uint64_t la, uint64_t entry, uint64_t *pa,
		bool *read)
{
	struct kern *k = vma->mm->kern;
	struct kern_slot *slot = kern_swap_slot(k, entry);

	if (!slot || !slot->count)
		return -EINVAL;
	*read = !slot->pa;
	if (*read)
		return read_page(vma, la, entry, pa);
	*pa = slot->pa;
	kern_frame_get(k, *pa);
	return 0;
}
