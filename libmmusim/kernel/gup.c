/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gup.c - pages of an address space for the kernel itself, whatever is loaded:
 * populating areas, and copying to and from another task's memory.
 *
 * Reference: Linux 6.1, mm/gup.c, faultin_page(), __mm_populate(); mm/memory.c,
 * access_remote_vm().
 */
#include <errno.h>
#include <string.h>

#include "kernel/mm.h"

/* Is the page there, with the right that is wanted? */
static bool follow_page(const struct kern_mm *mm, uint64_t la, bool write,
			uint64_t *pa)
{
	volatile uint64_t *pte = kern_pte_find(mm, la);
	uint64_t want = MMU_PTE_P | (write ? MMU_PTE_RW : 0);

	if (!pte || (*pte & want) != want)
		return false;
	*pa = *pte & MMU_PTE_ADDR;
	return true;
}

static struct kern_vma *find_extend_vma(struct kern_mm *mm, uint64_t la)
{
	struct kern_vma *vma = kern_find_vma(mm, la);

	if (!vma || vma->start <= la)
		return vma;
	if (!(vma->flags & KERN_VM_GROWSDOWN) || kern_expand_stack(vma, la))
		return NULL;
	return vma;
}

int kern_get_user_page(struct kern_mm *mm, uint64_t la, bool write,
		       uint64_t *pa)
{
	struct kern_vma *vma = find_extend_vma(mm, la);
	uint64_t want = write ? KERN_VM_WRITE : KERN_VM_ACCESS;

	if (!vma || !(vma->flags & want))
		return -EFAULT;
	while (!follow_page(mm, la, write, pa)) {
		unsigned int result;

		if (mm->oom_victim)
			return -EFAULT;
		result = kern_handle_mm_fault(vma, la, write);

		if (result & KERN_VM_FAULT_ERROR)
			return result & KERN_VM_FAULT_OOM ? -ENOMEM : -EFAULT;
		if (result & KERN_VM_FAULT_MAJOR)
			mm->maj_flt++;
		else
			mm->min_flt++;
	}
	return 0;
}

/* populate_vma_page_range(): private pages as if they were written to */
static int populate_area(struct kern_vma *vma, uint64_t start, uint64_t end)
{
	bool write = (vma->flags & (KERN_VM_WRITE | KERN_VM_SHARED)) ==
		     KERN_VM_WRITE;
	int err = 0;

	for (; start < end && !err; start += KERN_PAGE) {
		uint64_t pa;

		err = kern_get_user_page(vma->mm, start, write, &pa);
	}
	return err;
}

int kern_populate(struct kern_mm *mm, uint64_t start, uint64_t end)
{
	struct kern_vma *vma = kern_find_vma(mm, start);
	int err = 0;

	while (vma && vma->start < end && !err) {
		uint64_t from = vma->start > start ? vma->start : start;

		err = populate_area(vma, from, vma->end < end ? vma->end : end);
		vma = kern_vma_next(vma);
	}
	return err;
}

int kern_access_vm(struct kern_mm *mm, uint64_t la, void *buf, size_t len,
		   bool write)
{
	char *at = buf;

	while (len) {
		uint64_t offset = la % KERN_PAGE, pa;
		size_t piece = KERN_PAGE - offset < len ? KERN_PAGE - offset :
							  len;
		int err = kern_get_user_page(mm, la, write, &pa);
		char *page;

		if (err)
			return err;
		page = kern_frame_ptr(mm->kern, pa);
		if (write)
			memcpy(page + offset, at, piece);
		else
			memcpy(at, page + offset, piece);
		la += piece;
		at += piece;
		len -= piece;
	}
	return 0;
}
