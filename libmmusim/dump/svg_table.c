/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg_table.c - tables, entries and pages in the picture of a walk.
 *
 *   +-----------------------+
 *   |          PML4         |
 *   |       at 0x1000       |
 *   | 272 0x0               |   the entry before, or where the table begins
 *   |+---------------------+|
 *   || 273 0x...           ||   the entry that is used
 *   ||   NX ... US RW P    ||   and its flags
 *   |+---------------------+|
 *   | 274 0x0               |   the entry after
 *   +-----------------------+
 */
#include <inttypes.h>
#include <stdio.h>

#include "dump/svg_walk.h"

/* --- One entry ----------------------------------------------------------- */

struct cell {
	const char *name;
	int bit; /* of the key: the lowest */
};

/* Which flags mean something in an entry, from the left. */
static unsigned int list_cells(const struct mmu_step *step, struct cell *cell)
{
	bool leaf = is_leaf(step), large = leaf && step->level > 1;
	unsigned int n = 0;

	cell[n++] = (struct cell){"NX", 63};
	if (leaf)
		cell[n++] = (struct cell){"key", MMU_PTE_PKEY_SHIFT};
	if (large)
		cell[n++] = (struct cell){"PAT", 12};
	if (leaf)
		cell[n++] = (struct cell){"G", 8};
	cell[n++] = (struct cell){step->level > 1 ? "PS" : "PAT", 7};
	if (leaf)
		cell[n++] = (struct cell){"D", 6};
	cell[n++] = (struct cell){"A", 5};
	cell[n++] = (struct cell){"PCD", 4};
	cell[n++] = (struct cell){"PWT", 3};
	cell[n++] = (struct cell){"US", 2};
	cell[n++] = (struct cell){"RW", 1};
	cell[n++] = (struct cell){"P", 0};
	return n;
}

static bool is_blamed(const struct drawing *d, const struct mmu_step *step)
{
	return d->vector && d->fault.level == step->level;
}

void walk_svg_cell(struct drawing *d, int x, int y, int width, const char *name,
		   unsigned int value, bool bad)
{
	svg_text(&d->svg, bad ? "m s bad" : "m s dim", x + width / 2, y - 4,
		 "%s", name);
	svg_rect(&d->svg, bad ? "bad" : "cell", x, y, width, 20);
	svg_text(&d->svg, bad ? "m b bad" : "m", x + width / 2, y + 14, "%u",
		 value);
}

/* The flags; before them the reserved bit, when that is to blame. */
static void draw_cells(struct drawing *d, const struct mmu_step *step, int x,
		       int y)
{
	enum { ROOM = WIDTH - 12, WIDEST = 23 };
	struct cell cell[14];
	unsigned int n = list_cells(step, cell + 1);
	bool blamed = is_blamed(d, step), shown = !blamed || d->bit < 0;
	const struct cell *first = cell + 1;
	char name[16];
	int width;

	for (unsigned int i = 1; i <= n; i++)
		shown |= cell[i].bit == d->bit;
	if (!shown) {
		snprintf(name, sizeof(name), "%d", d->bit);
		cell[0] = (struct cell){name, d->bit};
		first = cell;
		n++;
	}
	width = ROOM / n < WIDEST ? ROOM / n : WIDEST;
	x += WIDTH - 6 - width * (int)n;
	for (unsigned int i = 0; i < n; i++) {
		bool key = first[i].bit == MMU_PTE_PKEY_SHIFT;

		walk_svg_cell(d, x + width * (int)i, y, width, first[i].name,
			      step->entry >> first[i].bit & (key ? 15 : 1),
			      blamed && first[i].bit == d->bit);
	}
}

/* --- Tables -------------------------------------------------------------- */

