/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.h - an input of the fuzzer, its memory, and what the model expects.
 *
 * Tables lie in eight frames; each has entries only at the four indices of
 * slot_index[], and linear addresses are made of those. So a short input can
 * fill all of them, tables that contain themselves and large pages that contain
 * tables come about by themselves, and 4 to the power of levels pages exist.
 * Data is at other offsets, and no store hits an entry.
 */
#ifndef TESTS_FUZZ_PROGRAM_H
#define TESTS_FUZZ_PROGRAM_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../x86/model.h"

/* --- the input ------------------------------------------------------------ */

/* Reads as zeros behind its end. */
struct input {
	const uint8_t *at, *end;
};

static uint32_t take(struct input *input, unsigned int nbytes)
{
	uint32_t value = 0;

	while (nbytes-- && input->at < input->end)
		value = value << 8 | *input->at++;
	return value;
}

/* --- physical memory ------------------------------------------------------ */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { NFRAMES = 8, NSLOTS = 4, NWORDS = NFRAMES * NSLOTS };

static const uint64_t frames[NFRAMES] = {
	0x0000001000, 0x0000002000, 0x0000200000, 0x0000400000,
	0x0040000000, 0x0040001000, 0x8000000000, 0x8000200000,
};

/* Neighbours, so that accesses can cross from one page to the next. Neither
 * the first nor the last: what crosses must not hit an entry. */
static const unsigned int slot_index[NSLOTS] = {1, 2, 257, 258};

#define OUTSIDE 0x7000000000ull /* no RAM */

static const struct mmu_region ram[] = {
	{0x0000000000, 2ull << 30},
	{0x8000000000, 1ull << 30},
};

static bool is_ram(uint64_t pa)
{
	for (size_t i = 0; i < COUNT(ram); i++)
		if (pa - ram[i].pa < ram[i].len)
			return true;
	return false;
}

/* The number of the entry at a physical address, or -1. */
static int word_number(uint64_t pa)
{
	for (int i = 0; i < NWORDS; i++)
		if (pa == frames[i / NSLOTS] + slot_index[i % NSLOTS] * 8)
			return i;
	return -1;
}

struct tables {
	volatile uint64_t word[NWORDS];
};

/* RAM that holds no entry holds zeros where a walk would look. */
static volatile uint64_t *reach(void *ctx, uint64_t pa)
{
	static volatile uint64_t zero;
	struct tables *tables = ctx;
	int number = word_number(pa);

	if (number >= 0)
		return &tables->word[number];
	return is_ram(pa) ? &zero : NULL;
}

/*
 * Two bytes of low flags, inverted where that makes zero a useful entry; one
 * that says which frame; one of high bits.
 */
static uint64_t make_entry(uint32_t bits)
{
	uint64_t low = (bits ^ (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US)) & 0xfff;
	uint64_t pa = bits & 0x8000 ? OUTSIDE : frames[bits >> 16 & 7];
	uint64_t high = bits >> 24;

	if (bits & 0x1000) /* PAT of a large page */
		pa |= 0x1000;
	if (bits & 0x2000) /* misaligns it, or is beyond MAXPHYADDR */
		pa |= 1ull << (13 + (bits >> 19 & 31) +
			       (bits & 0x4000 ? 7 : 0));
	return pa | low | (high & 0x80 ? MMU_PTE_NX : 0) |
	       (high & 0x0f) << MMU_PTE_PKEY_SHIFT |
	       (high & 0x40 ? 0x7full << 52 : 0);
}

/* --- a program being followed --------------------------------------------- */

enum { MAX_OPS = 24, DATA_AT = 0x918, CODE_AT = 0x920, LAST_BYTES = 0xffc };

/**
 * struct past - a translation that a TLB may hold
 * @start, @len: linear addresses
 * @pa:      where they lead
 * @version: of the tables when it was made
 */
struct past {
	uint64_t start, len, pa;
	bool global;
	unsigned int version;
};

/**
 * struct program - an input and how far we are
 * @version: counts the changes of what translations are made of
 * @past:    all that were made since the last flush of everything
 * @pge:     CR4.PGE
 * @pair:    machines that follow, or NULL
 * @native_is_out: what the native one would do now is its own business: it
 *            takes no part any longer
 */
struct program {
	struct input input;
	struct tables tables;
	struct mmu_mode mode;
	bool pge;
	unsigned int version;
	struct past past[2 * MAX_OPS];
	unsigned int npast;
	struct pair *pair;
	bool native_is_out;
};

/**
 * struct fuzz_access - an access of the program
 * @second: linear address of the part in the next page; 0 if there is none
 */
struct fuzz_access {
	struct model_access first;
	uint64_t second;
	unsigned int size, how;
};

/* FUZZ_TRACE=1 in the environment shows what the machines are told to do. */
static bool tracing;

/* FUZZ_WALK_ONLY=1 leaves the machines out, which is several times as fast. */
static bool walk_only;

static void trace(const struct program *program, const char *what, uint64_t a,
		  uint64_t b)
{
	if (tracing && program->pair)
		printf("%s %llx %llx\n", what, (unsigned long long)a,
		       (unsigned long long)b);
}

