/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory_range.c - what is done to all pages of a range: they are taken away, or
 * shared with a child, or get other rights. What a PTE can be: see memory.c.
 *
 * Reference: Linux 6.1, mm/memory.c, zap_pte_range(), copy_pte_range();
 * mm/mprotect.c, change_pte_range().
 */
#include <errno.h>

#include "kernel/page.h"
#include "kernel/rmap.h"
#include "kernel/swap.h"

#define YOUNG_DIRTY (MMU_PTE_A | MMU_PTE_D)

/* --- taking pages away -------------------------------------------------------------- */

#define GATHER 64

/**
 * struct mmu_gather - frames that are free once the TLB has forgotten them
 * @start, @end: what to flush
 */
struct mmu_gather {
	struct kern_mm *mm;
	uint64_t start, end;
	unsigned int n;
	uint64_t pa[GATHER];
};

static void tlb_flush_mmu(struct mmu_gather *tlb)
{
	if (tlb->start < tlb->end)
		kern_flush_tlb_range(tlb->mm, tlb->start, tlb->end);
	tlb->start = tlb->end;
	while (tlb->n)
		kern_put_page_and_swap(tlb->mm->kern, tlb->pa[--tlb->n]);
}

/* Does the PTE hold what an address space can have? */
static bool is_sane(const struct kern_vma *vma, uint64_t pte)
{
	struct kern *k = vma->mm->kern;
	enum kern_frame_kind kind = kern_frame_kind(k, pte & MMU_PTE_ADDR);

	return kern_pte_present(pte) &&
	       (kind == KERN_FRAME_ANON || kind == KERN_FRAME_FILE);
}

/* A PTE that leads to a page of somebody else, or to no RAM. As in Linux its
 * count of PTEs, and of references, goes down all the same. */
static void zap_stranger(struct kern_vma *vma, uint64_t pte, uint64_t la,
			 struct mmu_gather *tlb)
{
	struct kern *k = vma->mm->kern;
	uint64_t pa = pte & MMU_PTE_ADDR;
	struct kern_page *page = kern_find_page(k, pa / KERN_PAGE);

	if (!page) {
		kern_print_bad_pte(vma, la, pte, KERN_NO_PFN);
		return;
	}
	kern_page_remove_rmap(vma->mm, pa);
	if (page->mapcount < KERN_MAPCOUNT_NONE)
		kern_print_bad_pte(vma, la, pte, pa / KERN_PAGE);
	tlb->pa[tlb->n++] = pa;
}

static void zap_swap(struct kern_vma *vma, uint64_t entry, uint64_t la)
{
	/* Only what has an anon_vma can have been swapped out. */
	if (vma->anon && kern_free_swap_and_cache(vma->mm->kern, entry))
		vma->mm->swapents--;
	else
		kern_print_bad_pte(vma, la, entry, KERN_NO_PFN);
}

static void zap_pte(struct kern_vma *vma, volatile uint64_t *pte, uint64_t la,
		    struct mmu_gather *tlb)
{
	uint64_t old = kern_pte_clear(pte);

	if (!old)
		return;
	if (kern_is_swap_pte(old)) {
		zap_swap(vma, old, la);
		return;
	}
	tlb->end = la + KERN_PAGE;
	if (old & KERN_PTE_SPECIAL)
		return;
	if (is_sane(vma, old)) {
		if (old & MMU_PTE_D && vma->flags & KERN_VM_SHARED)
			kern_page_set_dirty(vma->mm->kern, old & MMU_PTE_ADDR,
					    true);
		kern_page_remove_rmap(vma->mm, old & MMU_PTE_ADDR);
		tlb->pa[tlb->n++] = old & MMU_PTE_ADDR;
	} else {
		zap_stranger(vma, old, la, tlb);
	}
	if (tlb->n == GATHER)
		tlb_flush_mmu(tlb);
}

/* The first address behind la for which another table of PTEs serves. */
static uint64_t table_end(uint64_t la, uint64_t end)
{
	uint64_t next = (la | (512 * KERN_PAGE - 1)) + 1;

	return next < end ? next : end;
}

void kern_zap_page_range(struct kern_vma *vma, uint64_t start, uint64_t end)
{
	struct mmu_gather tlb = {.mm = vma->mm, .start = start, .end = start};

	for (uint64_t la = start;
	     (la = kern_next_table(vma->mm, la, end)) < end;) {
		volatile uint64_t *pte = kern_pte_find(vma->mm, la);

		for (uint64_t stop = table_end(la, end); la < stop;
		     la += KERN_PAGE)
			zap_pte(vma, pte++, la, &tlb);
	}
	tlb_flush_mmu(&tlb);
}

/* --- fork ------------------------------------------------------------------------------ */

