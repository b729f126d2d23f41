/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg_verdict.c - what decides, in the picture of a walk.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dump/svg_walk.h"

enum { HEIGHT = 76, ERROR_CODE_HEIGHT = 36 };

/* --- What decides -------------------------------------------------------- */

/* The bit of the entry that decides, by reason. */
int walk_svg_deciding_bit(const struct drawing *d)
{
	uint64_t bad;

	switch (d->fault.why) {
	case MMU_WHY_NOT_PRESENT:
		return 0;
	case MMU_WHY_READ_ONLY:
		return 1;
	case MMU_WHY_SUPERVISOR:
	case MMU_WHY_SMEP:
	case MMU_WHY_SMAP:
		return 2;
	case MMU_WHY_NX:
		return 63;
	case MMU_WHY_PKEY:
		return MMU_PTE_PKEY_SHIFT;
	case MMU_WHY_RESERVED:
		bad = d->fault.entry & mmu_reserved_bits(d->mode,
							 d->fault.entry,
							 d->fault.level);
		return 63 - __builtin_clzll(bad | 1);
	default:
		return -1;
	}
}

/* Is it this control bit that makes the entry's bit count? */
bool walk_svg_control_decides(const struct drawing *d, enum control control)
{
	switch (d->fault.why) {
	case MMU_WHY_READ_ONLY:
		return control == WP && !is_user(d);
	case MMU_WHY_SMEP:
		return control == SMEP;
	case MMU_WHY_SMAP:
		return control == SMAP ||
		       (control == AC && !(d->how & MMU_IMPLICIT));
	case MMU_WHY_PKEY:
		return control == PKRU;
	case MMU_WHY_RESERVED:
		return d->bit == 63 ? control == NXE :
				      control == MAXPHYADDR &&
					      d->bit >= d->mode->maxphyaddr;
	default:
		return false;
	}
}

/* --- The verdict --------------------------------------------------------- */

/* Below the table to blame: its bit in words. */
static const char *note_text(enum mmu_why why)
{
	switch (why) {
	case MMU_WHY_NOT_PRESENT:
		return "P=0: not present";
	case MMU_WHY_SUPERVISOR:
		return "US=0: supervisor only";
	case MMU_WHY_READ_ONLY:
		return "RW=0: read-only";
	case MMU_WHY_NX:
		return "NX=1: not executable";
	case MMU_WHY_SMEP:
		return "US=1: a user page (SMEP)";
	case MMU_WHY_SMAP:
		return "US=1: a user page (SMAP)";
	case MMU_WHY_PKEY:
		return "PKRU denies this key";
	default:
		return "";
	}
}

void walk_svg_note(struct drawing *d)
{
	int x = column_x(d->mode->levels - d->fault.level) + WIDTH / 2;

	if (!d->vector || !d->fault.level)
		return;
	if (d->fault.why == MMU_WHY_RESERVED)
		svg_text(&d->svg, "m b bad", x, NOTE_Y, "bit %d is 1: reserved",
			 d->bit);
	else
		svg_text(&d->svg, "m b bad", x, NOTE_Y, "%s",
			 note_text(d->fault.why));
}

int walk_svg_verdict_height(const struct drawing *d)
{
	return HEIGHT + (d->vector == MMU_TRAP_PF ? ERROR_CODE_HEIGHT : 0);
}

/* A sentence that may be too long for a line: break it at a blank. */
static void draw_sentence(struct drawing *d, int y, const char *text)
{
	int room = (walk_svg_width(d) - 4 * MARGIN) * 5 / (12 * 3);
	int len = strlen(text), cut = len;

	if (len > room) {
		cut = room;
		while (cut && text[cut] != ' ')
			cut--;
	}
	svg_text(&d->svg, "", MARGIN * 2, y, "%.*s", cut, text);
	if (cut < len)
		svg_text(&d->svg, "", MARGIN * 2, y + 18, "%s", text + cut + 1);
}

static void draw_error_code(struct drawing *d)
{
	static const char *const names[] = {"P",    "W/R", "U/S",
					    "RSVD", "I/D", "PK"};
	const int width = 40, y = VERDICT_Y + 76;
	uint32_t code = d->fault.error_code;
	char words[96];
	int x = MARGIN * 2;

	svg_text(&d->svg, "", x, y + 14, "error code 0x%04" PRIx32, code);
	x += 160;
	for (int bit = 5; bit >= 0; bit--, x += width)
		walk_svg_cell(d, x, y, width, names[bit], code >> bit & 1,
			      false);
	mmu_error_code_text(code, words, sizeof(words));
	svg_text(&d->svg, "dim", x + 20, y + 14, "%s", words);
}

static void draw_denied(struct drawing *d)
{
	char sentence[192];

	svg_rect(&d->svg, "bad", MARGIN, VERDICT_Y,
		 walk_svg_width(d) - 2 * MARGIN, walk_svg_verdict_height(d));
	svg_text(&d->svg, "b bad", MARGIN * 2, VERDICT_Y + 22, "%s: %s",
		 mmu_trap_text(d->vector), mmu_why_text(d->fault.why));
	mmu_fault_text(&d->fault, sentence, sizeof(sentence));
	draw_sentence(d, VERDICT_Y + 42, sentence);
	if (d->vector == MMU_TRAP_PF)
		draw_error_code(d);
}

static void draw_allowed(struct drawing *d)
{
	unsigned int rights = d->xlat.rights;
	char text[160];

	svg_rect(&d->svg, "good", MARGIN, VERDICT_Y,
		 walk_svg_width(d) - 2 * MARGIN, walk_svg_verdict_height(d));
	svg_text(&d->svg, "b good", MARGIN * 2, VERDICT_Y + 22,
		 "allowed: physical address 0x%" PRIx64, d->xlat.pa);
	snprintf(text, sizeof(text), "all levels together: %s, %s, %s",
		 rights & MMU_RIGHT_RW ? "writable" : "read-only",
		 rights & MMU_RIGHT_NX ? "not executable" : "executable",
		 rights & MMU_RIGHT_US ? "a user page" :
					 "for the supervisor only");
	draw_sentence(d, VERDICT_Y + 42, text);
	if ((d->how & MMU_HOW) == MMU_WRITE && !(rights & MMU_RIGHT_RW))
		draw_sentence(d, VERDICT_Y + 62,
			      "the supervisor may write all the same: CR0.WP "
			      "is 0");
}

void walk_svg_verdict(struct drawing *d)
{
	if (d->vector)
		draw_denied(d);
	else
		draw_allowed(d);
}
