/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg_walk.c - the walk of one access as a picture.
 *
 *   write to 0x... by user code (CPL 3)                     the access
 *   [CR0.WP 1] [CR4.SMEP 1] ...                             its mode
 *
 *   [63-48] [47-39] [38-30] [29-21] [20-12] [11-0]          the address
 *              |       |       |       |       |
 *   [ CR3 ]->[PML4]  >[PDPT]  >[PD ]  >[PT ]  >[page]       the tables
 *            [ ...]  | [...]  | [..]  | [..]  |
 *            [entry]-' [   ]--' [  ]--' [  ]--'
 *            [ ...]
 *   [verdict, error code]
 *
 * One column for CR3, one for each level, one for the page. All tables have
 * the same height, so nothing overlaps whatever they hold. The walk is
 * mmu_walk() with MMU_PEEK, as in explain.c: nothing is decided twice.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dump/svg_walk.h"

/* --- The access and its mode --------------------------------------------- */

static void access_text(const struct drawing *d, char *buf, size_t size)
{
	static const char *const verbs[] = {
		[MMU_READ] = "read from",
		[MMU_WRITE] = "write to",
		[MMU_FETCH] = "instruction fetch from",
		[MMU_HOW] = "access to",
	};
	char who[40];

	if (d->how & MMU_IMPLICIT)
		snprintf(who, sizeof(who), "the CPU itself, as supervisor");
	else
		snprintf(who, sizeof(who), "%s (CPL %u)",
			 is_user(d) ? "user code" : "the supervisor",
			 d->mode->cpl);
	snprintf(buf, size, "%s 0x%" PRIx64 " by %s", verbs[d->how & MMU_HOW],
		 d->la, who);
}

static void draw_mode(struct drawing *d)
{
	const struct mmu_mode *mode = d->mode;
	const struct {
		const char *name;
		unsigned int value;
	} rows[] = {
		[WP] = {"CR0.WP", mode->wp},
		[SMEP] = {"CR4.SMEP", mode->smep},
		[SMAP] = {"CR4.SMAP", mode->smap},
		[AC] = {"EFLAGS.AC", mode->ac || d->how & MMU_AC},
		[NXE] = {"EFER.NXE", mode->nxe},
		[PKE] = {"CR4.PKE", mode->pke},
		[PKRU] = {"PKRU", mode->pkru},
		[MAXPHYADDR] = {"MAXPHYADDR", mode->maxphyaddr},
	};
	int x = MARGIN;

	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool bad = d->vector && walk_svg_control_decides(d, i);
		char text[40];
		int width;

		snprintf(text, sizeof(text), i == PKRU ? "%s 0x%x" : "%s %u",
			 rows[i].name, rows[i].value);
		width = 20 + 8 * (int)strlen(text);
		svg_rect(&d->svg, bad ? "bad" : "box", x, MODE_Y, width, 26);
		svg_text(&d->svg, bad ? "m b bad" : "m", x + width / 2,
			 MODE_Y + 17, "%s", text);
		x += width + 8;
	}
}

/* --- The linear address -------------------------------------------------- */

static void draw_field(struct drawing *d, const char *class, int x, int width,
		       unsigned int high, unsigned int low, const char *text)
{
	svg_rect(&d->svg, class, x, FIELD_Y, width, FIELD_HEIGHT);
	svg_text(&d->svg, "m s dim", x + width / 2, FIELD_Y + 14,
		 "bits %u to %u", high, low);
	svg_text(&d->svg, "m b", x + width / 2, FIELD_Y + 32, "%s", text);
}

/* How many levels the walk used; all of them when it did not end. */
static unsigned int used_levels(const struct drawing *d)
{
	unsigned int n = d->xlat.nsteps;
	const struct mmu_step *last = &d->xlat.step[n ? n - 1 : 0];

	if (n && last->entry & MMU_PTE_P && is_leaf(last))
		return n;
	return d->mode->levels;
}