/* An entry beside the one that is used; nothing beyond the table's ends. */
static void draw_neighbour(struct drawing *d, const struct mmu_step *step,
			   int offset, int x, int y)
{
	unsigned int index = (step->pa / 8 & 511) + offset;
	uint64_t *entry;

	if (index > 511) {
		svg_text(&d->svg, "m s dim", x + WIDTH / 2, y + 14, "%s",
			 offset < 0 ? "begins here" : "ends here");
		return;
	}
	entry = mmu_mem_ptr(d->machine, step->pa + offset * 8, 8);
	svg_text(&d->svg, "dim", x + 8, y + 15, "%3u 0x%0*" PRIx64, index,
		 *entry ? 16 : 1, *entry);
}

static void draw_used(struct drawing *d, const struct mmu_step *step, int x,
		      int y)
{
	bool bad = is_blamed(d, step);

	svg_rect(&d->svg, bad ? "bad" : "used", x, y, WIDTH, USED);
	svg_text(&d->svg, "b", x + 8, y + 18, "%3u 0x%016" PRIx64,
		 (unsigned int)(step->pa / 8 & 511), step->entry);
	draw_cells(d, step, x, y + 42);
}

static void draw_header(struct drawing *d, int x, const char *name, uint64_t pa)
{
	svg_text(&d->svg, "m b", x + WIDTH / 2, TABLE_Y + 17, "%s", name);
	svg_text(&d->svg, "m", x + WIDTH / 2, TABLE_Y + 34, "at 0x%" PRIx64,
		 pa);
}

void walk_svg_table(struct drawing *d, unsigned int column)
{
	static const char *const names[] = {
		"",
		"page table (PT)",
		"page directory (PD)",
		"PDPT",
		"PML4",
		"PML5",
	};
	const struct mmu_step *step = &d->xlat.step[column];
	int x = column_x(column), y = TABLE_Y + HEADER;

	svg_rect(&d->svg, step->host ? "box" : "bad", x, TABLE_Y, WIDTH,
		 TABLE_HEIGHT);
	draw_header(d, x, names[step->level], step->pa & ~(MMU_PAGE_SIZE - 1));
	if (!step->host) {
		svg_text(&d->svg, "m b bad", x + WIDTH / 2, y + ROW + USED / 2,
			 "there is no RAM here");
		return;
	}
	draw_neighbour(d, step, -1, x, y);
	draw_used(d, step, x, y + ROW);
	draw_neighbour(d, step, 1, x, y + ROW + USED);
}

void walk_svg_cr3(struct drawing *d)
{
	svg_rect(&d->svg, "used", MARGIN, TABLE_Y, CR3_WIDTH, HEADER);
	svg_text(&d->svg, "m b", MARGIN + CR3_WIDTH / 2, TABLE_Y + 17, "CR3");
	svg_text(&d->svg, "m", MARGIN + CR3_WIDTH / 2, TABLE_Y + 34,
		 "0x%" PRIx64, d->mode->cr3);
}

/* The page: where the walk leads when no right is missing. */
void walk_svg_page(struct drawing *d)
{
	static const char *const names[] = {
		[12] = "4 KiB page", [21] = "2 MiB page", [30] = "1 GiB page"};
	bool bad = d->vector == MMU_TRAP_MC;
	int x = column_x(d->xlat.nsteps), y = TABLE_Y + HEADER + ROW;
	uint64_t offset = d->xlat.pa & ((1ull << d->xlat.shift) - 1);

	svg_rect(&d->svg,
		 bad	   ? "bad" :
		 d->vector ? "gone" :
			     "good",
		 x, TABLE_Y, WIDTH, TABLE_HEIGHT);
	draw_header(d, x, names[d->xlat.shift], d->xlat.pa - offset);
	svg_text(&d->svg, "m", x + WIDTH / 2, y + 18, "byte 0x%" PRIx64,
		 offset);
	svg_text(&d->svg, "m", x + WIDTH / 2, y + 36, "physical address");
	svg_text(&d->svg, "m b", x + WIDTH / 2, y + 54, "0x%" PRIx64,
		 d->xlat.pa);
	if (d->vector)
		svg_text(&d->svg, "m b bad", x + WIDTH / 2, y + 78,
			 bad ? "there is no RAM here" : "not reached");
}
