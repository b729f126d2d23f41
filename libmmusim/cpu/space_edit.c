/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * space_edit.c - mmu_unmap() and mmu_protect(): change what is mapped.
 *
 * A large page that lies half in the range is replaced by a table of smaller
 * pages that translate alike, perhaps twice (1 GiB, 2 MiB, 4 KiB):
 *
 *             [la         last]
 *   |    2 MiB page    |         before
 *   |4K|4K|4K| ... |4K|4K|       after: the same frames, flags, A and D
 *
 * As in space_map.c a first pass only looks, and counts the frames that the
 * splits will take, so that the second one cannot fail.
 */
#include <errno.h>

#include "cpu/space.h"
#include "mem/bug.h"

/**
 * struct edit - one call
 * @unmap: clear entries; otherwise change flags
 * @set:   flags of a PTE to set after
 * @clear: those to clear
 * @need:  tables that the splits take
 * @path:  of the first pass
 */
struct edit {
	struct mmu_machine *machine;
	bool unmap;
	uint64_t set, clear;
	uint64_t need;
	struct space_path path;
};

/* --- The first pass: look ------------------------------------------------ */

/*
 * Tables needed to split a page for [la, last] to have pages of its own. Only
 * the two ends can cut a smaller page again.
 */
static unsigned int tables_to_split(unsigned int level, uint64_t la,
				    uint64_t last)
{
	uint64_t first_end;

	if (space_is_whole(la, last, level))
		return 0;
	level--; /* of the pages in the new table */
	first_end = space_entry_last(la, last, level);
	if (first_end == last)
		return 1 + tables_to_split(level, la, last);
	return 1 + tables_to_split(level, la, first_end) +
	       tables_to_split(level, last & ~(space_reach(level) - 1), last);
}

static int plan_table(struct edit *edit, const volatile uint64_t *table,
		      unsigned int level, uint64_t la, uint64_t last);

static int plan_entry(struct edit *edit, uint64_t entry, unsigned int level,
		      uint64_t la, uint64_t last)
{
	volatile uint64_t *table;

	if (!(entry & MMU_PTE_P))
		return 0;
	if (!space_is_leaf(entry, level)) {
		if (space_descend(&edit->path, entry, level, &table) !=
		    SPACE_OK)
			return -EINVAL;
		return plan_table(edit, table, level - 1, la, last);
	}
	if (space_is_whole(la, last, level))
		return 0;
	if (level > space_top_leaf(edit->machine)) /* PS is reserved there */
		return -EINVAL;
	edit->need += tables_to_split(level, la, last);
	return 0;
}

static int plan_table(struct edit *edit, const volatile uint64_t *table,
		      unsigned int level, uint64_t la, uint64_t last)
{
	uint64_t e;
	int err;

	do {
		e = space_entry_last(la, last, level);
		err = plan_entry(edit,
				 space_read(&table[space_index(la, level)]),
				 level, la, e);
		if (err)
			return err;
		la = e + 1;
	} while (e != last);
	return 0;
}

/* --- Changing one entry -------------------------------------------------- */

