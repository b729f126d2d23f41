/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * space.c - what mapping, unmapping, checking and listing have in common.
 */
#include <errno.h>
#include <string.h>

#include "cpu/space.h"
#include "mem/bug.h"

enum space_step space_start(struct space_path *path,
			    struct mmu_machine *machine, uint64_t root,
			    volatile uint64_t **table)
{
	*path = (struct space_path){
		.machine = machine,
		.left = machine->mem.bytes / MMU_PAGE_SIZE,
	};
	/* As if an entry above the root led to it. */
	return space_descend(path, root, machine->levels + 1, table);
}

enum space_step space_descend(struct space_path *path, uint64_t entry,
			      unsigned int level, volatile uint64_t **table)
{
	struct mmu_machine *machine = path->machine;
	uint64_t pa = entry & MMU_PTE_ADDR;

	for (unsigned int above = level; above <= machine->levels; above++) {
		if (path->table[above] == pa)
			return SPACE_LOOP;
	}
	*table = space_table(machine, entry);
	if (!*table)
		return SPACE_NO_RAM;
	if (!path->left)
		return SPACE_ENDLESS;
	path->left--;
	path->table[level - 1] = pa;
	return SPACE_OK;
}

volatile uint64_t *space_new_table(struct mmu_machine *machine, uint64_t *pa)
{
	void *table;

	*pa = mem_frame_alloc(&machine->mem, 1, 1);
	if (*pa == MMU_NO_PA)
		return NULL;
	table = mem_ptr(&machine->mem, *pa, MMU_PAGE_SIZE);
	return memset(table, 0, MMU_PAGE_SIZE);
}

int space_range(struct mmu_machine *machine, const char *function, uint64_t la,
		uint64_t len, uint64_t *last)
{
	uint64_t end = la + len - 1;

	if ((la | len) & (MMU_PAGE_SIZE - 1)) {
		mmu_bug("%s: 0x%llx bytes at 0x%llx: not whole pages", function,
			(unsigned long long)len, (unsigned long long)la);
		return -EINVAL;
	}
	if (end < la || !mmu_is_canonical(la, machine->levels) ||
	    !mmu_is_canonical(end, machine->levels) || (la ^ end) >> 63)
		return -EINVAL;
	*last = end;
	return 0;
}
