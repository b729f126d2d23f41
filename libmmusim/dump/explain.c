/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain.c - a walk, told entry by entry.
 *
 * The walk is mmu_walk() with MMU_PEEK, so what is told here is what the CPU
 * would do, and nothing is decided a second time. The text has three parts:
 *
 *   write to 0x0 by the supervisor (CPL 0)          the access
 *     CR3 ...                                       the walk: one line for each
 *     PML4E [  0] at 0x1000 = 0x...  P RW A -> ...  entry that was read, with a
 *     PDPTE [  0] at 0x2000 = 0x...  not present    mark at the one to blame
 *   Bit 0 (P) of the PDPTE is 0: ...                the verdict
 *   #PF, error code 0x0002: ...                     the error code
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <mmusim/explain.h>

enum { COLUMNS = 78 };

/* A text that is cut where the buffer ends; @len counts all of it. */
struct text {
	char *buf;
	size_t size, len;
};

/* What there is to tell. */
struct story {
	struct mmu_machine *machine;
	const struct mmu_mode *mode;
	unsigned int how;
	int vector; /* 0: allowed */
	struct mmu_xlat xlat;
	struct mmu_fault fault;
};

static void add(struct text *text, const char *format, ...) MMU_PRINTF(2, 3);

static void add(struct text *text, const char *format, ...)
{
	bool full = text->len >= text->size;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(full ? NULL : text->buf + text->len,
		      full ? 0 : text->size - text->len, format, args);
	va_end(args);
	if (n > 0)
		text->len += n;
}

static bool is_user(const struct story *s)
{
	return s->mode->cpl == 3 && !(s->how & MMU_IMPLICIT);
}

/* --- The access --------------------------------------------------------- */

static void add_access(struct text *text, const struct story *s, uint64_t la)
{
	static const char *const verbs[] = {
		[MMU_READ] = "read from",
		[MMU_WRITE] = "write to",
		[MMU_FETCH] = "instruction fetch from",
		[MMU_HOW] = "access to",
	};
	const char *who = is_user(s) ? "user code" : "the supervisor";

	add(text, "%s 0x%" PRIx64 " by ", verbs[s->how & MMU_HOW], la);
	if (s->how & MMU_IMPLICIT)
		add(text, "the CPU itself, as supervisor\n");
	else
		add(text, "%s (CPL %u)\n", who, s->mode->cpl);
}

/* --- The walk ----------------------------------------------------------- */

/* Does the fault end the walk, or deny what the whole walk has found? */
static bool ends_walk(enum mmu_why why)
{
	return why == MMU_WHY_NOT_PRESENT || why == MMU_WHY_RESERVED ||
	       why == MMU_WHY_NO_RAM;
}

/* What stands behind an entry: where it leads, or that it is to blame. */
static void step_note(const struct story *s, const struct mmu_step *step,
		      char *buf, size_t size)
{
	bool leaf = step->level == 1 || step->entry & MMU_PTE_PS;
	uint64_t to = step->entry & MMU_PTE_ADDR;

	if (s->vector && s->fault.level == step->level) {
		snprintf(buf, size, "<- %s",
			 ends_walk(s->fault.why) ? "stops here" : "denies it");
		return;
	}
	if (leaf)
		to = s->xlat.pa & ~((1ull << s->xlat.shift) - 1);
	snprintf(buf, size, "-> 0x%" PRIx64, to);
}

/* The digits of the highest address in the column. */
static int address_width(const struct mmu_xlat *xlat)
{
	int widest = 0;

	for (int i = 0; i < xlat->nsteps; i++) {
		int n = snprintf(NULL, 0, "%" PRIx64, xlat->step[i].pa);

		if (n > widest)
			widest = n;
	}
	return widest;
}

/* Flags and note; what does not fit goes to the next line. */
static void add_flags(struct text *text, int column, const char *flags,
		      const char *note)
{
	enum { FLAGS = 14, INDENT = 24 }; /* FLAGS: notes line up, mostly */
	int len = strlen(flags), room, width;

	if (column + 2 + len > COLUMNS) {
		add(text, "\n%*s", INDENT, "");
		column = INDENT;
	} else {
		add(text, "  ");
		column += 2;
	}
	room = COLUMNS - column - 2 - (int)strlen(note);
	width = len < FLAGS ? FLAGS : len;
	if (len > room)
		add(text, "%s\n%*s%s\n", flags, column, "", note);
	else
		add(text, "%-*s  %s\n", width < room ? width : room, flags,
		    note);
}

static void add_step(struct text *text, const struct story *s,
		     const struct mmu_step *step, int width)
{
	char flags[64], note[32], line[96];
	int column;

	column = snprintf(line, sizeof(line),
			  "  %-5s [%3u] at 0x%0*" PRIx64 " = 0x%016" PRIx64,
			  mmu_level_text(step->level),
			  (unsigned int)(step->pa / 8 & 511), width, step->pa,
			  step->entry);
	if (step->host)
		mmu_entry_text(step->entry, step->level, flags, sizeof(flags));
	else
		snprintf(flags, sizeof(flags), "no RAM");
	step_note(s, step, note, sizeof(note));
	add(text, "%s", line);
	add_flags(text, column, flags, note);
}

