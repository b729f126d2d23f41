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

#include "dump/svg.h"

enum {
	MARGIN = 24,
	CR3_WIDTH = 154,
	WIDTH = 226, /* of a table */
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
	VERDICT_HEIGHT = 112,
	HEIGHT = VERDICT_Y + VERDICT_HEIGHT + MARGIN,
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

static int column_x(unsigned int column)
{
	return MARGIN + CR3_WIDTH + GAP + (int)column * (WIDTH + GAP);
}

static int picture_width(const struct drawing *d)
{
	return column_x(d->mode->levels) + WIDTH + MARGIN;
}

static bool is_user(const struct drawing *d)
{
	return d->mode->cpl == 3 && !(d->how & MMU_IMPLICIT);
}

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

/* Is it this control bit that makes the entry's bit count? */
enum control { WP, SMEP, SMAP, AC, NXE, PKE, PKRU, MAXPHYADDR };

static bool control_decides(const struct drawing *d, enum control control)
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
		bool bad = d->vector && control_decides(d, i);
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

	if (n && last->entry & MMU_PTE_P && last->entry & MMU_PTE_PS)
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

/* --- One entry ----------------------------------------------------------- */

struct cell {
	const char *name;
	int bit; /* of the key: the lowest */
};

/* Which flags mean something in an entry, from the left. */
static unsigned int list_cells(const struct mmu_step *step, struct cell *cell)
{
	bool leaf = step->level == 1 || step->entry & MMU_PTE_PS;
	bool large = leaf && step->level > 1;
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

static void draw_cell(struct drawing *d, int x, int y, int width,
		      const char *name, unsigned int value, bool bad)
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
	enum { CELL = 17 };
	struct cell cell[14];
	unsigned int n = list_cells(step, cell);
	bool blamed = is_blamed(d, step), shown = false;
	char name[16];

	x += WIDTH - 6 - CELL * (int)n;
	for (unsigned int i = 0; i < n; i++) {
		bool key = cell[i].bit == MMU_PTE_PKEY_SHIFT;
		bool bad = blamed && cell[i].bit == d->bit;

		draw_cell(d, x + CELL * (int)i, y, CELL, cell[i].name,
			  step->entry >> cell[i].bit & (key ? 15 : 1), bad);
		shown |= bad;
	}
	if (blamed && !shown && d->bit >= 0) {
		snprintf(name, sizeof(name), "%d", d->bit);
		draw_cell(d, x - CELL, y, CELL, name, 1, true);
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

static void draw_header(struct drawing *d, int x, const char *name,
			uint64_t pa)
{
	svg_text(&d->svg, "m b", x + WIDTH / 2, TABLE_Y + 17, "%s", name);
	svg_text(&d->svg, "m", x + WIDTH / 2, TABLE_Y + 34, "at 0x%" PRIx64,
		 pa);
}

static void draw_table(struct drawing *d, unsigned int column)
{
	static const char *const names[] = {
		"", "page table (PT)", "page directory (PD)", "PDPT", "PML4",
		"PML5",
	};
	const struct mmu_step *step = &d->xlat.step[column];
	int x = column_x(column), y = TABLE_Y + HEADER;

	svg_rect(&d->svg, step->host ? "box" : "bad", x, TABLE_Y, WIDTH,
		 TABLE_HEIGHT);
	draw_header(d, x, names[step->level],
		    step->pa & ~(MMU_PAGE_SIZE - 1));
	if (!step->host) {
		svg_text(&d->svg, "m b bad", x + WIDTH / 2, y + ROW + USED / 2,
			 "there is no RAM here");
		return;
	}
	draw_neighbour(d, step, -1, x, y);
	draw_used(d, step, x, y + ROW);
	draw_neighbour(d, step, 1, x, y + ROW + USED);
}

static void draw_cr3(struct drawing *d)
{
	svg_rect(&d->svg, "used", MARGIN, TABLE_Y, CR3_WIDTH, HEADER);
	svg_text(&d->svg, "m b", MARGIN + CR3_WIDTH / 2, TABLE_Y + 17, "CR3");
	svg_text(&d->svg, "m", MARGIN + CR3_WIDTH / 2, TABLE_Y + 34,
		 "0x%" PRIx64, d->mode->cr3);
}

/* The page: where the walk leads when no right is missing. */
static void draw_page(struct drawing *d)
{
	static const char *const names[] = {
		[12] = "4 KiB page", [21] = "2 MiB page", [30] = "1 GiB page"};
	bool bad = d->vector == MMU_TRAP_MC;
	int x = column_x(d->xlat.nsteps), y = TABLE_Y + HEADER + ROW;
	uint64_t offset = d->xlat.pa & ((1ull << d->xlat.shift) - 1);

	svg_rect(&d->svg, bad ? "bad" : d->vector ? "gone" : "good", x,
		 TABLE_Y, WIDTH, TABLE_HEIGHT);
	draw_header(d, x, names[d->xlat.shift],
		    d->xlat.pa - offset);
	svg_text(&d->svg, "m", x + WIDTH / 2, y + 18, "byte 0x%" PRIx64,
		 offset);
	svg_text(&d->svg, "m", x + WIDTH / 2, y + 36, "physical address");
	svg_text(&d->svg, "m b", x + WIDTH / 2, y + 54, "0x%" PRIx64,
		 d->xlat.pa);
	if (d->vector)
		svg_text(&d->svg, "m b bad", x + WIDTH / 2, y + 78,
			 bad ? "there is no RAM here" : "not reached");
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
			  (struct svg_move[]){{GAP / 2, 0},
					      {0, -up},
					      {GAP / 2 - 2, 0}},
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
	if (!d->xlat.nsteps)
		return;
	draw_cr3(d);
	for (unsigned int i = 0; i < d->xlat.nsteps; i++) {
		draw_table(d, i);
		draw_arrows_to(d, i, "path");
	}
	if (!found_page(d))
		return;
	draw_page(d);
	draw_arrows_to(d, d->xlat.nsteps, d->vector ? "dim" : "good");
}

/* --- The verdict --------------------------------------------------------- */

/* The bit of the entry that decides, by reason. */
static int deciding_bit(const struct drawing *d)
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

/* Below the table to blame: its bit in words. */
static void draw_note(struct drawing *d)
{
	static const char *const notes[] = {
		[MMU_WHY_NOT_PRESENT] = "P=0: not present",
		[MMU_WHY_SUPERVISOR] = "US=0: supervisor only",
		[MMU_WHY_READ_ONLY] = "RW=0: read-only",
		[MMU_WHY_NX] = "NX=1: not executable",
		[MMU_WHY_SMEP] = "US=1: a user page (SMEP)",
		[MMU_WHY_SMAP] = "US=1: a user page (SMAP)",
		[MMU_WHY_PKEY] = "denied by PKRU for this key",
		[MMU_WHY_PKEY + 1] = NULL,
	};
	unsigned int column = d->mode->levels - d->fault.level;
	int x = column_x(column) + WIDTH / 2;

	if (!d->vector || !d->fault.level)
		return;
	if (d->fault.why == MMU_WHY_RESERVED)
		svg_text(&d->svg, "m b bad", x, NOTE_Y,
			 "bit %d is 1: reserved", d->bit);
	else if (notes[d->fault.why])
		svg_text(&d->svg, "m b bad", x, NOTE_Y, "%s",
			 notes[d->fault.why]);
}

/* A sentence that may be too long for a line: break it at a blank. */
static void draw_sentence(struct drawing *d, int y, const char *text)
{
	int room = (picture_width(d) - 4 * MARGIN) * 5 / (12 * 3);
	int len = strlen(text), cut = len;

	if (len > room) {
		cut = room;
		while (cut && text[cut] != ' ')
			cut--;
	}
	svg_text(&d->svg, "", MARGIN * 2, y, "%.*s", cut, text);
	if (cut < len)
		svg_text(&d->svg, "", MARGIN * 2, y + 18, "%s",
			 text + cut + 1);
}

static void draw_error_code(struct drawing *d)
{
	static const char *const names[] = {"P", "W/R", "U/S",
					    "RSVD", "I/D", "PK"};
	const int width = 40, y = VERDICT_Y + 76;
	uint32_t code = d->fault.error_code;
	char words[96];
	int x = MARGIN * 2;

	svg_text(&d->svg, "", x, y + 14, "error code 0x%04" PRIx32, code);
	x += 160;
	for (int bit = 5; bit >= 0; bit--, x += width)
		draw_cell(d, x, y, width, names[bit], code >> bit & 1, false);
	mmu_error_code_text(code, words, sizeof(words));
	svg_text(&d->svg, "dim", x + 20, y + 14, "%s", words);
}

static void draw_denied(struct drawing *d)
{
	char sentence[192];

	svg_rect(&d->svg, "bad", MARGIN, VERDICT_Y,
		 picture_width(d) - 2 * MARGIN, VERDICT_HEIGHT);
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
		 picture_width(d) - 2 * MARGIN, VERDICT_HEIGHT);
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
	d->bit = d->vector ? deciding_bit(d) : -1;
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
	svg_begin(&d.svg, picture_width(&d), HEIGHT, title);
	svg_text(&d.svg, "l", MARGIN, 46, "%s", title);
	draw_mode(&d);
	draw_address(&d);
	draw_walk(&d);
	draw_note(&d);
	if (d.vector)
		draw_denied(&d);
	else
		draw_allowed(&d);
	svg_end(&d.svg);
	return d.svg.stopped;
}
