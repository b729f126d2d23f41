/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_mm.c - exports that concern the current task's address space, and the
 * kernel's tables.
 *
 * Reference: Linux 6.1, mm/util.c, vm_mmap(); mm/memory.c, access_process_vm(); arch/x86/mm/pat/set_memory.c,
 * lookup_address().
 */
#include <errno.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/sim.h"
#include "kernel/task.h"

static struct kern_mm *current_mm(struct kern *k)
{
	return k->current ? k->current->mm : NULL;
}

/* unsigned long vm_mmap(file, addr, len, prot, flag, offset); simplified: no
 * files, of which modules have none. */
uint64_t kern_x_vm_mmap(struct kern_call *call)
{
	struct kern_mm *mm = current_mm(call->kern);
	uint64_t offset = call->arg[5];

	if (!mm || call->arg[0])
		return (uint64_t)-EINVAL;
	if (offset + call->arg[2] < offset || offset % KERN_PAGE)
		return (uint64_t)-EINVAL;
	return (uint64_t)kern_mmap(mm, call->arg[1], call->arg[2],
				   (int)call->arg[3], (int)call->arg[4], NULL,
				   offset);
}

/* int vm_munmap(start, len) */
uint64_t kern_x_vm_munmap(struct kern_call *call)
{
	struct kern_mm *mm = current_mm(call->kern);

	if (!mm)
		return (uint64_t)-EINVAL;
	return (uint64_t)kern_munmap(mm, kern_call_la(call, call->arg[0]),
				     call->arg[1]);
}

#define FOLL_WRITE 1

/* One piece, between the caller's buffer and the address space. */
static bool copy_piece(struct kern_call *call, struct kern_mm *mm, uint64_t la,
		       uint64_t ptr, size_t len, bool write)
{
	char piece[256];

	if (write)
		return !kern_call_read(call, piece, ptr, len) &&
		       !kern_access_vm(mm, la, piece, len, true);
	return !kern_access_vm(mm, la, piece, len, false) &&
	       !kern_call_write(call, ptr, piece, len);
}

/* int access_process_vm(task, addr, buf, len, gup_flags): how many bytes were
 * copied. Simplified: FOLL_FORCE changes nothing. */
uint64_t kern_x_access_process_vm(struct kern_call *call)
{
	const struct kern_task *task = kern_task_at(call->kern, call->arg[0]);
	uint64_t la = kern_call_la(call, call->arg[1]);
	uint64_t len = (uint32_t)call->arg[3], done = 0;

	if (!task || !task->mm)
		return 0;
	while (done < len) {
		uint64_t n = 256 - (la + done) % 256;

		if (n > len - done)
			n = len - done;
		if (!copy_piece(call, task->mm, la + done, call->arg[2] + done,
				n, call->arg[4] & FOLL_WRITE))
			break;
		done += n;
	}
	return done;
}

/* --- areas ------------------------------------------------------------------------ */

/* struct vm_area_struct *find_vma(mm, addr), behind its look at mm: kimage_area.c */
uint64_t kern_e_find_vma(struct kern_call *call)
{
	struct kern_mm *mm = kern_mm_at(call->kern, call->arg[0]);
	struct kern_vma *vma =
		mm ? kern_find_vma(mm, kern_call_la(call, call->arg[1])) : NULL;
	uint64_t la = vma ? kern_vma_struct(call->kern, vma, call->arg[0]) : 0;

	return la ? kern_call_ptr(call, la) : 0;
}

/* --- entries one after the other: kimage_area.c ------------------------------------- */

#define APPLY_WARNS 0x850 /* __apply_to_page_range(): kernel/image_layout.inc */

/* Physical address of the entry that ends the walk; MMU_NO_PA: a table is none. */
static uint64_t entry_of(struct kern *k, uint64_t pgd, uint64_t la,
			 uint32_t *level)
{
	uint64_t table = pgd & MMU_PTE_ADDR;

	for (*level = 4;; (*level)--) {
		uint64_t at = table + 8 * (la >> (12 + 9 * (*level - 1)) & 511);
		volatile uint64_t *entry =
			mmu_mem_ptr(k->machine, at, sizeof(*entry));

		if (!entry)
			return MMU_NO_PA;
		if (*level == 1 || !(*entry & MMU_PTE_P) ||
		    (*level < 4 && *entry & MMU_PTE_PS))
			return at;
		table = *entry & MMU_PTE_ADDR;
	}
}

/* The tables of an address: user space is the mm's, which may be anybody's. */
static uint64_t tables_of(struct kern *k, uint64_t mm_ptr, uint64_t la)
{
	struct kern_mm *mm = kern_mm_at(k, mm_ptr);

	return mm && la <= KERN_TASK_SIZE_MAX ? mm->pgd : k->init_pgd;
}

/* The entry of a page; when there is none, one is made if the caller wants that. */
static uint64_t pte_for(struct kern *k, uint64_t pgd, uint64_t la, bool create)
{
	uint64_t page = la & ~(KERN_PAGE - 1);
	uint32_t level;
	uint64_t at = entry_of(k, pgd, page, &level);
	volatile uint64_t *entry = mmu_mem_ptr(k->machine, at, sizeof(*entry));

	if (!entry || (level > 1 && *entry))
		return (uint64_t)-EINVAL;
	if (!*entry && !create)
		return 0;
	if (level > 1) {
		if (mmu_map_page(k->machine, pgd, page, 0, 12, 0))
			return (uint64_t)-ENOMEM;
		at = entry_of(k, pgd, page, &level);
		entry = mmu_mem_ptr(k->machine, at, sizeof(*entry));
		*entry = 0;
	}
	return kern_host(k, kern_virt(at));
}

/* The entry that a page of the range has: mm, address, size, whether one is to be made,
 * how far from the address it is */
uint64_t kern_e_apply_pte(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t la = kern_call_la(call, call->arg[1]), len = call->arg[2];

	if (la + len <= la) {
		kern_cut_here(k);
		kern_warn_in(k, "mm/memory.c:2796", "__apply_to_page_range",
			     APPLY_WARNS);
		return (uint64_t)-EINVAL;
	}
	return pte_for(k, tables_of(k, call->arg[0], la), la + call->arg[4],
		       call->arg[3] & 1);
}

/* pte_t *lookup_address(address, unsigned int *level): the lowest entry that
 * there is for it, in the direct map. Without one the level is that of the entry
 * that leads to where it would be, or PG_LEVEL_NONE. */
uint64_t kern_x_lookup_address(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t la = kern_call_la(call, call->arg[0]);
	uint32_t level;
	uint64_t at = entry_of(k, k->init_pgd, la, &level);
	volatile uint64_t *entry = mmu_mem_ptr(k->machine, at, sizeof(*entry));
	bool none = !entry || (level > 1 && !*entry);

	if (none)
		level = level == 4 ? 0 : level + 1;
	if (kern_call_write(call, call->arg[1], &level, sizeof(level)) || none)
		return 0;
	return kern_host(k, kern_virt(at));
}

/* With KASLR in the kernel, whether or not it is on. */
#define KERNEL_IMAGE_SIZE (1ull << 30)

/* bool __virt_addr_valid(unsigned long x): is it in the direct map, or in the kernel's
 * image, and is memory there? */
uint64_t kern_x___virt_addr_valid(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]);
	uint64_t pa = kern_phys_of(la);

	if (la < KERN_PAGE_OFFSET ||
	    (la >= KERN_IMAGE_MAP && pa >= KERNEL_IMAGE_SIZE))
		return false;
	return kern_pfn_to_page(call->kern, pa / KERN_PAGE) != NULL;
}