static void add_root(struct text *text, uint64_t cr3, int width)
{
	uint64_t root = cr3 & MMU_PTE_ADDR;
	char note[32], line[96];
	int column;

	column = snprintf(line, sizeof(line), "  CR3  %*s = 0x%016" PRIx64,
			  width + 12, "", cr3);
	snprintf(note, sizeof(note), "-> 0x%" PRIx64, root);
	add(text, "%s", line);
	add_flags(text, column, "", note);
}

static void add_walk(struct text *text, const struct story *s)
{
	int width = address_width(&s->xlat);

	if (!s->xlat.nsteps) /* the address itself is malformed */
		return;
	add_root(text, s->mode->cr3, width);
	for (int i = 0; i < s->xlat.nsteps; i++)
		add_step(text, s, &s->xlat.step[i], width);
}

/* --- The verdict -------------------------------------------------------- */

/* "2 MiB": how much memory one entry of that level stands for */
static const char *reach_text(unsigned int level)
{
	static const char *const reach[] = {
		"", "4 KiB", "2 MiB", "1 GiB", "512 GiB", "256 TiB",
	};

	return reach[level];
}

static void add_not_present(struct text *text, const struct story *s)
{
	unsigned int level = s->fault.level;

	add(text, "Bit 0 (P) of the %s is 0:", mmu_level_text(level));
	if (level == 1)
		add(text, " no page is mapped at this address.\n");
	else
		add(text,
		    "\nnothing is mapped in the %s around this address.\n",
		    reach_text(level));
}

/* Which reserved bit, and which rule makes it one. */
static void add_reserved(struct text *text, const struct story *s)
{
	const struct mmu_fault *fault = &s->fault;
	uint64_t bad = fault->entry &
		       mmu_reserved_bits(s->mode, fault->entry, fault->level);
	unsigned int bit = 63 - __builtin_clzll(bad | 1);

	add(text, "Bit %u of the %s must be 0, but is 1", bit,
	    mmu_level_text(fault->level));
	if (bit == 63)
		add(text, ":\nit is NX, and EFER.NXE is 0.\n");
	else if (bit >= s->mode->maxphyaddr)
		add(text, ":\nphysical addresses have %u bits here.\n",
		    s->mode->maxphyaddr);
	else if (bit == 7)
		add(text, ":\na large page (PS) is not possible there.\n");
	else
		add(text, ":\na page of %s must begin at a multiple of it.\n",
		    reach_text(fault->level));
}

static void add_read_only(struct text *text, const struct story *s)
{
	add(text, "Bit 1 (RW) of the %s is 0: writing is forbidden",
	    mmu_level_text(s->fault.level));
	add(text, is_user(s) ? ".\n" :
			       ",\nto the supervisor as well, since CR0.WP "
			       "is 1.\n");
}

static void add_smap(struct text *text, const struct story *s)
{
	add(text, "US is 1 at every level: this is a user page, and with "
		  "CR4.SMAP the supervisor\nmust not touch it");
	add(text, s->how & MMU_IMPLICIT ? ".\n" : " while EFLAGS.AC is 0.\n");
}

static void add_pkey(struct text *text, const struct story *s)
{
	unsigned int key = s->xlat.pkey;
	bool no_access = s->mode->pkru >> (2 * key) & 1;

	add(text,
	    "The page has protection key %u, and bit %u (%s) of PKRU "
	    "(0x%" PRIx32 ") is 1:\n%s is forbidden.\n",
	    key, 2 * key + !no_access, no_access ? "AD" : "WD", s->mode->pkru,
	    no_access ? "data access" : "writing");
}

static void add_no_ram(struct text *text, const struct story *s)
{
	if (s->fault.level)
		add(text,
		    "The %s lies at 0x%" PRIx64 ", where there is no "
		    "RAM.\n",
		    mmu_level_text(s->fault.level), s->fault.entry_pa);
	else
		add(text,
		    "The page lies at 0x%" PRIx64 ", where there is no "
		    "RAM.\n",
		    s->xlat.pa);
}

