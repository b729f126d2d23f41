/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory_swap.c - a fault at a page that is swapped out.
 *
 *   in the swap cache?    a minor fault
 *   else a frame, and it is read from the area: a major fault
 *   the PTE leads to it; the slot is held once less
 *   a write: if nobody else has it, and no slot, it is written to as it is;
 *   else it is copied like any page that is shared (memory.c)
 *
 * Reference: Linux 6.1, mm/memory.c, do_swap_page().
 */
#include <errno.h>

#include "kernel/swap.h"

/* should_try_to_free_swap(): who writes needs the page for himself. */
static bool should_free_swap(struct kern *k, uint64_t pa, bool write)
{
	if (kern_swap_is_full(k))
		return true;
	return write && kern_frame_refs(k, pa) == 2;
}

static unsigned int swapin_error(struct kern_vma *vma, uint64_t entry, int err)
{
	if (err == -ENOMEM)
		return KERN_VM_FAULT_OOM;
	if (err == -EINVAL)
		kern_printk(vma->mm->kern,
			    KERN_ERR "get_swap_device: Bad swap file entry "
				     "%llx\n",
			    (unsigned long long)entry);
	return KERN_VM_FAULT_SIGBUS;
}

unsigned int kern_do_swap_page(struct kern_vma *vma, volatile uint64_t *pte,
			       uint64_t la, bool write)
{
	struct kern *k = vma->mm->kern;
	uint64_t entry = *pte, pa, value;
	bool read;
	/* Only what has an anon_vma can have been swapped out. */
	int err = vma->anon ? kern_swapin(vma, la, entry, &pa, &read) : -EINVAL;

	if (err)
		return swapin_error(vma, entry, err);
	kern_swap_free(k, entry);
	vma->mm->swapents--;
	kern_map_anon(vma, pa, la);
	if (should_free_swap(k, pa, write))
		kern_try_to_free_swap(k, pa);
	value = pa | kern_vm_page_prot(vma);
	if (write && kern_anon_exclusive(k, value))
		value = kern_maybe_mkwrite(vma, value);
	*pte = value;
	if (write && !(value & MMU_PTE_RW))
		return kern_do_wp_page(vma, pte, la) |
		       (read ? KERN_VM_FAULT_MAJOR : 0);
	return read ? KERN_VM_FAULT_MAJOR : 0;
}
