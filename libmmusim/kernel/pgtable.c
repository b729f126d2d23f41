/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pgtable.c - the page tables of an address space.
 *
 *   pgd      kernel's top-level table: user entries have NX, so that the kernel
 *            cannot run user code even where SMEP is missing
 *   pgd + 1  frame: the one for user mode, without NX; the same tables below
 *
 * Both share the kernel's half with init_pgd. The tables below are those of
 * user addresses alone; each exists while an area is near.
 *
 * Code of modules holds pointers into windows, and finds the index of a table's
 * entry in them (pgd_index(), pud_index() ...). Windows lie where bits 0 to 38 of
 * the host's address are those of the linear address, if that is free. What the top
 * level would have is in the kernel's half, and the host's address never is. So the
 * kernel's top-level table has entries for windows in the user's half as well:
 * aliases, which lead to the same tables. No CPU uses them, as no linear address
 * without a window is there; and where a process has an area, they give way.
 *
 * Entries are checked before they are followed: simulated code may have
 * written to them.
 *
 * Reference: Linux 6.1, arch/x86/mm/pgtable.c, mm/memory.c, free_pgd_range();
 * arch/x86/mm/pti.c, __pti_set_user_pgtbl().
 */
#include "cpu/machine.h"
#include "kernel/gfp.h"
#include "kernel/mm.h"
#include "kernel/page.h"

#define KERNEL_HALF 256 /* first entry of kernel addresses */
#define TOP	    4
#define PAGE_TABLE  (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US | MMU_PTE_A | MMU_PTE_D)

static volatile uint64_t *table_at(struct kern *k, uint64_t pa)
{
	return kern_frame_ptr(k, pa);
}

/* Bytes that one entry of a table of this level stands for. */
static uint64_t entry_span(unsigned int level)
{
	return KERN_PAGE << 9 * (level - 1);
}

static unsigned int entry_index(uint64_t la, unsigned int level)
{
	return la / entry_span(level) & 511;
}

/* The kernel's entry that the i-th one of a process stands for; 0: it is none of
 * the aliases. */
static unsigned int aliased(struct kern *k, unsigned int i)
{
	const uint64_t areas[] = {kern_virt(k->machine->mem.region->pa),
				  KERN_VMALLOC_START};

	for (size_t area = 0; area < sizeof(areas) / sizeof(areas[0]); area++) {
		uint64_t host = kern_host(k, areas[area]);

		if (entry_index(host, TOP) == i && i < KERNEL_HALF &&
		    !((host ^ areas[area]) & (entry_span(TOP) - 1)))
			return entry_index(areas[area], TOP);
	}
	return 0;
}

bool kern_pgd_is_alias(struct kern *k, unsigned int i, uint64_t entry)
{
	unsigned int of = aliased(k, i);

	return of && !((entry ^ table_at(k, k->init_pgd)[of]) & MMU_PTE_ADDR);
}

static void add_aliases(struct kern *k, volatile uint64_t *pgd)
{
	for (unsigned int i = 0; i < KERNEL_HALF; i++) {
		unsigned int of = aliased(k, i);

		if (of)
			pgd[i] = pgd[of];
	}
}

uint64_t kern_pgd_alloc(struct kern *k)
{
	uint64_t la =
		kern_get_free_pages(k, KERN_GFP_KERNEL | KERN_GFP_ZERO, 1);
	volatile uint64_t *from, *to;

	if (!la)
		return 0;
	from = table_at(k, k->init_pgd);
	to = table_at(k, kern_phys(la));
	for (int i = KERNEL_HALF; i < 512; i++)
		to[i] = from[i];
	add_aliases(k, to);
	to = table_at(k, kern_phys(la) + KERN_PAGE);
	for (int i = KERNEL_HALF; i < 512; i++)
		to[i] = from[i];
	return kern_phys(la);
}

void kern_pgd_free(struct kern *k, uint64_t pgd)
{
	kern_free_pages(k, kern_virt(pgd), 1);
}

/* Write an entry that leads to a table; at the top, into both tables. One that is
 * cleared may be an alias again. */
static void set_table(const struct kern_mm *mm, volatile uint64_t *entry,
		      unsigned int level, uint64_t value)
{
	if (level == TOP) {
		volatile uint64_t *pgd = table_at(mm->kern, mm->pgd);
		unsigned int of = value ? 0 : aliased(mm->kern, entry - pgd);

		entry[512] = value;
		value = of    ? pgd[of] :
			value ? value | kern_prot(mm->kern, MMU_PTE_NX) :
				0;
	}
	*entry = value;
}

/* p4d_bad(), pud_bad(), pmd_bad(): an entry of the lowest of these has all its
 * flags, but that the user may be kept out, and that the CPU sets A. */
static bool is_bad(uint64_t entry, unsigned int level)
{
	uint64_t flags = entry & ~MMU_PTE_ADDR & ~MMU_PTE_US;

	if (level == 2)
		return (flags | MMU_PTE_A) != (PAGE_TABLE & ~MMU_PTE_US);
	return flags & ~(PAGE_TABLE | (level == TOP ? MMU_PTE_NX : 0)) ||
	       !(flags & MMU_PTE_P);
}

/* The table that an entry leads to; 0. One that is bad is cleared, with all that
 * it led to; where it does not lead to a table Linux would follow it. */
