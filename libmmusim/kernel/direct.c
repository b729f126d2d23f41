/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * direct.c - rights of single pages in the direct map.
 *
 * Each frame is mapped a second time there. What may not be written to by one
 * address must not be by the other, so that a module's text is read-only in the
 * direct map, too. A large page of it is split for that:
 *
 *   PDE, 2 MiB, RW  ->  PDE -> 512 PTEs, RW, but for some
 *
 * When the last of them may be written to again, they become a large page as
 * before. Linux 6.1 leaves them small; later ones do the same as we.
 *
 * The page with the per-CPU area is made of small ones from the start: on a real
 * machine it is next to pages that something has protected during the boot.
 *
 * Simplified: where there is no frame for a table, nothing changes; Linux refuses
 * the module.
 *
 * Reference: Linux 6.1, arch/x86/mm/pat/set_memory.c, cpa_process_alias(),
 * split_large_page().
 */
#include "kernel/kern.h"

#define AD (MMU_PTE_A | MMU_PTE_D)

/* The entry of a level that leads to a table, or NULL. */
static volatile uint64_t *find_table(struct kern *k, uint64_t la,
				     unsigned int level)
{
	uint64_t pa = k->init_pgd;
	volatile uint64_t *entry = NULL;

	for (unsigned int at = 4; at >= level; at--) {
		entry = mmu_mem_ptr(k->machine, pa, KERN_PAGE);
		if (entry)
			entry += la >> (12 + 9 * (at - 1)) & 511;
		if (!entry || !(*entry & MMU_PTE_P) || *entry & MMU_PTE_PS)
			return NULL;
		pa = *entry & MMU_PTE_ADDR;
	}
	return entry;
}

/* __split_large_page(). False: there is no memory. */
static bool split(struct kern *k, volatile uint64_t *entry, unsigned int level)
{
	uint64_t step = 1ull << (12 + 9 * (level - 2)), flags, pa, table;
	uint64_t *to;

	table = mmu_frame_alloc(k->machine, 1, 1);
	if (table == MMU_NO_PA)
		return false;
	to = mmu_mem_ptr(k->machine, table, KERN_PAGE);
	pa = *entry & MMU_PTE_ADDR & ~(512 * step - 1);
	flags = *entry & ~MMU_PTE_ADDR;
	if (level == 2)
		flags &= ~MMU_PTE_PS;
	for (uint64_t i = 0; i < 512; i++)
		to[i] = (pa + i * step) | flags;
	k->direct_splits++;
	*entry = table | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US | MMU_PTE_A |
		 MMU_PTE_D;
	return true;
}

static bool holds_percpu(const struct kern *k, uint64_t la, uint64_t size)
{
	return (la & ~(size - 1)) == (k->percpu & ~(size - 1));
}

/* collapse_pmd_page(): do the entries of the table make one large page? */
static void join(struct kern *k, uint64_t la, unsigned int level)
{
	uint64_t step = 1ull << (12 + 9 * (level - 2)), first;
	unsigned int at = 0;
	volatile uint64_t *entry = find_table(k, la, level);
	uint64_t table = entry ? *entry & MMU_PTE_ADDR : 0;
	const uint64_t *from =
		entry ? mmu_mem_ptr(k->machine, table, KERN_PAGE) : NULL;

	if (!from || holds_percpu(k, la, 512 * step))
		return;
	first = from[0] | AD;
	while (at < 512 && (from[at] | AD) == first + at * step)
		at++;
	if (at < 512 || !(first & MMU_PTE_RW) || !(first & MMU_PTE_P) ||
	    (first & MMU_PTE_ADDR) % (512 * step) ||
	    (level > 2 && !(first & MMU_PTE_PS)))
		return;
	*entry = first | MMU_PTE_PS;
	mmu_flush_tlb(k->cpu);
	mmu_frame_free(k->machine, table, 1);
	k->direct_splits--;
}

bool kern_direct_writable(struct kern *k, uint64_t pa)
{
	volatile uint64_t *entry =
		mmu_find_entry(k->machine, k->init_pgd, kern_virt(pa), NULL);

	return entry && *entry & MMU_PTE_RW;
}

/* The entry of a frame, whose page is of this level, or a smaller one; NULL. */
static volatile uint64_t *find_split(struct kern *k, uint64_t pa,
				     unsigned int size_level)
{
	uint64_t la = kern_virt(pa);
	unsigned int level = 0;
	volatile uint64_t *entry =
		mmu_find_entry(k->machine, k->init_pgd, la, &level);

	while (entry && *entry & MMU_PTE_P && level > size_level) {
		if (!split(k, entry, level))
			return NULL;
		entry = mmu_find_entry(k->machine, k->init_pgd, la, &level);
	}
	return entry && *entry & MMU_PTE_P ? entry : NULL;
}

volatile uint64_t *kern_direct_small(struct kern *k, uint64_t pa)
{
	return find_split(k, pa, 1);
}

void kern_direct_seal(struct kern *k, uint64_t pa, unsigned int size_level,
		      bool global)
{
	volatile uint64_t *entry = find_split(k, pa, size_level);

	if (!entry)
		return;
	*entry = (*entry & ~MMU_PTE_RW) | (global ? MMU_PTE_G : 0);
	mmu_invlpg(k->cpu, kern_virt(pa));
}

void kern_direct_protect(struct kern *k, uint64_t pa, bool writable)
{
	uint64_t la = kern_virt(pa);
	volatile uint64_t *entry = kern_direct_small(k, pa);
	unsigned int level;

	if (!entry)
		return;
	*entry = writable ? *entry | MMU_PTE_RW : *entry & ~MMU_PTE_RW;
	mmu_invlpg(k->cpu, la);
	for (level = 2; writable && level <= 3; level++)
		join(k, la, level);
}
