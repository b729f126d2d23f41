/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * space.h - going through the tables of an address space, for the library.
 *
 * Ranges inside the library are closed, [la, last], because a range may end
 * where the addresses end. Each function over a table goes through it entry by
 * entry:
 *
 *   |  entry  |  entry  |  entry  |
 *        [la      ...      last]          the range
 *        [la e]                           what the first entry has of it
 */
#ifndef CPU_SPACE_H
#define CPU_SPACE_H

#include <mmusim/space.h>
#include "cpu/machine.h"

#define SPACE_ENTRIES	 512
#define SPACE_MAX_LEVELS 5

/* What a table gets that must leave the choice to the leaves. */
#define SPACE_TABLE (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US | MMU_PTE_A)

/* How many bytes an entry of that level stands for. */
static inline uint64_t space_reach(unsigned int level)
{
	return 1ull << (3 + 9 * level);
}

/* The last address of [la, last] that the entry for @la stands for. */
static inline uint64_t space_entry_last(uint64_t la, uint64_t last,
					unsigned int level)
{
	uint64_t end = la | (space_reach(level) - 1);

	return end < last ? end : last;
}

/* Is [la, last] all that one entry of that level stands for? */
static inline bool space_is_whole(uint64_t la, uint64_t last,
				  unsigned int level)
{
	return !(la & (space_reach(level) - 1)) &&
	       last - la == space_reach(level) - 1;
}

static inline unsigned int space_index(uint64_t la, unsigned int level)
{
	return la >> (3 + 9 * level) & (SPACE_ENTRIES - 1);
}

static inline uint64_t space_read(const volatile uint64_t *entry)
{
	return __atomic_load_n(entry, __ATOMIC_RELAXED);
}

/* Of a present entry; PS counts even where it is reserved. */
static inline bool space_is_leaf(uint64_t entry, unsigned int level)
{
	return level == 1 || entry & MMU_PTE_PS;
}

/* The highest level at which the CPU knows pages. */
static inline unsigned int space_top_leaf(const struct mmu_machine *machine)
{
	return machine->cpu[0].mode.gb_pages ? 3 : 2;
}

/*
 * PAT is bit 7 in a PTE, bit 12 in a large page, where bit 7 is PS. Callers
 * speak of flags as in a PTE.
 */
static inline uint64_t space_leaf_flags(uint64_t flags, unsigned int level)
{
	if (level == 1 || !(flags & MMU_PTE_PAT))
		return flags;
	return (flags & ~MMU_PTE_PAT) | MMU_PTE_PAT_LARGE;
}

/* How a descent from one table into the next one ends. */
enum space_step {
	SPACE_OK,
	SPACE_NO_RAM,  /* the table lies outside RAM */
	SPACE_LOOP,    /* the table is the one with the entry, or above it */
	SPACE_ENDLESS, /* more tables than RAM can hold: they are shared */
};

/**
 * struct space_path - where a descent is
 * @table: physical addresses of the tables that it is in, by level
 * @left:  how many more tables it may enter. Tables that are shared again and
 *         again on all levels would take years; a space that reaches each
 *         once has no more of them than RAM has frames
 */
struct space_path {
	struct mmu_machine *machine;
	uint64_t table[SPACE_MAX_LEVELS + 1];
	uint64_t left;
};

/* Start at a root. */
enum space_step space_start(struct space_path *path,
			    struct mmu_machine *machine, uint64_t root,
			    volatile uint64_t **table);

/* Go where a present entry leads that is no leaf and has this level. */
enum space_step space_descend(struct space_path *path, uint64_t entry,
			      unsigned int level, volatile uint64_t **table);

/* The table that an entry leads to, which is known to be sound. */
static inline volatile uint64_t *space_table(struct mmu_machine *machine,
					     uint64_t entry)
{
	return mem_ptr(&machine->mem, entry & MMU_PTE_ADDR, MMU_PAGE_SIZE);
}

/* An empty table. @pa: out: where. NULL when there is no frame. */
volatile uint64_t *space_new_table(struct mmu_machine *machine, uint64_t *pa);

/*
 * What all functions on a range ask first. @last: out. 0, or -EINVAL, after
 * mmu_bug() when it is the caller's mistake; @len is not 0.
 */
int space_range(struct mmu_machine *machine, const char *function, uint64_t la,
		uint64_t len, uint64_t *last);

#endif
