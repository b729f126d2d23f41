/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.c - the pages of an address space: missing ones come, shared ones are
 * copied when they are written to, and all go in the end.
 *
 * What a PTE of an area can be:
 *
 *   0                         nothing yet
 *   zero page, special, RO    anonymous memory that was only read
 *   anonymous frame           its own, RW; or shared with a child or parent, RO
 *   frame of the page cache   RO in a private area; in a shared one RW after
 *                             the first write, which marks the page dirty
 *   any of them, PROTNONE     with P=0: the area is PROT_NONE
 *
 * handle_pte_fault() asks: missing? anonymous or file? write to a page that is
 * write-protected? Nothing of this looks at rights: see kernel/fault_user.c.
 *
 * Simplified: no fault-around, no huge pages, no swap.
 *
 * Reference: Linux 6.1, mm/memory.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/mm.h"

#define YOUNG_DIRTY (MMU_PTE_A | MMU_PTE_D)

uint64_t kern_vm_page_prot(const struct kern_vma *vma)
{
	uint64_t key = vma->flags >> KERN_VM_PKEY_SHIFT & 15;
	uint64_t prot = MMU_PTE_US | MMU_PTE_A | key << MMU_PTE_PKEY_SHIFT;

	prot |= vma->flags & KERN_VM_ACCESS ? MMU_PTE_P : KERN_PTE_PROTNONE;
	if (!(vma->flags & KERN_VM_EXEC))
		prot |= kern_prot(vma->mm->kern, MMU_PTE_NX);
	return prot;
}

static uint64_t page_index(const struct kern_vma *vma, uint64_t la)
{
	return vma->pgoff + (la - vma->start) / KERN_PAGE;
}

/* --- how many pages are present ----------------------------------------------- */

static enum kern_rss rss_kind(const struct kern_vma *vma, uint64_t pa)
{
	if (kern_frame_kind(vma->mm->kern, pa) == KERN_FRAME_ANON)
		return KERN_MM_ANONPAGES;
	return vma->file && vma->file->inode->path ? KERN_MM_FILEPAGES :
						     KERN_MM_SHMEMPAGES;
}

static void count_rss(const struct kern_vma *vma, uint64_t pa)
{
	struct kern_mm *mm = vma->mm;
	uint64_t sum = 0;

	mm->rss[rss_kind(vma, pa)]++;
	for (int i = 0; i < KERN_MM_COUNTERS; i++)
		sum += mm->rss[i];
	if (sum > mm->hiwater_rss)
		mm->hiwater_rss = sum;
}

/* --- a page is missing ---------------------------------------------------------- */

/* A new frame of the area's own, with the contents of another one; 0. */
static uint64_t new_anon(struct kern_vma *vma, uint64_t from)
{
	struct kern *k = vma->mm->kern;
	uint64_t pa = kern_frame_new(k, KERN_FRAME_ANON);

	if (pa && from)
		memcpy(kern_frame_ptr(k, pa), kern_frame_ptr(k, from),
		       KERN_PAGE);
	if (pa)
		vma->anon = true;
	return pa;
}

/* pte_mkwrite(pte_mkdirty()), where the area may be written to */
static uint64_t maybe_mkwrite(const struct kern_vma *vma, uint64_t pte)
{
	return vma->flags & KERN_VM_WRITE ? pte | YOUNG_DIRTY | MMU_PTE_RW :
					    pte;
}

static unsigned int do_anonymous_page(struct kern_vma *vma,
				      volatile uint64_t *pte, bool write)
{
	uint64_t pa;

	if (!write) {
		*pte = vma->mm->kern->mms->zero_page | KERN_PTE_SPECIAL |
		       kern_vm_page_prot(vma);
		return 0;
	}
	pa = new_anon(vma, 0);
	if (!pa)
		return KERN_VM_FAULT_OOM;
	count_rss(vma, pa);
	*pte = maybe_mkwrite(vma, pa | kern_vm_page_prot(vma));
	return 0;
}

/* A page of a file: do_read_fault(), do_cow_fault(), do_shared_fault(). */
static unsigned int do_fault(struct kern_vma *vma, volatile uint64_t *pte,
			     uint64_t la, bool write)
{
	struct kern_cached *page;
	unsigned int result = kern_filemap_fault(vma->file->inode,
						 page_index(vma, la), &page);
	uint64_t value = kern_vm_page_prot(vma), pa;

	if (result & KERN_VM_FAULT_ERROR)
		return result;
	pa = page->pa;
	if (write && !(vma->flags & KERN_VM_SHARED)) {
		pa = new_anon(vma, page->pa);
		if (!pa)
			return KERN_VM_FAULT_OOM;
		value = maybe_mkwrite(vma, value);
	} else {
		kern_frame_get(vma->mm->kern, pa);
		if (write) { /* do_page_mkwrite() */
			page->dirty = true;
			value = maybe_mkwrite(vma, value);
		}
	}
	count_rss(vma, pa);
	*pte = pa | value;
	return result;
}

/* --- a page is write-protected ---------------------------------------------------- */

/* A shared area: the page cache learns that the page will be written to. */
static unsigned int wp_page_shared(struct kern_vma *vma, volatile uint64_t *pte,
				   uint64_t la)
{
	struct kern_cached *page;
	unsigned int result = kern_filemap_fault(vma->file->inode,
						 page_index(vma, la), &page);

	if (result & KERN_VM_FAULT_ERROR)
		return result;
	page->dirty = true;
	*pte = maybe_mkwrite(vma, *pte);
	return 0;
}

