/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rmap.c - the reverse mapping: from a page to the PTEs that lead to it.
 *
 *   anonymous   mapping -> anon_vma -> its areas          (rmap_anon.c)
 *   of a file   mapping -> inode    -> i_mmap, its areas  (filemap.c)
 *
 * In each area the page can be at one address only, by its index; what the PTE
 * there says is decisive.
 *
 * A CPU may set A and D while we look, so a PTE is changed by atomic operations;
 * and after that the TLB must forget it before anybody relies on the change: a
 * CPU writes to the frame as long as it remembers that it may.
 *
 * Reference: Linux 6.1, mm/rmap.c.
 */
#include <errno.h>

#include "kernel/reclaim.h"
#include "kernel/swap.h"

/* --- walking -------------------------------------------------------------------------- */

typedef void rmap_fn(struct kern_vma *vma, volatile uint64_t *pte, uint64_t la,
		     void *arg);

struct walk {
	struct kern *kern;
	uint64_t pa;
	rmap_fn *fn;
	void *arg;
};

/* page_vma_mapped_walk(): the PTE in this area, if there is one. */
static void walk_area(const struct walk *w, struct kern_vma *vma,
		      uint64_t index)
{
	volatile uint64_t *pte;
	uint64_t la;

	if (index - vma->pgoff >= kern_vma_pages(vma))
		return;
	la = vma->start + (index - vma->pgoff) * KERN_PAGE;
	pte = kern_pte_find(vma->mm, la);
	if (pte && kern_pte_present(*pte) && !(*pte & KERN_PTE_SPECIAL) &&
	    (*pte & MMU_PTE_ADDR) == w->pa)
		w->fn(vma, pte, la, w->arg);
}

static void rmap_walk(const struct walk *w)
{
	struct kern *k = w->kern;
	const struct kern_page *page = kern_pfn_to_page(k, w->pa / KERN_PAGE);
	uint64_t index = page->index;
	struct kern_anon_vma *anon;
	struct kern_inode *inode;
	struct kern_vma *vma;

	if (page->mapcount == KERN_MAPCOUNT_NONE)
		return;
	if (page->mapping & KERN_MAPPING_ANON) {
		anon = kern_anon_vma_of(k, page->mapping);
		if (anon)
			LIST_FOREACH(vma, &anon->vmas, same_anon)
		walk_area(w, vma, index);
		return;
	}
	inode = kern_inode_of(k, page->mapping);
	if (inode)
		LIST_FOREACH(vma, &inode->i_mmap, shared)
	walk_area(w, vma, index);
}

/* --- was it used? ----------------------------------------------------------------------- */

static void test_and_clear(struct kern_vma *vma, volatile uint64_t *pte,
			   uint64_t la, void *arg)
{
	unsigned int *n = arg;

	if (!(*pte & MMU_PTE_A))
		return;
	__atomic_fetch_and(pte, ~MMU_PTE_A, __ATOMIC_ACQ_REL);
	kern_flush_tlb_range(vma->mm, la, la + KERN_PAGE);
	++*n;
}

/* PG_young and PG_idle: see workingset.c. */
unsigned int kern_page_referenced(struct kern *k, uint64_t pfn)
{
	struct kern_page *page = kern_pfn_to_page(k, pfn);
	unsigned int n = 0;
	const struct walk w = {k, pfn * KERN_PAGE, test_and_clear, &n};

	rmap_walk(&w);
	if (n)
		page->flags &= ~KERN_PG(IDLE);
	if (page->flags & KERN_PG(YOUNG))
		n += !n;
	page->flags &= ~KERN_PG(YOUNG);
	return n;
}

/* --- is it dirty? -------------------------------------------------------------------------- */

static void gather_info(struct kern_vma *vma, volatile uint64_t *pte,
			uint64_t la, void *arg)
{
	struct kern_page_info *info = arg;

	(void)la;
	info->dirty |= !!(*pte & MMU_PTE_D);
	info->executable |= !!(vma->flags & KERN_VM_EXEC);
}

int kern_page_info(struct kern *k, uint64_t pfn, struct kern_page_info *info)
{
	const struct kern_page *page = kern_find_page(k, pfn);
	enum kern_frame_kind kind = page ? kern_frame_kind(k, pfn * KERN_PAGE) :
					   KERN_FRAME_NONE;
	const struct walk w = {k, pfn * KERN_PAGE, gather_info, info};

	if (!info || info->size != sizeof(*info))
		return -EINVAL;
	if (kind != KERN_FRAME_ANON && kind != KERN_FRAME_FILE)
		return -ENOENT;
	*info = (struct kern_page_info){
		.size = sizeof(*info),
		.anon = page->flags & KERN_PG(SWAPBACKED),
		.dirty = page->flags & KERN_PG(DIRTY),
		.mapcount = (unsigned int)page->mapcount + 1,
		.index = page->index,
	};
	/* What has no slot yet would have to be written to one. */
	if (kind == KERN_FRAME_ANON && !(page->flags & KERN_PG(SWAPCACHE)))
		info->dirty = true;
	rmap_walk(&w);
	return 0;
}

/* --- away with it ---------------------------------------------------------------------------- */

/* try_to_unmap_one(): the PTE goes first, then the TLB's memory of it; a write
 * that came in between has set D by then. */
static void unmap_one(struct kern_vma *vma, volatile uint64_t *pte, uint64_t la,
		      void *arg)
{
	struct kern *k = vma->mm->kern;
	const struct walk *w = arg;
	const struct kern_page *page = kern_pfn_to_page(k, w->pa / KERN_PAGE);
	uint64_t old = kern_pte_clear(pte);

	kern_flush_tlb_range(vma->mm, la, la + KERN_PAGE);
	if (old & MMU_PTE_D)
		kern_page_set_dirty(k, w->pa, true);
	if (page->mapping & KERN_MAPPING_ANON) {
		*pte = page->private;
		kern_swap_dup(k, page->private);
		vma->mm->swapents++;
	}
	kern_page_remove_rmap(vma->mm, w->pa);
	kern_frame_put(k, w->pa);
}

bool kern_try_to_unmap(struct kern *k, uint64_t pa)
{
	struct walk w = {k, pa, unmap_one, &w};

	rmap_walk(&w);
	return !kern_frame_mapcount(k, pa);
}

/* folio_mkclean(): the next write will be noticed. */
static void clean_one(struct kern_vma *vma, volatile uint64_t *pte, uint64_t la,
		      void *arg)
{
	(void)arg;
	if (!(vma->flags & KERN_VM_SHARED))
		return;
	__atomic_fetch_and(pte, ~(MMU_PTE_RW | MMU_PTE_D), __ATOMIC_ACQ_REL);
	kern_flush_tlb_range(vma->mm, la, la + KERN_PAGE);
}

void kern_page_mkclean(struct kern *k, uint64_t pa)
{
	const struct walk w = {k, pa, clean_one, NULL};

	rmap_walk(&w);
}
