/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rmap_anon.c - which areas an anonymous page may be mapped in: anon_vma.
 *
 *   struct page --- mapping ---> anon_vma ---> area, area, area
 *       index -----------------> the page in each of them
 *
 * An area gets an anon_vma with its first page of its own. Pieces that are cut
 * off it, and the areas that fork makes of it, join the same one: wherever the
 * page may be mapped, it is at the same index of an area of the list. Neighbours
 * that each have one cannot become one area; so that this is rare, an area takes
 * over that of a neighbour that it may be joined with later.
 *
 *   the list is not empty; the last area that leaves takes the anon_vma along
 *   an area with a page of its own, present or in swap, has an anon_vma
 *
 * Simplified: one anon_vma for all descendants, as Linux had it up to 2.6.33. To
 * find the one PTE of a page, all areas of the family are asked; Linux gives
 * each child an anon_vma of its own, and links them (anon_vma_chain).
 *
 * Reference: Linux 6.1, mm/rmap.c, __anon_vma_prepare(); mm/mmap.c,
 * find_mergeable_anon_vma().
 */
#include <errno.h>

#include "kernel/rmap.h"

int kern_anon_vma_cmp(const struct kern_anon_vma *a,
		      const struct kern_anon_vma *b);
int kern_anon_vma_cmp(const struct kern_anon_vma *a,
		      const struct kern_anon_vma *b)
{
	return a < b ? -1 : a > b;
}

RB_PROTOTYPE(kern_anon_vma_tree, kern_anon_vma, node, kern_anon_vma_cmp)
RB_GENERATE(kern_anon_vma_tree, kern_anon_vma, node, kern_anon_vma_cmp)

struct kern_anon_vma *kern_anon_vma_of(struct kern *k, uint64_t mapping)
{
	struct kern_anon_vma *anon = RB_ROOT(&k->mms->anon_vmas);
	uint64_t want = mapping & ~KERN_MAPPING_ANON;

	/* It comes from simulated memory: not to be followed before it is
	 * found. */
	while (anon && (uint64_t)(uintptr_t)anon != want)
		anon = want < (uint64_t)(uintptr_t)anon ? RB_LEFT(anon, node) :
							  RB_RIGHT(anon, node);
	return anon;
}

void kern_anon_vma_join(struct kern_vma *vma, struct kern_anon_vma *anon)
{
	vma->anon = anon;
	if (anon)
		LIST_INSERT_HEAD(&anon->vmas, vma, same_anon);
}

void kern_anon_vma_leave(struct kern_vma *vma)
{
	struct kern *k = vma->mm->kern;
	struct kern_anon_vma *anon = vma->anon;

	if (!anon)
		return;
	vma->anon = NULL;
	LIST_REMOVE(vma, same_anon);
	if (!LIST_EMPTY(&anon->vmas))
		return;
	RB_REMOVE(kern_anon_vma_tree, &k->mms->anon_vmas, anon);
	pool_free(k->pool, anon);
}

/* Could they be one area, had they the same rights? anon_vma_compatible() */
static bool compatible(const struct kern_vma *a, const struct kern_vma *b)
{
	return a && b && a->end == b->start && a->file == b->file &&
	       !((a->flags ^ b->flags) & ~KERN_VM_ACCESS) &&
	       a->pgoff + kern_vma_pages(a) == b->pgoff;
}

static struct kern_anon_vma *find_mergeable(struct kern_vma *vma)
{
	struct kern_vma *prev = kern_vma_prev(vma), *next = kern_vma_next(vma);

	if (compatible(vma, next) && next->anon)
		return next->anon;
	return compatible(prev, vma) ? prev->anon : NULL;
}

int kern_anon_vma_make(struct kern_vma *vma)
{
	struct kern *k = vma->mm->kern;
	struct kern_anon_vma *anon = find_mergeable(vma);

	if (!anon) {
		anon = kern_mm_zalloc(k, sizeof(*anon));
		if (!anon)
			return -ENOMEM;
		LIST_INIT(&anon->vmas);
		RB_INSERT(kern_anon_vma_tree, &k->mms->anon_vmas, anon);
	}
	kern_anon_vma_join(vma, anon);
	return 0;
}
