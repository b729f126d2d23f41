/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.c - the pages of an address space come, by faults; those that are
 * shared are copied when they are written to.
 *
 * What a PTE of an area can be:
 *
 *   0                         nothing yet
 *   zero page, special, RO    anonymous memory that was only read
 *   anonymous frame           its own, RW; or shared with a child or parent, RO
 *   frame of the page cache   RO in a private area; in a shared one RW, but of
 *                             a host's file only after the first write, which
 *                             marks the page dirty
 *   any of them, PROTNONE     with P=0: the area is PROT_NONE
 *   a swap entry, P=0         an anonymous page that was swapped out (swap.h)
 *
 * handle_pte_fault() asks: missing? anonymous or file? swapped out? write to a
 * page that is write-protected? Nothing of this looks at rights: see
 * kernel/fault_user.c.
 *
 * To get a frame, another page may have to go (vmscan.c): whoever asks for one
 * holds a reference to the page that it is going to read, and looks at the PTE
 * again afterwards. Where that has changed the fault is over, and comes again
 * if it must.
 *
 * Simplified: no fault-around, no huge pages.
 *
 * Reference: Linux 6.1, mm/memory.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/reclaim.h"
#include "kernel/swap.h"

/* pte_mkyoung(), pte_mkdirty() */
#define YOUNG_DIRTY (MMU_PTE_A | MMU_PTE_D | KERN_PTE_SOFT_DIRTY)

uint64_t kern_vm_page_prot(const struct kern_vma *vma)
{
	uint64_t key = vma->flags >> KERN_VM_PKEY_SHIFT & 15;
	uint64_t prot = MMU_PTE_US | MMU_PTE_A | key << MMU_PTE_PKEY_SHIFT;

	prot |= vma->flags & KERN_VM_ACCESS ? MMU_PTE_P : KERN_PTE_PROTNONE;
	if (!(vma->flags & KERN_VM_EXEC))
		prot |= kern_prot(vma->mm->kern, MMU_PTE_NX);
	return prot;
}

/* --- a page is missing ---------------------------------------------------------- */

/* A new frame for the area: a copy of another one, which stays while this one is
 * sought; or, with 0, of zeros. 0: no memory. */
uint64_t kern_new_anon(struct kern_vma *vma, uint64_t from)
{
	struct kern *k = vma->mm->kern;
	uint64_t pa;

	if (kern_anon_vma_prepare(vma))
		return 0;
	if (!from)
		return kern_frame_new(k);
	kern_frame_get(k, from);
	pa = kern_frame_new_unset(k);
	if (pa)
		memcpy(kern_frame_ptr(k, pa), kern_frame_ptr(k, from),
		       KERN_PAGE);
	kern_frame_put(k, from);
	return pa;
}

void kern_map_anon(struct kern_vma *vma, uint64_t pa, uint64_t la)
{
	struct kern *k = vma->mm->kern;

	kern_page_set_anon(vma, pa, la);
	kern_page_add_rmap(vma->mm, pa);
	if (!(kern_pfn_to_page(k, pa / KERN_PAGE)->flags & KERN_PG(LRU)))
		kern_lru_cache_add(k, pa);
}

uint64_t kern_maybe_mkwrite(const struct kern_vma *vma, uint64_t pte)
{
	return vma->flags & KERN_VM_WRITE ? pte | YOUNG_DIRTY | MMU_PTE_RW :
					    pte;
}

static unsigned int do_anonymous_page(struct kern_vma *vma,
				      volatile uint64_t *pte, uint64_t la,
				      bool write)
{
	uint64_t pa;

	if (!write) {
		*pte = vma->mm->kern->mms->zero_page | KERN_PTE_SPECIAL |
		       kern_vm_page_prot(vma);
		return 0;
	}
	pa = kern_new_anon(vma, 0);
	if (!pa)
		return KERN_VM_FAULT_OOM;
	kern_map_anon(vma, pa, la);
	*pte = kern_maybe_mkwrite(vma, pa | kern_vm_page_prot(vma));
	return 0;
}

/* vma_wants_writenotify(): must a first write fault? Not in memory that is
 * shared and has no file behind it: D says in time whether it was written to. */
bool kern_wants_writenotify(const struct kern_vma *vma)
{
	return (vma->flags & (KERN_VM_SHARED | KERN_VM_WRITE)) !=
		       (KERN_VM_SHARED | KERN_VM_WRITE) ||
	       vma->file->inode->path;
}

/* do_read_fault(), do_shared_fault(): the page of the cache itself */
static void map_cached(struct kern_vma *vma, volatile uint64_t *pte,
		       uint64_t pa, bool write)
{
	uint64_t value = pa | kern_vm_page_prot(vma);

	kern_frame_get(vma->mm->kern, pa);
	kern_page_add_rmap(vma->mm, pa);
	if (write) { /* do_page_mkwrite() */
		kern_page_set_dirty(vma->mm->kern, pa, true);
		value = kern_maybe_mkwrite(vma, value);
	} else if (!kern_wants_writenotify(vma)) {
		value |= MMU_PTE_RW;
	}
	*pte = value;
}