static void add_denial(struct text *text, const struct story *s)
{
	const char *level = mmu_level_text(s->fault.level);

	switch (s->fault.why) {
	case MMU_WHY_NON_CANONICAL:
		add(text,
		    "The address is not canonical: its bits 63 to %u "
		    "must all be equal.\n",
		    11 + 9 * s->mode->levels);
		break;
	case MMU_WHY_NOT_PRESENT:
		add_not_present(text, s);
		break;
	case MMU_WHY_RESERVED:
		add_reserved(text, s);
		break;
	case MMU_WHY_SUPERVISOR:
		add(text,
		    "Bit 2 (US) of the %s is 0: user code must not use "
		    "the page.\n",
		    level);
		break;
	case MMU_WHY_READ_ONLY:
		add_read_only(text, s);
		break;
	case MMU_WHY_NX:
		add(text,
		    "Bit 63 (NX) of the %s is 1: nothing there may be "
		    "executed.\n",
		    level);
		break;
	case MMU_WHY_SMEP:
		add(text, "US is 1 at every level: this is a user page, and "
			  "with CR4.SMEP the supervisor\nmust not execute "
			  "it.\n");
		break;
	case MMU_WHY_SMAP:
		add_smap(text, s);
		break;
	case MMU_WHY_PKEY:
		add_pkey(text, s);
		break;
	case MMU_WHY_NO_RAM:
		add_no_ram(text, s);
		break;
	default:
		break;
	}
}

static void add_success(struct text *text, const struct story *s)
{
	unsigned int rights = s->xlat.rights;
	uint64_t size = 1ull << s->xlat.shift;
	uint64_t offset = s->xlat.pa & (size - 1);

	add(text,
	    "Allowed: it is byte 0x%" PRIx64
	    " of the %s page, physical address 0x%" PRIx64 ".\n",
	    offset, reach_text((s->xlat.shift - 3) / 9), s->xlat.pa);
	add(text, "All levels together: %s, %s, %s",
	    rights & MMU_RIGHT_RW ? "writable" : "read-only",
	    rights & MMU_RIGHT_NX ? "not executable" : "executable",
	    rights & MMU_RIGHT_US ? "a user page" : "for the supervisor only");
	if (s->xlat.pkey)
		add(text, ", protection key %u", s->xlat.pkey);
	add(text, ".\n");
	if ((s->how & MMU_HOW) == MMU_WRITE && !(rights & MMU_RIGHT_RW))
		add(text, "The supervisor may write all the same: CR0.WP is "
			  "0.\n");
}

/* --- The error code ----------------------------------------------------- */

static void add_error_code(struct text *text, const struct story *s)
{
	static const struct {
		uint32_t bit;
		const char *name, *set, *clear;
	} rows[] = {
		{MMU_PF_P, "P",
		 "the entries are present, the access is not "
		 "allowed",
		 "an entry was not present"},
		{MMU_PF_WR, "W/R", "the access was a write",
		 "the access was not a write"},
		{MMU_PF_US, "U/S", "it was made in user mode",
		 "it was made in supervisor mode"},
		{MMU_PF_RSVD, "RSVD", "a reserved bit was set in an entry",
		 "no reserved bit was set"},
		{MMU_PF_ID, "I/D", "it was an instruction fetch",
		 "it was not an instruction fetch"},
		{MMU_PF_PK, "PK", "the protection key denies it",
		 "not denied by a protection key"},
	};
	uint32_t code = s->fault.error_code;

	if (s->vector == MMU_TRAP_MC) { /* has none */
		add(text, "%s\n", mmu_trap_text(s->vector));
		return;
	}
	if (s->vector != MMU_TRAP_PF) {
		add(text, "%s, error code 0x%04" PRIx32 "\n",
		    mmu_trap_text(s->vector), code);
		return;
	}
	add(text, "#PF, error code 0x%04" PRIx32 ":\n", code);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		add(text, "  %-4s %d  %s\n", rows[i].name,
		    !!(code & rows[i].bit),
		    code & rows[i].bit ? rows[i].set : rows[i].clear);
}

/* --- All of it ---------------------------------------------------------- */

static volatile uint64_t *reach_entry(void *machine, uint64_t pa)
{
	return mmu_mem_ptr(machine, pa, 8);
}

/* As mmu_access() for a debugger: a page without RAM is a machine check. */
static void take_walk(struct story *s, uint64_t la)
{
	s->vector = mmu_walk(s->mode, reach_entry, s->machine, la,
			     s->how | MMU_PEEK, &s->xlat, &s->fault);
	if (s->vector || mmu_mem_ptr(s->machine, s->xlat.pa, 1))
		return;
	s->vector = MMU_TRAP_MC;
	s->fault = (struct mmu_fault){
		.la = la, .vector = MMU_TRAP_MC, .why = MMU_WHY_NO_RAM};
}

size_t mmu_explain(struct mmu_machine *machine, const struct mmu_mode *mode,
		   uint64_t la, unsigned int how, char *buf, size_t size)
{
	struct story s = {.machine = machine, .mode = mode, .how = how};
	struct text text = {.buf = buf, .size = size};

	take_walk(&s, la);
	add_access(&text, &s, la);
	add_walk(&text, &s);
	if (!s.vector) {
		add_success(&text, &s);
		return text.len;
	}
	add_denial(&text, &s);
	add_error_code(&text, &s);
	return text.len;
}
