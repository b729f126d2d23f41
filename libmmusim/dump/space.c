/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * space.c - an address space as ranges that are mapped alike.
 *
 * A descent through the tables in the order of addresses. Each entry that ends
 * it (a page, a hole, something wrong) is a piece; a piece that continues the
 * range before it makes that longer, any other one ends it:
 *
 *   entries:  | 4K RW | 4K RW | 4K ro |   hole    | 2M ro | ...
 *   ranges:   [   8K RW       ][4K ro][   hole    ][ 2M ro ...
 *
 * Rights are combined on the way down: US and RW must be 1 at every level, NX
 * at none.
 *
 * A table whose entries all lead to one and the same uniform table (a kernel
 * makes gigabytes of shadow memory so) need not be descended into 512 times:
 * see repeats().
 */
#include <inttypes.h>
#include <stdio.h>

#include <mmusim/space.h>

#include "cpu/space.h"

/* What an upper level can take away from a leaf, NX inverted. */
#define RIGHTS (MMU_PTE_RW | MMU_PTE_US | MMU_PTE_NX)

/* What else is the leaf's own. */
#define LEAF_FLAGS \
	(MMU_PTE_PWT | MMU_PTE_PCD | MMU_PTE_G | 15ull << MMU_PTE_PKEY_SHIFT)

/**
 * struct listing - one call
 * @now:     the range that may still grow; its len is 0 before the first
 * @sign:    bits that a linear address has too many, to extend its sign
 * @stopped: what the caller's function said
 */
struct listing {
	struct mmu_machine *machine;
	struct space_path path;
	struct mmu_range now;
	unsigned int show;
	unsigned int sign;
	mmu_range_fn *fn;
	void *arg;
	int stopped;
};

/* --- Pieces become ranges ------------------------------------------------ */

static void tell(struct listing *l)
{
	if (!l->now.len || l->stopped)
		return;
	if (l->now.kind != MMU_RANGE_HOLE || l->show & MMU_SHOW_HOLES)
		l->stopped = l->fn(&l->now, l->arg);
}

/* Two entries that are wrong are told one by one. */
static bool continues(const struct mmu_range *range,
		      const struct mmu_range *piece)
{
	return range->len && range->la + range->len == piece->la &&
	       range->kind == piece->kind && range->level == piece->level &&
	       range->flags == piece->flags &&
	       (piece->kind == MMU_RANGE_PAGES ||
		piece->kind == MMU_RANGE_HOLE);
}

static void add_piece(struct listing *l, struct mmu_range piece)
{
	if (continues(&l->now, &piece)) {
		l->now.len += piece.len;
		return;
	}
	tell(l);
	l->now = piece;
}

/* --- The descent --------------------------------------------------------- */

static uint64_t leaf_flags(const struct listing *l, uint64_t entry,
			   unsigned int level, uint64_t rights)
{
	uint64_t pat = level == 1 ? MMU_PTE_PAT : MMU_PTE_PAT_LARGE;
	uint64_t mask = LEAF_FLAGS;

	if (l->show & MMU_SHOW_ACCESSED)
		mask |= MMU_PTE_A | MMU_PTE_D;
	return MMU_PTE_P | (rights ^ MMU_PTE_NX) | (entry & mask) |
	       (entry & pat ? MMU_PTE_PAT : 0);
}

static void list_table(struct listing *l, const volatile uint64_t *table,
		       unsigned int level, uint64_t la, uint64_t rights);

/* An entry that leads to a table; @piece is what it stands for. */
static void list_below(struct listing *l, uint64_t entry,
		       struct mmu_range piece, uint64_t rights)
{
	static const uint8_t kinds[] = {
		[SPACE_NO_RAM] = MMU_RANGE_NO_RAM,
		[SPACE_LOOP] = MMU_RANGE_LOOP,
		[SPACE_ENDLESS] = MMU_RANGE_ENDLESS,
	};
	volatile uint64_t *table;
	enum space_step step;

	step = space_descend(&l->path, entry, piece.level, &table);
	if (step == SPACE_OK) {
		list_table(l, table, piece.level - 1, piece.la, rights);
		return;
	}
	piece.kind = kinds[step];
	piece.pa = entry & MMU_PTE_ADDR;
	add_piece(l, piece);
}

/* @rights: of the levels above, NX inverted */
static void list_entry(struct listing *l, uint64_t entry, unsigned int level,
		       uint64_t la, uint64_t rights)
{
	const struct mmu_mode *mode = &l->machine->cpu[0].mode;
	struct mmu_range piece = {.la = la, .len = space_reach(level)};
	uint64_t bad = entry & mmu_reserved_bits(mode, entry, level);

	rights &= entry ^ MMU_PTE_NX;
	if (!(entry & MMU_PTE_P)) {
		piece.kind = MMU_RANGE_HOLE;
		add_piece(l, piece);
		return;
	}
	piece.level = level;
	if (!bad && !space_is_leaf(entry, level)) {
		list_below(l, entry, piece, rights);
		return;
	}
	piece.kind = bad ? MMU_RANGE_RESERVED : MMU_RANGE_PAGES;
	piece.flags = bad ? bad : leaf_flags(l, entry, level, rights);
	if (!bad)
		piece.pa = entry & MMU_PTE_ADDR & ~(piece.len - 1);
	add_piece(l, piece);
}

/*
 * Does this entry lead to the same table as the one before it, and was that
 * table one piece? Then it continues the range just as that one did.
 */
static bool repeats(const struct listing *l, uint64_t entry, uint64_t before,
		    unsigned int level, uint64_t la)
{
	uint64_t size = space_reach(level);

	return level > 1 && entry == before && entry & MMU_PTE_P &&
	       !space_is_leaf(entry, level) && l->now.len >= size &&
	       l->now.la + l->now.len == la &&
	       (l->now.kind == MMU_RANGE_PAGES ||
		l->now.kind == MMU_RANGE_HOLE);
}

static void list_table(struct listing *l, const volatile uint64_t *table,
		       unsigned int level, uint64_t la, uint64_t rights)
{
	uint64_t before = 0;

	for (unsigned int i = 0; i < SPACE_ENTRIES && !l->stopped; i++) {
		uint64_t entry = space_read(&table[i]);
		uint64_t at = la + i * space_reach(level);

		at = (uint64_t)((int64_t)(at << l->sign) >> l->sign);
		if (repeats(l, entry, before, level, at))
			l->now.len += space_reach(level);
		else
			list_entry(l, entry, level, at, rights);
		before = entry;
	}
}

int mmu_space_ranges(struct mmu_machine *machine, uint64_t root,
		     unsigned int show, mmu_range_fn *fn, void *arg)
{
	struct listing l = {
		.machine = machine,
		.show = show,
		.sign = 64 - (12 + 9 * machine->levels),
		.fn = fn,
		.arg = arg,
	};
	volatile uint64_t *table;

	if (space_start(&l.path, machine, root, &table) == SPACE_OK)
		list_table(&l, table, machine->levels, 0, RIGHTS);
	else
		l.now = (struct mmu_range){.len = space_reach(machine->levels) *
						  512,
					   .pa = root & MMU_PTE_ADDR,
					   .kind = MMU_RANGE_NO_RAM,
					   .level = SPACE_MAX_LEVELS + 1};
	tell(&l);
	return l.stopped;
}

/* --- Text ---------------------------------------------------------------- */

/* "16M": the largest unit without a remainder. */
static void size_text(uint64_t len, char *buf, size_t size)
{
	static const char units[] = "KMGTPE";
	const char *unit = units;

	for (len >>= 10; unit[1] && !(len & 1023); unit++)
		len >>= 10;
	snprintf(buf, size, "%" PRIu64 "%c", len, *unit);
}

static void flags_text(uint64_t flags, char *buf, size_t size)
{
	static const struct {
		uint64_t bit;
		const char *set, *clear;
	} columns[] = {
		{MMU_PTE_US, "US", "  "},   {MMU_PTE_RW, " RW", " ro"},
		{MMU_PTE_NX, " NX", " x "}, {MMU_PTE_PWT, " PWT", ""},
		{MMU_PTE_PCD, " PCD", ""},  {MMU_PTE_PAT, " PAT", ""},
		{MMU_PTE_G, " G", ""},	    {MMU_PTE_A, " A", ""},
		{MMU_PTE_D, " D", ""},
	};
	unsigned int key = flags >> MMU_PTE_PKEY_SHIFT & 15;
	size_t n = sizeof(columns) / sizeof(columns[0]), len = 0;

	for (size_t i = 0; i < n; i++)
		len += snprintf(buf + len, size - len, "%s",
				flags & columns[i].bit ? columns[i].set :
							 columns[i].clear);
	if (key)
		len += snprintf(buf + len, size - len, " key=%u", key);
	while (len && buf[len - 1] == ' ')
		buf[--len] = '\0';
}

static void wrong_text(const struct mmu_range *range, char *buf, size_t size)
{
	switch (range->kind) {
	case MMU_RANGE_HOLE:
		snprintf(buf, size, "not mapped");
		break;
	case MMU_RANGE_RESERVED:
		snprintf(buf, size, "reserved bit %d is set",
			 63 - __builtin_clzll(range->flags | 1));
		break;
	case MMU_RANGE_LOOP:
		snprintf(buf, size, "to itself: 0x%" PRIx64, range->pa);
		break;
	case MMU_RANGE_NO_RAM:
		snprintf(buf, size, "to no RAM: 0x%" PRIx64, range->pa);
		break;
	default:
		snprintf(buf, size, "shared without end");
		break;
	}
}

char *mmu_range_text(const struct mmu_range *range, char *buf, size_t size)
{
	static const char *const levels[] = {
		"", "PTE", "PDE", "PDPTE", "PML4E", "PML5E", "CR3",
	};
	char len[24], what[64];

	size_text(range->len, len, sizeof(len));
	if (range->kind == MMU_RANGE_PAGES)
		flags_text(range->flags, what, sizeof(what));
	else
		wrong_text(range, what, sizeof(what));
	snprintf(buf, size, "0x%016" PRIx64 "-0x%016" PRIx64 " %6s %-5s %s",
		 range->la, range->la + range->len, len, levels[range->level],
		 what);
	return buf;
}

struct text {
	char *buf;
	size_t size, len;
};

static int add_line(const struct mmu_range *range, void *arg)
{
	struct text *text = arg;
	size_t room = text->len < text->size ? text->size - text->len : 0;
	char line[MMU_RANGE_TEXT];

	mmu_range_text(range, line, sizeof(line));
	text->len += snprintf(room ? text->buf + text->len : NULL, room, "%s\n",
			      line);
	return 0;
}

size_t mmu_space_text(struct mmu_machine *machine, uint64_t root,
		      unsigned int show, char *buf, size_t size)
{
	struct text text = {.buf = buf, .size = size};

	if (size)
		*buf = '\0';
	mmu_space_ranges(machine, root, show, add_line, &text);
	return text.len;
}