/* do_cow_fault(): a copy of it */
static unsigned int map_copy(struct kern_vma *vma, volatile uint64_t *pte,
			     uint64_t from, uint64_t la)
{
	uint64_t pa = kern_new_anon(vma, from);

	if (!pa)
		return KERN_VM_FAULT_OOM;
	kern_map_anon(vma, pa, la);
	*pte = kern_maybe_mkwrite(vma, pa | kern_vm_page_prot(vma));
	return 0;
}

/* A page of a file. */
static unsigned int do_fault(struct kern_vma *vma, volatile uint64_t *pte,
			     uint64_t la, bool write)
{
	struct kern_cached *page;
	unsigned int result = kern_filemap_fault(
		vma->file->inode, kern_linear_index(vma, la), &page);

	if (result & KERN_VM_FAULT_ERROR)
		return result;
	if (!write || vma->flags & KERN_VM_SHARED)
		map_cached(vma, pte, page->pa, write);
	else if (map_copy(vma, pte, page->pa, la))
		return KERN_VM_FAULT_OOM;
	return result;
}

/* --- a page is write-protected ---------------------------------------------------- */

/* A shared area: the page cache learns that the page will be written to. */
static void wp_page_shared(struct kern_vma *vma, volatile uint64_t *pte)
{
	kern_page_set_dirty(vma->mm->kern, *pte & MMU_PTE_ADDR, true);
	*pte = kern_maybe_mkwrite(vma, *pte);
}

static unsigned int wp_page_copy(struct kern_vma *vma, volatile uint64_t *pte,
				 uint64_t la)
{
	struct kern *k = vma->mm->kern;
	uint64_t was = *pte, old = was & MMU_PTE_ADDR;
	bool special = was & KERN_PTE_SPECIAL;
	uint64_t pa = kern_new_anon(vma, special ? 0 : old);

	if (!pa)
		return KERN_VM_FAULT_OOM;
	if ((*pte ^ was) & ~YOUNG_DIRTY) { /* pte_same() */
		kern_frame_put(k, pa);
		return 0;
	}
	kern_pte_clear(pte);
	kern_flush_tlb_range(vma->mm, la, la + KERN_PAGE);
	if (!special)
		kern_page_remove_rmap(vma->mm, old);
	kern_map_anon(vma, pa, la);
	*pte = kern_maybe_mkwrite(vma, pa | kern_vm_page_prot(vma));
	if (!special)
		kern_put_page_and_swap(k, old);
	return 0;
}

bool kern_anon_exclusive(struct kern *k, uint64_t pte)
{
	uint64_t pa = pte & MMU_PTE_ADDR;

	return !(pte & KERN_PTE_SPECIAL) &&
	       kern_frame_kind(k, pa) == KERN_FRAME_ANON &&
	       kern_frame_refs(k, pa) == 1;
}

unsigned int kern_do_wp_page(struct kern_vma *vma, volatile uint64_t *pte,
			     uint64_t la)
{
	if (vma->flags & KERN_VM_SHARED) {
		wp_page_shared(vma, pte);
		return 0;
	}
	if (!(*pte & KERN_PTE_SPECIAL))
		kern_try_to_free_swap(vma->mm->kern, *pte & MMU_PTE_ADDR);
	if (!kern_anon_exclusive(vma->mm->kern, *pte))
		return wp_page_copy(vma, pte, la);
	*pte = kern_maybe_mkwrite(vma, *pte); /* wp_page_reuse() */
	return 0;
}

/* handle_pte_fault() */
static unsigned int handle_page(struct kern_vma *vma, uint64_t la, bool write)
{
	volatile uint64_t *pte;

	pte = kern_pte_alloc(vma->mm, la);
	if (!pte)
		return KERN_VM_FAULT_OOM;
	if (!*pte)
		return vma->file ? do_fault(vma, pte, la, write) :
				   do_anonymous_page(vma, pte, la, write);
	if (!kern_pte_present(*pte))
		return kern_do_swap_page(vma, pte, la, write);
	if (write && !(*pte & MMU_PTE_RW))
		return kern_do_wp_page(vma, pte, la);
	/* Another CPU has been here, or the TLB remembers an old entry. */
	*pte |= write ? YOUNG_DIRTY : MMU_PTE_A;
	kern_flush_tlb_range(vma->mm, la, la + KERN_PAGE);
	return 0;
}

unsigned int kern_handle_mm_fault(struct kern_vma *vma, uint64_t la, bool write)
{
	struct kern *k = vma->mm->kern;
	unsigned int result;

	kern_stat_add(k, KERN_PGFAULT, 1);
	result = handle_page(vma, la & ~(KERN_PAGE - 1), write);
	if (result & KERN_VM_FAULT_MAJOR)
		kern_stat_add(k, KERN_PGMAJFAULT, 1);
	return result;
}
