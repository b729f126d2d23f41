/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vma.c - the areas of an address space, in a red-black tree by address.
 *
 *   areas never overlap; each begins and ends at a page, and is not empty;
 *   neighbours that could be one are one, unless each has an anon_vma of its
 *   own (rmap_anon.c);
 *   map_count = number of areas, total_vm = sum of their pages
 *
 * Linux kept its areas so up to version 6.0; since 6.1 a maple tree does.
 *
 * Simplified: a merge joins neighbours after the change, by one rule, where
 * Linux's vma_merge() tells eight cases before it. The search for free addresses
 * steps from area to area; Linux keeps the largest gap of each subtree.
 *
 * Reference: Linux 6.0, mm/mmap.c.
 */
#include <errno.h>

#include "kernel/rmap.h"

#define TASK_UNMAPPED_BASE (KERN_TASK_SIZE_MAX / 3 & ~(KERN_PAGE - 1))

int kern_vma_cmp(const struct kern_vma *a, const struct kern_vma *b);
int kern_vma_cmp(const struct kern_vma *a, const struct kern_vma *b)
{
	return a->start < b->start ? -1 : a->start > b->start;
}

RB_GENERATE(kern_vma_tree, kern_vma, node, kern_vma_cmp)

/* --- finding --------------------------------------------------------------- */

struct kern_vma *kern_find_vma(const struct kern_mm *mm, uint64_t la)
{
	struct kern_vma *at = RB_ROOT(&mm->vmas), *found = NULL;

	while (at) {
		if (at->end > la) {
			found = at;
			at = RB_LEFT(at, node);
		} else {
			at = RB_RIGHT(at, node);
		}
	}
	return found;
}

struct kern_vma *kern_vma_prev(struct kern_vma *vma)
{
	return RB_PREV(kern_vma_tree, NULL, vma);
}

struct kern_vma *kern_vma_next(struct kern_vma *vma)
{
	return RB_NEXT(kern_vma_tree, NULL, vma);
}

struct kern_vma *kern_find_vma_intersection(const struct kern_mm *mm,
					    uint64_t start, uint64_t end)
{
	struct kern_vma *vma = kern_find_vma(mm, start);

	return vma && vma->start < end ? vma : NULL;
}

uint64_t kern_vm_start_gap(const struct kern_vma *vma)
{
	if (!(vma->flags & KERN_VM_GROWSDOWN))
		return vma->start;
	return vma->start > KERN_STACK_GUARD_GAP ?
		       vma->start - KERN_STACK_GUARD_GAP :
		       0;
}

/* The last area that begins below la; NULL. */
static struct kern_vma *last_below(const struct kern_mm *mm, uint64_t la)
{
	struct kern_vma *at = RB_ROOT(&mm->vmas), *found = NULL;

