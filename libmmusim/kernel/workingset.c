/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workingset.c - which pages of an address space were used: see
 * mmusim/kern_workingset.h.
 *
 * There is one A bit, and two who want to know whether it was set since they
 * last looked. Whoever clears it leaves a note for the other one in the page:
 *
 *   PG_idle    we have looked, and it was not used since. Goes when a policy
 *              finds A set, kern_page_referenced(); a new page does not have it
 *   PG_young   A was set, and we have cleared it: the policy takes it for set
 *
 * Reference: Linux 6.1, mm/page_idle.c; include/linux/page_idle.h.
 */
#include <errno.h>

#include "kernel/reclaim.h"
#include "kernel/workingset.h"

/* page_idle_clear_pte_refs_one(), and what was found. */
static bool test_and_clear_young(struct kern_vma *vma, volatile uint64_t *pte,
				 uint64_t la, struct kern_page *page)
{
	bool used = !(page->flags & KERN_PG(IDLE));

	if (*pte & MMU_PTE_A) {
		__atomic_fetch_and(pte, ~MMU_PTE_A, __ATOMIC_ACQ_REL);
		kern_flush_tlb_range(vma->mm, la, la + KERN_PAGE);
		page->flags |= KERN_PG(YOUNG);
		used = true;
	}
	page->flags |= KERN_PG(IDLE);
	return used;
}

static int look_at(struct kern_vma *vma, volatile uint64_t *pte, uint64_t la,
		   kern_young_fn *fn, void *arg)
{
	struct kern *k = vma->mm->kern;
	struct kern_page *page;

	if (!kern_pte_present(*pte) || *pte & KERN_PTE_SPECIAL)
		return 0;
	page = kern_find_page(k, (*pte & MMU_PTE_ADDR) / KERN_PAGE);
	if (!page || !(page->flags & KERN_PG(LRU)))
		return 0;
	return fn(page->index, test_and_clear_young(vma, pte, la, page), arg);
}

static int look_at_area(struct kern_vma *vma, kern_young_fn *fn, void *arg)
{
	int err = 0;

	for (uint64_t la = vma->start;
	     !err &&
	     (la = kern_next_table(vma->mm, la, vma->end)) < vma->end;) {
		volatile uint64_t *pte = kern_pte_find(vma->mm, la);

		do {
			err = look_at(vma, pte++, la, fn, arg);
			la += KERN_PAGE;
		} while (!err && la < vma->end && la % (512 * KERN_PAGE));
	}
	return err;
}

int kern_mm_test_young(struct kern_mm *mm, kern_young_fn *fn, void *arg)
{
	struct kern_vma *vma;
	int err = 0;

	RB_FOREACH(vma, kern_vma_tree, &mm->vmas)
	if (!err)
		err = look_at_area(vma, fn, arg);
	return err;
}

static int count(uint64_t index, bool used, void *arg)
{
	struct kern_working_set *set = arg;

	(void)index;
	set->resident++;
	set->used += used;
	return 0;
}

int kern_working_set(struct kern_mm *mm, struct kern_working_set *set)
{
	uint64_t now = mm->kern->clock_ns;

	if (!set || set->size != sizeof(*set))
		return -EINVAL;
	*set = (struct kern_working_set){
		.size = sizeof(*set),
		.ns = now - mm->window.begin,
		.min_flt = mm->min_flt - mm->window.min_flt,
		.maj_flt = mm->maj_flt - mm->window.maj_flt,
	};
	kern_mm_test_young(mm, count, set);
	mm->window.begin = now;
	mm->window.min_flt = mm->min_flt;
	mm->window.maj_flt = mm->maj_flt;
	return 0;
}

void kern_pass_time(struct kern *k, uint64_t ns)
{
	kern_tick(k, ns);
	kern_reclaim_tick(k);
}
