/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mprotect.c - rights of areas, and protection keys.
 *
 * An area is cut where its rights begin or cease to differ, and joined with
 * neighbours that are like it then. PTEs that exist get the new rights, and the
 * TLB forgets the old ones.
 *
 * Simplified: no execute-only memory by a key of its own (PROT_EXEC alone can be
 * read); PROT_GROWSDOWN and PROT_GROWSUP are refused.
 *
 * Reference: Linux 6.1, mm/mprotect.c.
 */
#include <errno.h>
#include <sys/mman.h>

#include "kernel/mm.h"

#define PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)

/* The flags that an area shall have; 0: not allowed (VM_MAY* say so). */
static uint64_t new_flags(const struct kern_vma *vma, int prot, int pkey)
{
	uint64_t flags = (vma->flags & ~KERN_VM_ACCESS) | (uint64_t)prot;

	if (pkey >= 0)
		flags = (flags & ~KERN_VM_PKEY) | (uint64_t)pkey
							  << KERN_VM_PKEY_SHIFT;
	if (flags & ~(flags >> 4) & KERN_VM_ACCESS)
		return 0;
	return flags;
}

/* With spares for two cuts. Return: the area that has the new flags. */
static struct kern_vma *mprotect_fixup(struct kern_vma *vma, uint64_t start,
				       uint64_t end, uint64_t flags)
{
	if (vma->flags == flags)
		return vma;
	if (vma->start < start)
		vma = kern_split_vma(vma, start);
	if (vma->end > end)
		kern_split_vma(vma, end);
	vma->flags = flags;
	kern_change_protection(vma, vma->start, vma->end);
	return vma;
}

static int change_range(struct kern_mm *mm, uint64_t start, uint64_t end,
			int prot, int pkey)
{
	struct kern_vma *vma = kern_find_vma(mm, start);
	uint64_t at = start;

	for (; at < end; vma = kern_vma_next(vma)) {
		uint64_t flags;

		if (!vma || vma->start > at)
			return -ENOMEM;
		flags = new_flags(vma, prot, pkey);
		if (!flags)
			return -EACCES;
		vma = mprotect_fixup(vma, start, end, flags);
		at = vma->end;
	}
	return 0;
}

int kern_pkey_mprotect(struct kern_mm *mm, uint64_t addr, uint64_t len,
		       int prot, int pkey)
{
	uint64_t end = addr + kern_page_align(len);
	int err;

	if (addr % KERN_PAGE || prot & ~PROT_ALL || pkey < -1 ||
	    pkey >= KERN_NPKEYS || (pkey >= 0 && !(mm->pkeys & 1u << pkey)))
		return -EINVAL;
	if (!len)
		return 0;
	if (end <= addr)
		return -ENOMEM;
	if (mm->map_count + 2 > KERN_MAX_MAP_COUNT || kern_vma_prealloc(mm, 2))
		return -ENOMEM;
	err = change_range(mm, addr, end, prot, pkey);
	kern_vma_drop_spares(mm);
	kern_vma_merge(mm, addr, end);
	return err;
}

int kern_mprotect(struct kern_mm *mm, uint64_t addr, uint64_t len, int prot)
{
	return kern_pkey_mprotect(mm, addr, len, prot, -1);
}

/* --- keys ----------------------------------------------------------------------- */

/* The CPU obeys keys from now on. False: it has none. */
static bool enable_keys(struct mmu_cpu *cpu)
{
	if (mmu_cr4(cpu) & MMU_CR4_PKE)
		return true;
	if (mmu_set_cr4(cpu, mmu_cr4(cpu) | MMU_CR4_PKE))
		return false;
	mmu_set_pkru(cpu, KERN_INIT_PKRU);
	return true;
}

int kern_pkey_alloc(struct kern_mm *mm, unsigned int rights)
{
	struct mmu_cpu *cpu = mm->kern->cpu;
	int pkey;

	if (rights & ~3u)
		return -EINVAL;
	pkey = __builtin_ctz(~mm->pkeys);
	if (pkey < -1 || pkey >= KERN_NPKEYS || !enable_keys(cpu))
		return -ENOSPC;
	mm->pkeys |= 1u << pkey;
	mmu_set_pkru(cpu,
		     (mmu_pkru(cpu) & ~(3u << 2 * pkey)) | rights << 2 * pkey);
	return pkey;
}

int kern_pkey_free(struct kern_mm *mm, int pkey)
{
	if (pkey < 0 || pkey < -1 || pkey >= KERN_NPKEYS ||
	    !(mm->pkeys & 1u << pkey))
		return -EINVAL;
	mm->pkeys &= ~(1u << pkey);
	return 0;
}