static void draw_address(struct drawing *d)
{
	unsigned int levels = d->mode->levels, used = used_levels(d);
	unsigned int low = 12 + 9 * levels, i;
	uint64_t offset;
	bool bad = d->vector && d->fault.why == MMU_WHY_NON_CANONICAL;
	int x, right = column_x(levels) + WIDTH;
	char text[32];

	snprintf(text, sizeof(text), "0x%" PRIx64, d->la >> low);
	draw_field(d, bad ? "bad" : "box", MARGIN, CR3_WIDTH, 63, low, text);
	for (i = 0; i < used; i++) {
		low -= 9;
		snprintf(text, sizeof(text), "%u",
			 (unsigned int)(d->la >> low & 511));
		draw_field(d, i < d->xlat.nsteps ? "used" : "box", column_x(i),
			   WIDTH, low + 8, low, text);
	}
	x = column_x(i);
	offset = d->la & ((1ull << low) - 1);
	snprintf(text, sizeof(text), "0x%" PRIx64, offset);
	draw_field(d, d->vector ? "box" : "used", x, right - x, low - 1, 0,
		   text);
}

/* --- The path ------------------------------------------------------------ */

/* From the field above, and from the box to the left. */
static void draw_arrows_to(struct drawing *d, unsigned int column,
			   const char *class)
{
	const int up = HEADER + ROW + 14 - HEADER / 2;
	int x = column_x(column);

	svg_arrow(&d->svg, class, x + WIDTH / 2, FIELD_Y + FIELD_HEIGHT,
		  &(struct svg_move){0, TABLE_Y - FIELD_Y - FIELD_HEIGHT - 2},
		  1);
	if (column == 0)
		svg_arrow(&d->svg, class, x - GAP, TABLE_Y + HEADER / 2,
			  &(struct svg_move){GAP - 2, 0}, 1);
	else
		svg_arrow(&d->svg, class, x - GAP, TABLE_Y + HEADER / 2 + up,
			  (struct svg_move[]){
				  {GAP / 2, 0}, {0, -up}, {GAP / 2 - 2, 0}},
			  3);
}

/* Did the walk come to a page, whatever the rights said then? */
static bool found_page(const struct drawing *d)
{
	if (!d->vector)
		return true;
	switch (d->fault.why) {
	case MMU_WHY_NON_CANONICAL:
	case MMU_WHY_NOT_PRESENT:
	case MMU_WHY_RESERVED:
		return false;
	case MMU_WHY_NO_RAM:
		return !d->fault.level;
	default:
		return true;
	}
}

static void draw_walk(struct drawing *d)
{
	if (!d->xlat.nsteps) {
		svg_text(&d->svg, "b bad", MARGIN, TABLE_Y - 12,
			 "bits 63 to %u must all be equal: no table is read",
			 11 + 9 * d->mode->levels);
		return;
	}
	walk_svg_cr3(d);
	for (unsigned int i = 0; i < d->xlat.nsteps; i++) {
		walk_svg_table(d, i);
		draw_arrows_to(d, i, "path");
	}
	if (!found_page(d))
		return;
	walk_svg_page(d);
	draw_arrows_to(d, d->xlat.nsteps, d->vector ? "dim" : "good");
}

/* --- All of it ----------------------------------------------------------- */

static volatile uint64_t *reach_entry(void *machine, uint64_t pa)
{
	return mmu_mem_ptr(machine, pa, 8);
}

/* As mmu_access() for a debugger: a page without RAM is a machine check. */
static void take_walk(struct drawing *d)
{
	d->vector = mmu_walk(d->mode, reach_entry, d->machine, d->la,
			     d->how | MMU_PEEK, &d->xlat, &d->fault);
	if (!d->vector && !mmu_mem_ptr(d->machine, d->xlat.pa, 1)) {
		d->vector = MMU_TRAP_MC;
		d->fault = (struct mmu_fault){.la = d->la,
					      .how = d->how,
					      .vector = MMU_TRAP_MC,
					      .why = MMU_WHY_NO_RAM};
	}
	d->bit = d->vector ? walk_svg_deciding_bit(d) : -1;
}

int mmu_walk_svg(struct mmu_machine *machine, const struct mmu_mode *mode,
		 uint64_t la, unsigned int how, mmu_write_fn *write, void *arg)
{
	struct drawing d = {
		.svg = {.write = write, .arg = arg},
		.machine = machine,
		.mode = mode,
		.la = la,
		.how = how,
	};
	char title[128];

	take_walk(&d);
	access_text(&d, title, sizeof(title));
	svg_begin(&d.svg, walk_svg_width(&d),
		  VERDICT_Y + walk_svg_verdict_height(&d) + MARGIN, title);
	svg_text(&d.svg, "l", MARGIN, 46, "%s", title);
	draw_mode(&d);
	draw_address(&d);
	draw_walk(&d);
	walk_svg_note(&d);
	walk_svg_verdict(&d);
	svg_end(&d.svg);
	return d.svg.stopped;
}