static uint64_t child(const struct kern_mm *mm, volatile uint64_t *entry,
		      unsigned int level)
{
	uint64_t value = *entry, pa = value & MMU_PTE_ADDR;
	const struct kern_page *page;

	if (!value)
		return 0;
	if (level == TOP &&
	    kern_pgd_is_alias(mm->kern, entry - table_at(mm->kern, mm->pgd),
			      value))
		return 0;
	page = kern_find_page(mm->kern, pa / KERN_PAGE);
	if (!is_bad(value, level) && page && kern_page_is_table(page))
		return pa;
	kern_print_bad_table(mm->kern, level, entry);
	set_table(mm, entry, level, 0);
	return 0;
}

volatile uint64_t *kern_pte_find(const struct kern_mm *mm, uint64_t la)
{
	uint64_t pa = mm->pgd;

	for (unsigned int level = TOP; level > 1; level--) {
		pa = child(mm, &table_at(mm->kern, pa)[entry_index(la, level)],
			   level);
		if (!pa)
			return NULL;
	}
	return &table_at(mm->kern, pa)[entry_index(la, 1)];
}

uint64_t kern_pmd_value(const struct kern_mm *mm, uint64_t la)
{
	uint64_t pa = mm->pgd;

	for (unsigned int level = TOP; level > 2 && pa; level--)
		pa = child(mm, &table_at(mm->kern, pa)[entry_index(la, level)],
			   level);
	return pa ? table_at(mm->kern, pa)[entry_index(la, 2)] : 0;
}

/* As Linux counts them: page tables and PMDs, which an entry of this level leads
 * to. */
static void count_table(const struct kern_mm *mm, unsigned int level, int n)
{
	if (level <= 3)
		kern_stat_add(mm->kern, KERN_NR_PAGETABLE, n);
}

volatile uint64_t *kern_pte_alloc(struct kern_mm *mm, uint64_t la)
{
	uint64_t pa = mm->pgd;

	for (unsigned int level = TOP; level > 1; level--) {
		volatile uint64_t *entry =
			&table_at(mm->kern, pa)[entry_index(la, level)];

		pa = child(mm, entry, level);
		if (pa)
			continue;
		pa = kern_frame_new_table(mm->kern);
		if (!pa)
			return NULL;
		mm->tables++;
		count_table(mm, level, 1);
		set_table(mm, entry, level, pa | PAGE_TABLE);
	}
	return &table_at(mm->kern, pa)[entry_index(la, 1)];
}

/**
 * struct sweep - tables to be freed
 * @start, @end: the range that was unmapped
 * @floor, @ceiling: nothing is mapped in between
 */
struct sweep {
	struct kern_mm *mm;
	uint64_t start, end;
	uint64_t floor, ceiling;
};

/* In the table at pa, whose first entry stands for base. */
static void sweep_table(const struct sweep *s, uint64_t pa, unsigned int level,
			uint64_t base)
{
	uint64_t span = entry_span(level);
	unsigned int i = s->start > base ? (s->start - base) / span : 0;

	for (; i < 512 && base + i * span < s->end; i++) {
		volatile uint64_t *entry = &table_at(s->mm->kern, pa)[i];
		uint64_t la = base + i * span;
		uint64_t below = child(s->mm, entry, level);

		if (!below)
			continue;
		if (level > 2)
			sweep_table(s, below, level - 1, la);
		if (la < s->floor || la + span > s->ceiling)
			continue;
		set_table(s->mm, entry, level, 0);
		s->mm->tables--;
		count_table(s->mm, level, -1);
		kern_frame_put(s->mm->kern, below);
	}
}

void kern_free_pgtables(struct kern_mm *mm, uint64_t start, uint64_t end,
			uint64_t floor, uint64_t ceiling)
{
	struct sweep s = {mm, start, end, floor, ceiling};

	sweep_table(&s, mm->pgd, TOP, 0);
}

uint64_t kern_next_table(const struct kern_mm *mm, uint64_t la, uint64_t end)
{
	while (la < end) {
		unsigned int level = TOP;
		uint64_t pa = mm->pgd, span;

		for (; level > 1 && pa; level--)
			pa = child(mm,
				   &table_at(mm->kern,
					     pa)[entry_index(la, level)],
				   level);
		if (pa)
			return la;
		span = entry_span(level + 1); /* of the entry that is empty */
		la = (la & ~(span - 1)) + span;
	}
	return end;
}

/* Is one of the two top-level tables loaded? With PCIDs, a CPU remembers those
 * that were, too. */
static bool may_remember(const struct kern_mm *mm, const struct mmu_cpu *cpu)
{
	return (mmu_cr3(cpu) & MMU_PTE_ADDR & ~KERN_PAGE) == mm->pgd ||
	       mmu_cr4(cpu) & MMU_CR4_PCIDE;
}

void kern_flush_tlb_range(struct kern_mm *mm, uint64_t start, uint64_t end)
{
	struct mmu_machine *machine = mm->kern->machine;

	for (unsigned int i = 0; i < machine->ncpus; i++) {
		if (!may_remember(mm, &machine->cpu[i]))
			continue;
		mmu_shootdown(mm->kern->cpu, start, end - start);
		return;
	}
}