static unsigned int wp_page_copy(struct kern_vma *vma, volatile uint64_t *pte,
				 uint64_t la)
{
	struct kern *k = vma->mm->kern;
	uint64_t old = *pte & MMU_PTE_ADDR;
	bool special = *pte & KERN_PTE_SPECIAL;
	uint64_t pa = new_anon(vma, special ? 0 : old);

	if (!pa)
		return KERN_VM_FAULT_OOM;
	if (!special)
		vma->mm->rss[rss_kind(vma, old)]--;
	count_rss(vma, pa);
	kern_pte_clear(pte);
	kern_flush_tlb_range(vma->mm, la, la + KERN_PAGE);
	*pte = maybe_mkwrite(vma, pa | kern_vm_page_prot(vma));
	if (!special)
		kern_frame_put(k, old);
	return 0;
}

/* Does nobody else use the page of this PTE? */
static bool is_exclusive(struct kern *k, uint64_t pte)
{
	uint64_t pa = pte & MMU_PTE_ADDR;

	return !(pte & KERN_PTE_SPECIAL) &&
	       kern_frame_kind(k, pa) == KERN_FRAME_ANON &&
	       kern_frame_refs(k, pa) == 1;
}

static unsigned int do_wp_page(struct kern_vma *vma, volatile uint64_t *pte,
			       uint64_t la)
{
	if (vma->flags & KERN_VM_SHARED)
		return wp_page_shared(vma, pte, la);
	if (!is_exclusive(vma->mm->kern, *pte))
		return wp_page_copy(vma, pte, la);
	*pte = maybe_mkwrite(vma, *pte); /* wp_page_reuse() */
	return 0;
}

/* handle_pte_fault() */
unsigned int kern_handle_mm_fault(struct kern_vma *vma, uint64_t la, bool write)
{
	volatile uint64_t *pte;

	la &= ~(KERN_PAGE - 1);
	pte = kern_pte_alloc(vma->mm, la);
	if (!pte)
		return KERN_VM_FAULT_OOM;
	if (!*pte)
		return vma->file ? do_fault(vma, pte, la, write) :
				   do_anonymous_page(vma, pte, write);
	if (write && !(*pte & MMU_PTE_RW))
		return do_wp_page(vma, pte, la);
	/* Another CPU has been here, or the TLB remembers an old entry. */
	*pte |= write ? YOUNG_DIRTY : MMU_PTE_A;
	kern_flush_tlb_range(vma->mm, la, la + KERN_PAGE);
	return 0;
}

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
		kern_frame_put(tlb->mm->kern, tlb->pa[--tlb->n]);
}

/* Does the PTE hold what an address space can have? print_bad_pte() */
static bool is_sane(const struct kern_vma *vma, uint64_t pte)
{
	struct kern *k = vma->mm->kern;
	enum kern_frame_kind kind = kern_frame_kind(k, pte & MMU_PTE_ADDR);

	if (kern_pte_present(pte) &&
	    (kind == KERN_FRAME_ANON || kind == KERN_FRAME_FILE))
		return true;
	kern_printk(k,
		    KERN_ALERT "BUG: Bad page map in process %s  pte:%08llx\n",
		    vma->mm->comm, (unsigned long long)pte);
	return false;
}

static void zap_pte(struct kern_vma *vma, volatile uint64_t *pte, uint64_t la,
		    struct mmu_gather *tlb)
{
	uint64_t old = kern_pte_clear(pte);

	if (!old)
		return;
	tlb->end = la + KERN_PAGE;
	if (old & KERN_PTE_SPECIAL || !is_sane(vma, old))
		return;
	vma->mm->rss[rss_kind(vma, old & MMU_PTE_ADDR)]--;
	tlb->pa[tlb->n++] = old & MMU_PTE_ADDR;
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
static int copy_page(struct kern_vma *to, uint64_t pte, volatile uint64_t *copy)
{
	uint64_t pa = new_anon(to, pte & MMU_PTE_ADDR);

	if (!pa)
		return -ENOMEM;
	count_rss(to, pa);
	*copy = pa | (pte & ~(MMU_PTE_ADDR | MMU_PTE_RW));
	return 0;
}

/* copy_present_pte(): both lose the right to write. */
static int copy_pte(struct kern_vma *to, struct kern_vma *from,
		    volatile uint64_t *pte, uint64_t la)
{
	volatile uint64_t *copy;

	if (!*pte || (!(*pte & KERN_PTE_SPECIAL) && !is_sane(from, *pte)))
		return 0;
	copy = kern_pte_alloc(to->mm, la);
	if (!copy)
		return -ENOMEM;
	if (is_exclusive(to->mm->kern, *pte) &&
	    mmu_frame_pinned(to->mm->kern->machine, *pte & MMU_PTE_ADDR))
		return copy_page(to, *pte, copy);
	__atomic_fetch_and(pte, ~MMU_PTE_RW, __ATOMIC_ACQ_REL);
	*copy = *pte;
	if (*copy & KERN_PTE_SPECIAL)
		return 0;
	kern_frame_get(to->mm->kern, *copy & MMU_PTE_ADDR);
	count_rss(to, *copy & MMU_PTE_ADDR);
	return 0;
}

/* Pages of files come again by faults: only areas with pages of their own are
 * copied (vma_needs_copy()). */
int kern_copy_page_range(struct kern_vma *to, struct kern_vma *from)
{
	int err = 0;

	to->anon = from->anon;
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
	uint64_t keep = MMU_PTE_ADDR | YOUNG_DIRTY | KERN_PTE_SPECIAL;
	uint64_t new = (pte & keep) | kern_vm_page_prot(vma);

	if (!(vma->flags & KERN_VM_WRITE))
		return new;
	if (vma->flags & KERN_VM_SHARED ? pte & MMU_PTE_RW :
					  is_exclusive(vma->mm->kern, pte))
		new |= MMU_PTE_RW;
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