static void differ(const struct program *program,
		   const struct fuzz_access *access, const char *who,
		   const char *what)
{
	const struct mmu_mode *m = &program->mode;
	char kind[48];

	printf("%s: they disagree about the %s\n", who, what);
	printf("%s of %u at %llx, cr3=%llx maxphyaddr=%u levels=%u cpl=%u "
	       "wp=%d smep=%d smap=%d ac=%d nxe=%d pke=%d pkru=%x gb=%d\n",
	       model_access_text(m, &access->first, kind, sizeof(kind)),
	       access->size, (unsigned long long)access->first.la,
	       (unsigned long long)m->cr3, m->maxphyaddr, m->levels, m->cpl,
	       m->wp, m->smep, m->smap, m->ac, m->nxe, m->pke, m->pkru,
	       m->gb_pages);
	for (int i = 0; i < NWORDS; i++)
		printf("%llx: %llx\n",
		       (unsigned long long)(frames[i / NSLOTS] +
					    slot_index[i % NSLOTS] * 8),
		       (unsigned long long)program->tables.word[i]);
	fflush(stdout);
	abort();
}

/* --- the model and the walk ----------------------------------------------- */

static struct model_path make_path(struct program *program, uint64_t la)
{
	struct model_path path = {.missing = 0};
	uint64_t above = program->mode.cr3;

	for (unsigned int level = program->mode.levels; level; level--) {
		volatile uint64_t *word;

		word = reach(&program->tables,
			     model_entry_pa(&program->mode, above, la, level));
		if (!word) {
			path.missing = level;
			break;
		}
		above = path.entry[level] = *word;
		if (model_ends(&program->mode, level, above))
			break;
	}
	return path;
}

/* The bits that the model says are set. Entries may serve several levels. */
static void add_bits(const struct program *program, struct tables *tables,
		     const struct model_path *path,
		     const struct model_answer *answer, uint64_t la)
{
	uint64_t above = program->mode.cr3;

	if (answer->vector)
		return;
	for (unsigned int level = program->mode.levels; level >= answer->end;
	     level--) {
		*reach(tables, model_entry_pa(&program->mode, above, la,
					      level)) |= answer->adds[level];
		above = path->entry[level];
	}
}

/* Compares the two for one page of an access; the tables become as after it.
 * Data outside RAM is found out after the walk. */
static struct model_answer walk(struct program *program,
				const struct fuzz_access *access, uint64_t la)
{
	struct model_access part = access->first;
	struct tables expected = program->tables;
	struct mmu_xlat xlat;
	struct mmu_fault fault;
	struct model_answer answer;
	struct model_path path;
	const char *what;
	int vector;

	part.la = la;
	path = make_path(program, la);
	answer = model_predict(&program->mode, &path, &part);
	add_bits(program, &expected, &path, &answer, la);
	vector = mmu_walk(&program->mode, reach, &program->tables, la,
			  access->how, &xlat, &fault);
	what = model_objects(&program->mode, &path, &part, &answer, vector,
			     &xlat, &fault);
	if (!what &&
	    memcmp((void *)(uintptr_t)&expected,
		   (void *)(uintptr_t)&program->tables, sizeof(expected)) != 0)
		what = "accessed and dirty flags";
	if (what)
		differ(program, access, "model and walk", what);
	if (!vector && !is_ram(answer.pa)) {
		answer.vector = MMU_TRAP_MC;
		answer.blame[MMU_WHY_NO_RAM] = 0;
	}
	return answer;
}

/* --- what a TLB may hold -------------------------------------------------- */

static void note_translation(struct program *program, uint64_t la,
			     const struct model_answer *answer, bool global)
{
	uint64_t len = 1ull << answer->shift;

	if (program->npast == COUNT(program->past))
		return;
	program->past[program->npast++] = (struct past){
		.start = la & ~(len - 1),
		.len = len,
		.pa = answer->pa & ~(len - 1),
		.global = global && program->pge,
		.version = program->version,
	};
}

/* May the TLB hold a translation that the tables no longer give? */
static bool may_be_stale(const struct program *program, uint64_t la)
{
	for (unsigned int i = 0; i < program->npast; i++)
		if (la - program->past[i].start < program->past[i].len &&
		    program->past[i].version != program->version)
			return true;
	return false;
}

/*
 * Pages of two sizes may be in the TLB, because a table gave way to a large
 * page and nothing was flushed. Either may be used, says the manual.
 */
static bool is_ambiguous(const struct program *program, uint64_t la)
{
	uint64_t len = 0;

	for (unsigned int i = 0; i < program->npast; i++) {
		if (la - program->past[i].start >= program->past[i].len)
			continue;
		if (len && len != program->past[i].len)
			return true;
		len = program->past[i].len;
	}
	return false;
}

/* CR3 write: all but global ones. */
static void forget_local(struct program *program)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < program->npast; i++)
		if (program->past[i].global)
			program->past[kept++] = program->past[i];
	program->npast = kept;
}

static void forget_page(struct program *program, uint64_t la)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < program->npast; i++)
		if (la - program->past[i].start >= program->past[i].len)
			program->past[kept++] = program->past[i];
	program->npast = kept;
}

#endif
