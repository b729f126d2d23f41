/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * space_map.c - mmu_map(): a range of pages, as large as they fit.
 *
 * Two passes over the tables. The first one only looks: is an entry taken,
 * and how many tables are missing? When it finds no obstacle and enough free
 * frames, the second one, which writes, cannot fail, and so there is nothing
 * that would have to be undone.
 */
#include <errno.h>

#include "cpu/space.h"
#include "mem/bug.h"

/**
 * struct mapping - one call
 * @delta:    physical minus linear address
 * @flags:    of a PTE, P included
 * @top_leaf: highest level that has pages
 * @need:     tables that are missing
 * @path:     of the first pass
 */
struct mapping {
	struct mmu_machine *machine;
	uint64_t delta;
	uint64_t flags;
	unsigned int top_leaf;
	uint64_t need;
	uint64_t nfree;
	struct space_path path;
};

/* Can one page of that level do for [la, last]? */
static bool fits(const struct mapping *m, uint64_t la, uint64_t last,
		 unsigned int level)
{
	return level <= m->top_leaf && space_is_whole(la, last, level) &&
	       !(m->delta & (space_reach(level) - 1));
}

/* --- The first pass: look ------------------------------------------------ */

static int plan_table(struct mapping *m, const volatile uint64_t *table,
		      unsigned int level, uint64_t la, uint64_t last);

/* A table is missing, and what it would hold is missing, too. */
static int plan_new_table(struct mapping *m, unsigned int level, uint64_t la,
			  uint64_t last)
{
	if (++m->need > m->nfree)
		return -ENOMEM;
	return level == 1 ? 0 : plan_table(m, NULL, level, la, last);
}

static int plan_entry(struct mapping *m, uint64_t entry, unsigned int level,
		      uint64_t la, uint64_t last)
{
	volatile uint64_t *table;

	if (!entry)
		return fits(m, la, last, level) ?
			       0 :
			       plan_new_table(m, level - 1, la, last);
	if (!(entry & MMU_PTE_P) || space_is_leaf(entry, level))
		return -EEXIST;
	if (space_descend(&m->path, entry, level, &table) != SPACE_OK)
		return -EINVAL;
	return plan_table(m, table, level - 1, la, last);
}

/* @table is NULL for one that is missing. */
static int plan_table(struct mapping *m, const volatile uint64_t *table,
		      unsigned int level, uint64_t la, uint64_t last)
{
	uint64_t e, entry;
	int err;

	do {
		e = space_entry_last(la, last, level);
		entry = table ? space_read(&table[space_index(la, level)]) : 0;
		err = plan_entry(m, entry, level, la, e);
		if (err)
			return err;
		la = e + 1;
	} while (e != last);
	return 0;
}

/* --- The second pass: write ---------------------------------------------- */

static void map_table(const struct mapping *m, volatile uint64_t *table,
		      unsigned int level, uint64_t la, uint64_t last);

static void map_entry(const struct mapping *m, volatile uint64_t *entry,
		      unsigned int level, uint64_t la, uint64_t last)
{
	uint64_t pa;

	if (!*entry && fits(m, la, last, level)) {
		*entry = (la + m->delta) | space_leaf_flags(m->flags, level) |
			 (level > 1 ? MMU_PTE_PS : 0);
		return;
	}
	if (!*entry) {
		if (!space_new_table(m->machine, &pa)) {
			mmu_bug("map: another thread has taken frames");
			return;
		}
		*entry = pa | SPACE_TABLE;
	}
	map_table(m, space_table(m->machine, *entry), level - 1, la, last);
}

static void map_table(const struct mapping *m, volatile uint64_t *table,
		      unsigned int level, uint64_t la, uint64_t last)
{
	uint64_t e;

	do {
		e = space_entry_last(la, last, level);
		map_entry(m, &table[space_index(la, level)], level, la, e);
		la = e + 1;
	} while (e != last);
}

/* --- Both ---------------------------------------------------------------- */

static int check_target(const struct mmu_machine *machine, uint64_t pa,
			uint64_t len, uint64_t flags)
{
	uint64_t limit = 1ull << machine->maxphyaddr;

	if (pa & (MMU_PAGE_SIZE - 1) || flags & MMU_PTE_ADDR) {
		mmu_bug("map: to 0x%llx with flags 0x%llx: misaligned",
			(unsigned long long)pa, (unsigned long long)flags);
		return -EINVAL;
	}
	return pa >= limit || len > limit - pa ? -EINVAL : 0;
}

int mmu_map(struct mmu_machine *machine, uint64_t root, uint64_t la,
	    uint64_t pa, uint64_t len, uint64_t flags)
{
	struct mapping m = {
		.machine = machine,
		.delta = pa - la,
		.flags = flags | MMU_PTE_P,
		.top_leaf = space_top_leaf(machine),
		.nfree = mem_frames_free(&machine->mem),
	};
	volatile uint64_t *table;
	uint64_t last;
	int err;

	if (!len)
		return 0;
	err = space_range(machine, "map", la, len, &last);
	if (!err)
		err = check_target(machine, pa, len, flags);
	if (err)
		return err;
	if (space_start(&m.path, machine, root, &table) != SPACE_OK)
		return -EINVAL;
	err = plan_table(&m, table, machine->levels, la, last);
	if (!err)
		map_table(&m, table, machine->levels, la, last);
	return err;
}
