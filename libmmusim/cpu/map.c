/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * map.c - writing and finding entries in the tables of a machine.
 *
 * These are what the software of the machine (a kernel) does to page tables,
 * not what its CPUs do: plain stores to RAM, that no TLB notices.
 */
#include <errno.h>
#include <string.h>

#include <mmusim/cpu.h>

#include "mem/bug.h"

static unsigned int machine_levels(struct mmu_machine *machine)
{
	return mmu_cpu_mode(mmu_cpu(machine, 0))->levels;
}

/* The entry for @la in the table at @table; NULL when that is not RAM. */
static volatile uint64_t *entry_in(struct mmu_machine *machine, uint64_t table,
				   uint64_t la, unsigned int level)
{
	uint64_t index = la >> (3 + 9 * level) & 511;

	return mmu_mem_ptr(machine, (table & MMU_PTE_ADDR) + index * 8, 8);
}

/* Does the walk end at this entry? PS means that even where it is reserved. */
static bool ends_walk(uint64_t entry, unsigned int level)
{
	return !(entry & MMU_PTE_P) || level == 1 || entry & MMU_PTE_PS;
}

static int add_table(struct mmu_machine *machine, volatile uint64_t *entry)
{
	uint64_t pa = mmu_frame_alloc(machine, 1, 1);

	if (pa == MMU_NO_PA)
		return -ENOMEM;
	memset(mmu_mem_ptr(machine, pa, MMU_PAGE_SIZE), 0, MMU_PAGE_SIZE);
	*entry = pa | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US | MMU_PTE_A;
	return 0;
}

static bool arguments_are_valid(uint64_t la, uint64_t pa, unsigned int shift,
				uint64_t flags, unsigned int levels)
{
	uint64_t no_flags = MMU_PTE_ADDR | MMU_PTE_P;

	if (shift != 12 && shift != 21 && shift != 30) {
		mmu_bug("map_page: no page size has a shift of %u", shift);
		return false;
	}
	if ((la | pa) & ((1ull << shift) - 1) || pa & ~MMU_PTE_ADDR ||
	    !mmu_is_canonical(la, levels)) {
		mmu_bug("map_page: 0x%llx to 0x%llx: %s",
			(unsigned long long)la, (unsigned long long)pa,
			!mmu_is_canonical(la, levels) ?
				"the linear address is not canonical" :
			pa & ~(MMU_PTE_ADDR | 4095) ?
				"there is no such physical address" :
				"misaligned");
		return false;
	}
	if (shift != 12)
		no_flags &= ~MMU_PTE_PAT_LARGE;
	if (flags & no_flags & ~MMU_PTE_P) {
		mmu_bug("map_page: address bits in the flags 0x%llx",
			(unsigned long long)flags);
		return false;
	}
	return true;
}

int mmu_map_page(struct mmu_machine *machine, uint64_t root, uint64_t la,
		 uint64_t pa, unsigned int shift, uint64_t flags)
{
	unsigned int level = machine_levels(machine);
	uint64_t table = root;
	volatile uint64_t *entry;
	unsigned int leaf_level;
	int err;

	if (pa == MMU_NO_PA)
		return -ENOMEM;
	if (!arguments_are_valid(la, pa, shift, flags, level))
		return -EINVAL;
	leaf_level = (shift - 3) / 9;
	for (;; level--) {
		entry = entry_in(machine, table, la, level);
		if (!entry)
			return -EINVAL;
		if (level == leaf_level)
			break;
		if (!(*entry & MMU_PTE_P)) {
			err = add_table(machine, entry);
			if (err)
				return err;
		} else if (*entry & MMU_PTE_PS) {
			return -EEXIST;
		}
		table = *entry;
	}
	if (!ends_walk(*entry, level))
		return -EEXIST;
	*entry = pa | flags | MMU_PTE_P | (level > 1 ? MMU_PTE_PS : 0);
	return 0;
}

volatile uint64_t *mmu_find_entry(struct mmu_machine *machine, uint64_t root,
				  uint64_t la, unsigned int *level)
{
	unsigned int at = machine_levels(machine);
	uint64_t table = root;
	volatile uint64_t *entry;

	if (!mmu_is_canonical(la, at))
		return NULL;
	for (;; at--) {
		entry = entry_in(machine, table, la, at);
		if (!entry)
			return NULL;
		if (ends_walk(*entry, at))
			break;
		table = *entry;
	}
	if (level)
		*level = at;
	return entry;
}
