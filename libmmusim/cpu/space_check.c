/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * space_check.c - mmu_space_check(): are the tables of a space sound?
 *
 * One descent through all tables. The addresses of those seen are kept in a
 * hash table, to find one that is reached twice:
 *
 *   Invariant: capacity is a power of two; at most half of it is used;
 *   0, which cannot be a table, is a free place.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cpu/space.h"

struct seen {
	uint64_t *place;
	uint64_t capacity, count;
};

/**
 * struct check - one call
 * @entry: the entry that is being looked at, for the report
 * @allow: MMU_SPACE_*
 */
struct check {
	struct mmu_machine *machine;
	struct space_path path;
	struct seen seen;
	unsigned int allow;
	struct {
		uint64_t value, la;
		unsigned int level;
	} at;
	char *report;
	size_t size;
};

/* --- The tables that were seen ------------------------------------------- */

static uint64_t *find_place(const struct seen *seen, uint64_t pa)
{
	uint64_t hash = (pa >> 12) * 0x9e3779b97f4a7c15ull >> 20;

	while (seen->place[hash & (seen->capacity - 1)] &&
	       seen->place[hash & (seen->capacity - 1)] != pa)
		hash++;
	return &seen->place[hash & (seen->capacity - 1)];
}

static int grow(struct seen *seen)
{
	struct seen new = {.capacity = seen->capacity * 2 + 64 * !seen->place};

	new.place = calloc(new.capacity, sizeof(*new.place));
	if (!new.place)
		return -ENOMEM;
	for (uint64_t i = 0; i < seen->capacity; i++) {
		if (seen->place[i])
			*find_place(&new, seen->place[i]) = seen->place[i];
	}
	new.count = seen->count;
	free(seen->place);
	*seen = new;
	return 0;
}

/* 0; -EEXIST when it has been seen; -ENOMEM. */
static int see(struct seen *seen, uint64_t pa)
{
	uint64_t *place;

	if (seen->count * 2 >= seen->capacity && grow(seen))
		return -ENOMEM;
	place = find_place(seen, pa);
	if (*place)
		return -EEXIST;
	*place = pa;
	seen->count++;
	return 0;
}

/* --- What can be wrong --------------------------------------------------- */

static int complain(struct check *c, const char *format, ...) MMU_PRINTF(2, 3);

static int complain(struct check *c, const char *format, ...)
{
	char what[128];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (c->at.level > c->machine->levels)
		snprintf(c->report, c->size, "the root at 0x%" PRIx64 " %s",
			 c->at.value, what);
	else
		snprintf(c->report, c->size,
			 "the %s 0x%016" PRIx64 " for 0x%" PRIx64 " %s",
			 mmu_level_text(c->at.level), c->at.value, c->at.la,
			 what);
	return -EINVAL;
}

static int complain_reserved(struct check *c, uint64_t bad)
{
	const struct mmu_mode *mode = &c->machine->cpu[0].mode;
	unsigned int bit = 63 - __builtin_clzll(bad);
	const char *why = bit == 63 ? "NX without EFER.NXE" :
			  bit >= mode->maxphyaddr ?
				      "beyond the physical addresses" :
			  bit == 7 ? "PS where there are no such pages" :
				     "a misaligned large page";

	return complain(c, "has the reserved bit %u set: %s", bit, why);
}

static bool frame_is_used(const struct mmu_machine *machine, uint64_t pa)
{
	const struct mem_region *region = mem_region_of(&machine->mem, pa);
	uint64_t frame = (pa - region->pa) / MMU_PAGE_SIZE;

	return region->used[frame / 64] >> frame % 64 & 1;
}

/* A table was reached that is RAM and not above itself. */
static int check_reached(struct check *c, uint64_t pa)
{
	int err;

	if (!frame_is_used(c->machine, pa))
		return complain(c, "is a table in a frame that is free");
	if (c->allow & MMU_SPACE_SHARED)
		return 0;
	err = see(&c->seen, pa);
	if (err == -EEXIST)
		return complain(c, "leads to a table that another entry leads "
				   "to, too");
	return err;
}

/* --- The descent --------------------------------------------------------- */

static int check_table(struct check *c, const volatile uint64_t *table,
		       unsigned int level, uint64_t la);

/* What space_start() or space_descend() said of the entry at c->at. */
static int check_step(struct check *c, enum space_step step,
		      const volatile uint64_t *table)
{
	uint64_t pa = c->at.value & MMU_PTE_ADDR;
	unsigned int level = c->at.level;
	int err;

	switch (step) {
	case SPACE_NO_RAM:
		return complain(c, "leads to a table outside RAM");
	case SPACE_LOOP:
		if (c->allow & MMU_SPACE_RECURSIVE &&
		    pa == c->path.table[c->machine->levels])
			return 0;
		return complain(c, "leads to a table that contains it");
	case SPACE_ENDLESS:
		return complain(c, "leads to one more table than RAM can hold");
	default:
		break;
	}
	err = check_reached(c, pa);
	return err ? err : check_table(c, table, level - 1, c->at.la);
}

static int check_entry(struct check *c, uint64_t entry, unsigned int level,
		       uint64_t la)
{
	const struct mmu_mode *mode = &c->machine->cpu[0].mode;
	volatile uint64_t *table = NULL;
	enum space_step step;
	uint64_t bad;

	if (!(entry & MMU_PTE_P))
		return 0;
	c->at.value = entry;
	c->at.level = level;
	c->at.la = la;
	bad = entry & mmu_reserved_bits(mode, entry, level);
	if (bad)
		return complain_reserved(c, bad);
	if (space_is_leaf(entry, level))
		return 0;
	step = space_descend(&c->path, entry, level, &table);
	return check_step(c, step, table);
}

static int check_table(struct check *c, const volatile uint64_t *table,
		       unsigned int level, uint64_t la)
{
	unsigned int unused = 64 - (12 + 9 * c->machine->levels);
	int err = 0;

	for (unsigned int i = 0; i < SPACE_ENTRIES && !err; i++) {
		uint64_t at = la + i * space_reach(level);

		at = (uint64_t)((int64_t)(at << unused) >> unused);
		err = check_entry(c, space_read(&table[i]), level, at);
	}
	return err;
}

int mmu_space_check(struct mmu_machine *machine, uint64_t root,
		    unsigned int allow, char *report, size_t size)
{
	struct check c = {
		.machine = machine,
		.allow = allow,
		.at = {.value = root, .level = machine->levels + 1},
		.report = report,
		.size = size,
	};
	volatile uint64_t *table = NULL;
	enum space_step step;
	int err;

	if (size)
		*report = '\0';
	step = space_start(&c.path, machine, root, &table);
	err = check_step(&c, step, table);
	free(c.seen.place);
	return err;
}