	while (at) {
		if (at->start < la) {
			found = at;
			at = RB_RIGHT(at, node);
		} else {
			at = RB_LEFT(at, node);
		}
	}
	return found;
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The highest gap below mmap_base: arch_get_unmapped_area_topdown(). */
static uint64_t area_topdown(const struct kern_mm *mm, uint64_t len)
{
	struct kern_vma *vma = last_below(mm, mm->mmap_base);
	struct kern_vma *above = kern_find_vma(mm, mm->mmap_base);
	uint64_t limit = mm->mmap_base;

	if (above)
		limit = min_u64(limit, kern_vm_start_gap(above));
	for (;; vma = kern_vma_prev(vma)) {
		uint64_t low = vma ? vma->end : KERN_MMAP_MIN_ADDR;

		if (limit > low && limit - low >= len)
			return limit - len;
		if (!vma)
			return 0;
		limit = min_u64(limit, kern_vm_start_gap(vma));
	}
}

/* The lowest one above a third of all: arch_get_unmapped_area(). */
static uint64_t area_bottomup(const struct kern_mm *mm, uint64_t len)
{
	struct kern_vma *vma = kern_find_vma(mm, TASK_UNMAPPED_BASE);
	uint64_t low = TASK_UNMAPPED_BASE;

	for (;; vma = kern_vma_next(vma)) {
		uint64_t limit = vma ? kern_vm_start_gap(vma) :
				       KERN_TASK_SIZE_MAX;

		if (limit > low && limit - low >= len)
			return low;
		if (!vma)
			return 0;
		low = vma->end > low ? vma->end : low;
	}
}

int64_t kern_unmapped_area(const struct kern_mm *mm, uint64_t len)
{
	uint64_t la = area_topdown(mm, len);

	if (!la)
		la = area_bottomup(mm, len);
	return la ? (int64_t)la : -ENOMEM;
}

/* --- making and removing ----------------------------------------------------- */

int kern_vma_prealloc(struct kern_mm *mm, unsigned int n)
{
	while (mm->nspare < n) {
		struct kern_vma *vma = kern_mm_zalloc(mm->kern, sizeof(*vma));

		if (!vma) {
			kern_vma_drop_spares(mm);
			return -ENOMEM;
		}
		mm->spare[mm->nspare++] = vma;
	}
	return 0;
}

void kern_vma_drop_spares(struct kern_mm *mm)
{
	while (mm->nspare)
		pool_free(mm->kern->pool, mm->spare[--mm->nspare]);
}

static void count_pages(struct kern_mm *mm, uint64_t npages)
{
	mm->total_vm += npages;
	if (mm->total_vm > mm->hiwater_vm)
		mm->hiwater_vm = mm->total_vm;
}

static void link_vma(struct kern_vma *vma)
{
	RB_INSERT(kern_vma_tree, &vma->mm->vmas, vma);
	vma->mm->map_count++;
	if (vma->file)
		LIST_INSERT_HEAD(&vma->file->inode->i_mmap, vma, shared);
}

struct kern_vma *kern_vma_new(struct kern_mm *mm, uint64_t start, uint64_t end,
			      uint64_t flags, struct kern_file *file,
			      uint64_t pgoff)
{
	struct kern_vma *vma = mm->spare[--mm->nspare];

	*vma = (struct kern_vma){.mm = mm,
				 .start = start,
				 .end = end,
				 .flags = flags,
				 .pgoff = pgoff,
				 .file = file ? kern_file_get(file) : NULL};
	link_vma(vma);
	count_pages(mm, kern_vma_pages(vma));
	return vma;
}

/* Its pages stay counted: a neighbour has them, or the caller subtracts. */
static void unlink_vma(struct kern_vma *vma)
{
	struct kern_mm *mm = vma->mm;

	RB_REMOVE(kern_vma_tree, &mm->vmas, vma);
	mm->map_count--;
	kern_anon_vma_leave(vma);
	if (vma->file) {
		LIST_REMOVE(vma, shared);
		kern_file_put(vma->file);
	}
	if (vma->seen)
		kern_kfree(mm->kern, vma->seen);
	pool_free(mm->kern->pool, vma);
}

void kern_vma_remove(struct kern_vma *vma)
{
	vma->mm->total_vm -= kern_vma_pages(vma);
	unlink_vma(vma);
}

struct kern_vma *kern_split_vma(struct kern_vma *vma, uint64_t la)
{
	struct kern_mm *mm = vma->mm;
	struct kern_vma *upper = mm->spare[--mm->nspare];

	*upper = *vma;
	upper->seen = 0;
	upper->start = la;
	upper->pgoff += (la - vma->start) / KERN_PAGE;
	if (upper->file)
		kern_file_get(upper->file);
	kern_anon_vma_join(upper, vma->anon);
	vma->end = la;
	link_vma(upper);
	return upper;
}

/* Could two neighbours be one? can_vma_merge_after() */
static bool can_merge(const struct kern_vma *a, const struct kern_vma *b)
{
	return a->end == b->start && a->flags == b->flags &&
	       a->file == b->file && a->pgoff + kern_vma_pages(a) == b->pgoff &&
	       (a->anon == b->anon || !a->anon || !b->anon);
}

void kern_vma_merge(struct kern_mm *mm, uint64_t start, uint64_t end)
{
	struct kern_vma *vma = kern_find_vma(mm, start ? start - 1 : 0);

	while (vma && vma->start <= end) {
		struct kern_vma *next = kern_vma_next(vma);

		if (!next || !can_merge(vma, next)) {
			vma = next;
			continue;
		}
		if (!vma->anon)
			kern_anon_vma_join(vma, next->anon);
		vma->end = next->end;
		unlink_vma(next);
	}
}

/* --- stacks -------------------------------------------------------------------- */

int kern_expand_stack(struct kern_vma *vma, uint64_t la)
{
	struct kern_vma *prev = kern_vma_prev(vma);
	uint64_t grow;

	la &= ~(KERN_PAGE - 1);
	if (la < KERN_MMAP_MIN_ADDR)
		return -EPERM;
	/* Another stack may come near: it has a gap of its own above ours. */
	if (prev && !(prev->flags & KERN_VM_GROWSDOWN) &&
	    prev->flags & KERN_VM_ACCESS &&
	    (la < prev->end || la - prev->end < KERN_STACK_GUARD_GAP))
		return -ENOMEM;
	if (prev && la < prev->end)
		return -ENOMEM;
	if (vma->end - la > vma->mm->stack_limit)
		return -ENOMEM;
	if (la >= vma->start)
		return 0;
	grow = (vma->start - la) / KERN_PAGE;
	if (grow > vma->pgoff)
		return -ENOMEM;
	vma->start = la;
	vma->pgoff -= grow;
	count_pages(vma->mm, grow);
	return 0;
}
