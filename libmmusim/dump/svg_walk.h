/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg_walk.h - what the parts of a picture of a walk share: see svg_walk.c.
 */
#ifndef DUMP_SVG_WALK_H
#define DUMP_SVG_WALK_H

#include "dump/svg.h"

/* Where things are. */
enum {
	MARGIN = 24,
	CR3_WIDTH = 154,
	WIDTH = 250, /* of a table: 13 flags and their names fit */
	GAP = 40,
	MODE_Y = 72,
	FIELD_Y = 128,
	FIELD_HEIGHT = 42,
	TABLE_Y = 204,
	HEADER = 42,
	ROW = 22,  /* an entry that is not used */
	USED = 70, /* the one that is */
	TABLE_HEIGHT = HEADER + 2 * ROW + USED,
	NOTE_Y = TABLE_Y + TABLE_HEIGHT + 20,
	VERDICT_Y = NOTE_Y + 22,
};

/**
 * struct drawing - what there is to draw
 * @vector: 0: allowed
 * @bit:    of the entry to blame, the one that decides; -1: none
 */
struct drawing {
	struct svg svg;
	struct mmu_machine *machine;
	const struct mmu_mode *mode;
	uint64_t la;
	unsigned int how;
	int vector;
	int bit;
	struct mmu_xlat xlat;
	struct mmu_fault fault;
};

/* The control bits and registers that are shown. */
enum control { WP, SMEP, SMAP, AC, NXE, PKE, PKRU, MAXPHYADDR };

static inline int column_x(unsigned int column)
{
	return MARGIN + CR3_WIDTH + GAP + (int)column * (WIDTH + GAP);
}

static inline int walk_svg_width(const struct drawing *d)
{
	return column_x(d->mode->levels) + WIDTH + MARGIN;
}

static inline bool is_user(const struct drawing *d)
{
	return d->mode->cpl == 3 && !(d->how & MMU_IMPLICIT);
}

/* Does this entry end the walk at a page? PS is reserved in upper levels. */
static inline bool is_leaf(const struct mmu_step *step)
{
	return step->level == 1 ||
	       (step->level <= 3 && step->entry & MMU_PTE_PS);
}

/* svg_table.c: CR3; the table in a column; the page behind the last one; a
 * flag with its name above it. */
void walk_svg_cr3(struct drawing *d);
void walk_svg_table(struct drawing *d, unsigned int column);
void walk_svg_page(struct drawing *d);
void walk_svg_cell(struct drawing *d, int x, int y, int width, const char *name,
		   unsigned int value, bool bad);

/* svg_verdict.c: which bit decides; does this control make it count? The
 * note below the table to blame, the verdict, and the height of that. */
int walk_svg_deciding_bit(const struct drawing *d);
bool walk_svg_control_decides(const struct drawing *d, enum control control);
void walk_svg_note(struct drawing *d);
void walk_svg_verdict(struct drawing *d);
int walk_svg_verdict_height(const struct drawing *d);

#endif