/* Replace what was read, unless a CPU has set A or D since. */
static bool replace(volatile uint64_t *entry, uint64_t old, uint64_t new)
{
	return __atomic_compare_exchange_n(entry, &old, new, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

static void change_leaf(const struct edit *edit, volatile uint64_t *entry,
			unsigned int level)
{
	uint64_t clear = space_leaf_flags(edit->clear, level);
	uint64_t set = space_leaf_flags(edit->set, level);
	uint64_t old;

	do {
		old = space_read(entry);
	} while (!replace(entry, old, (old & ~clear) | set));
}

/* The flags that smaller pages get from a large one of that level. */
static uint64_t smaller_flags(uint64_t large, unsigned int level)
{
	uint64_t flags = large & ~MMU_PTE_ADDR;

	if (level > 2)
		return flags | (large & MMU_PTE_PAT_LARGE);
	flags &= ~MMU_PTE_PS;
	return large & MMU_PTE_PAT_LARGE ? flags | MMU_PTE_PAT : flags;
}

static void split(const struct edit *edit, volatile uint64_t *entry,
		  unsigned int level)
{
	uint64_t step = space_reach(level - 1);
	volatile uint64_t *table;
	uint64_t pa, old, first;

	table = space_new_table(edit->machine, &pa);
	if (!table) {
		mmu_bug("split: another thread has taken frames");
		return;
	}
	do {
		old = space_read(entry);
		first = (old & MMU_PTE_ADDR & ~(space_reach(level) - 1)) |
			smaller_flags(old, level);
		for (unsigned int i = 0; i < SPACE_ENTRIES; i++)
			table[i] = first + i * step;
	} while (!replace(entry, old, pa | SPACE_TABLE));
}

/* --- The second pass: write ---------------------------------------------- */

static void edit_table(const struct edit *edit, volatile uint64_t *table,
		       unsigned int level, uint64_t la, uint64_t last);

static bool is_empty(const volatile uint64_t *table)
{
	for (unsigned int i = 0; i < SPACE_ENTRIES; i++) {
		if (table[i])
			return false;
	}
	return true;
}

/* Is the table behind this entry there for other roots as well? See space.h. */
static bool is_kernel_root_entry(const struct edit *edit, unsigned int level,
				 uint64_t la)
{
	return level == edit->machine->levels && la >> 63;
}

static void free_if_empty(const struct edit *edit, volatile uint64_t *entry)
{
	uint64_t old = *entry;

	if (!is_empty(space_table(edit->machine, old)))
		return;
	*entry = 0;
	mem_frame_free(&edit->machine->mem, old & MMU_PTE_ADDR, 1);
}

static void edit_entry(const struct edit *edit, volatile uint64_t *entry,
		       unsigned int level, uint64_t la, uint64_t last)
{
	bool whole = space_is_whole(la, last, level);
	uint64_t old = space_read(entry);
	bool present = old & MMU_PTE_P;

	if (!present || (whole && space_is_leaf(old, level))) {
		if (edit->unmap && whole)
			*entry = 0;
		else if (present)
			change_leaf(edit, entry, level);
		return;
	}
	if (space_is_leaf(old, level))
		split(edit, entry, level);
	edit_table(edit, space_table(edit->machine, *entry), level - 1, la,
		   last);
	if (edit->unmap && !is_kernel_root_entry(edit, level, la))
		free_if_empty(edit, entry);
}

static void edit_table(const struct edit *edit, volatile uint64_t *table,
		       unsigned int level, uint64_t la, uint64_t last)
{
	uint64_t e;

	do {
		e = space_entry_last(la, last, level);
		edit_entry(edit, &table[space_index(la, level)], level, la, e);
		la = e + 1;
	} while (e != last);
}

/* --- Both ---------------------------------------------------------------- */

static int run(struct edit *edit, const char *function, uint64_t root,
	       uint64_t la, uint64_t len)
{
	struct mmu_machine *machine = edit->machine;
	volatile uint64_t *table;
	uint64_t last;
	int err;

	if (!len)
		return 0;
	err = space_range(machine, function, la, len, &last);
	if (err)
		return err;
	if (space_start(&edit->path, machine, root, &table) != SPACE_OK)
		return -EINVAL;
	err = plan_table(edit, table, machine->levels, la, last);
	if (err)
		return err;
	if (edit->need > mem_frames_free(&machine->mem))
		return -ENOMEM;
	edit_table(edit, table, machine->levels, la, last);
	return 0;
}

int mmu_unmap(struct mmu_machine *machine, uint64_t root, uint64_t la,
	      uint64_t len)
{
	struct edit edit = {.machine = machine, .unmap = true};

	return run(&edit, "unmap", root, la, len);
}

int mmu_protect(struct mmu_machine *machine, uint64_t root, uint64_t la,
		uint64_t len, uint64_t set, uint64_t clear)
{
	struct edit edit = {.machine = machine, .set = set, .clear = clear};

	if ((set | clear) & (MMU_PTE_ADDR | MMU_PTE_P)) {
		mmu_bug("protect: 0x%llx and 0x%llx are not flags of a page",
			(unsigned long long)set, (unsigned long long)clear);
		return -EINVAL;
	}
	return run(&edit, "protect", root, la, len);
}