/* The host's kernel works on the page (mmu_pin()): the parent keeps it, and the
 * child has a copy at once. copy_present_page() */
static int copy_page(struct kern_vma *to, uint64_t pte, uint64_t la,
		     volatile uint64_t *copy)
{
	uint64_t pa = kern_new_anon(to, pte & MMU_PTE_ADDR);

	if (!pa)
		return -ENOMEM;
	kern_map_anon(to, pa, la);
	*copy = pa | (pte & ~(MMU_PTE_ADDR | MMU_PTE_RW));
	return 0;
}

/* copy_nonpresent_pte(): both hold the entry. */
static void copy_swap(struct kern_vma *to, uint64_t entry, uint64_t la,
		      volatile uint64_t *copy)
{
	const struct kern_slot *slot = kern_swap_slot(to->mm->kern, entry);

	if (!slot || !slot->count) {
		kern_print_bad_pte(to, la, entry, KERN_NO_PFN);
		return;
	}
	kern_swap_dup(to->mm->kern, entry);
	to->mm->swapents++;
	*copy = entry;
}

/* copy_present_pte(): both lose the right to write. */
static int copy_pte(struct kern_vma *to, struct kern_vma *from,
		    volatile uint64_t *pte, uint64_t la)
{
	struct kern *k = to->mm->kern;
	volatile uint64_t *copy;
	uint64_t pa;

	if (!*pte)
		return 0;
	copy = kern_pte_alloc(to->mm, la);
	if (!copy)
		return -ENOMEM;
	/* Only now, since room for the table may have cost this page. */
	if (kern_is_swap_pte(*pte))
		copy_swap(to, *pte, la, copy);
	if (!kern_pte_present(*pte))
		return 0;
	if (!(*pte & KERN_PTE_SPECIAL) && !is_sane(from, *pte)) {
		kern_print_bad_pte(from, la, *pte, KERN_NO_PFN);
		return 0;
	}
	pa = *pte & MMU_PTE_ADDR;
	if (kern_anon_exclusive(k, *pte) && mmu_frame_pinned(k->machine, pa))
		return copy_page(to, *pte, la, copy);
	__atomic_fetch_and(pte, ~MMU_PTE_RW, __ATOMIC_ACQ_REL);
	*copy = *pte;
	if (*copy & KERN_PTE_SPECIAL)
		return 0;
	kern_frame_get(k, pa);
	kern_page_add_rmap(to->mm, pa);
	return 0;
}

/* Pages of files come again by faults: only areas with pages of their own are
 * copied (vma_needs_copy()). */
int kern_copy_page_range(struct kern_vma *to, struct kern_vma *from)
{
	int err = 0;

	kern_anon_vma_join(to, from->anon);
	if (!from->anon || from->flags & KERN_VM_SHARED)
		return 0;
	for (uint64_t la = from->start;
	     !err &&
	     (la = kern_next_table(from->mm, la, from->end)) < from->end;) {
		volatile uint64_t *pte = kern_pte_find(from->mm, la);

		for (uint64_t stop = table_end(la, from->end);
		     la < stop && !err; la += KERN_PAGE)
			err = copy_pte(to, from, pte++, la);
	}
	return err;
}

/* --- mprotect ---------------------------------------------------------------------------- */

/* The entry with the rights that its area has now. Where nobody else has the
 * page, the next write need not fault: can_change_pte_writable(). */
static uint64_t pte_modify(const struct kern_vma *vma, uint64_t pte)
{
	uint64_t keep = MMU_PTE_ADDR | YOUNG_DIRTY | KERN_PTE_SPECIAL |
			KERN_PTE_SOFT_DIRTY;
	uint64_t new = (pte & keep) | kern_vm_page_prot(vma);

	if (!(vma->flags & KERN_VM_WRITE))
		return new;
	if (vma->flags & KERN_VM_SHARED) {
		if (pte & MMU_PTE_RW || !kern_wants_writenotify(vma))
			new |= MMU_PTE_RW;
	} else if (kern_anon_exclusive(vma->mm->kern, pte)) {
		new |= MMU_PTE_RW;
	}
	return new;
}

void kern_change_protection(struct kern_vma *vma, uint64_t start, uint64_t end)
{
	for (uint64_t la = start;
	     (la = kern_next_table(vma->mm, la, end)) < end;) {
		volatile uint64_t *pte = kern_pte_find(vma->mm, la);

		for (uint64_t stop = table_end(la, end); la < stop;
		     la += KERN_PAGE, pte++) {
			uint64_t old = *pte;

			/* A CPU may be setting A or D. */
			while (kern_pte_present(old) &&
			       !__atomic_compare_exchange_n(
				       pte, &old, pte_modify(vma, old), false,
				       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
				;
		}
	}
	kern_flush_tlb_range(vma->mm, start, end);
}
