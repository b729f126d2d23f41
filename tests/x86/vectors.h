/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vectors.h - one answer of a reference MMU: reading the line, judging ours.
 *
 * The columns are explained in tests/data/paging/README.md. A line brings the
 * few quadwords of memory that its walk reads; every other one is zero.
 */
#ifndef TESTS_X86_VECTORS_H
#define TESTS_X86_VECTORS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mmusim/machine.h>
#include <mmusim/x86.h>

#define MAX_CELLS 64

/* clang-format off */
enum column {
	ID, LEVELS, MAXPHYADDR, WP, SMEP, SMAP, AC, NXE, PKE, PKRU, CPL,
	ACCESS, SIZE, VA, CR3, OUTCOME, ERROR_CODE, CR2, PA, PA2, AD, ENTRIES,
	MEM, NCOLUMNS,
};

static const char *const column_names[NCOLUMNS] = {
	"id", "levels", "maxphyaddr", "wp", "smep", "smap", "ac", "nxe", "pke",
	"pkru", "cpl", "access", "size", "va", "cr3", "outcome", "error_code",
	"cr2", "pa", "pa2", "ad", "entries", "mem",
};
/* clang-format on */

/* One quadword of memory; listed: the line says what it becomes. */
struct cell {
	uint64_t pa, value, before, after;
	bool listed;
};

struct memory {
	struct cell cell[MAX_CELLS];
	unsigned int n;
};

/**
 * struct vector - a line
 * @first: how many of the bytes lie in the first page
 * @rest:  how many in the next one
 */
struct vector {
	char *column[NCOLUMNS];
	struct memory memory;
	struct mmu_mode mode;
	uint64_t va;
	unsigned int size, first, rest;
	unsigned int how;
};

struct answer {
	const char *outcome;
	uint32_t error_code;
	uint64_t cr2, pa, pa2;
};

/* --- memory --------------------------------------------------------------- */

static inline struct cell *find_cell(struct memory *memory, uint64_t pa)
{
	for (unsigned int i = 0; i < memory->n; i++)
		if (memory->cell[i].pa == pa)
			return &memory->cell[i];
	if (memory->n == MAX_CELLS)
		return NULL;
	memory->cell[memory->n] = (struct cell){.pa = pa};
	return &memory->cell[memory->n++];
}

/* An mmu_entry_fn over a struct memory. */
static inline volatile uint64_t *reach_cell(void *ctx, uint64_t pa)
{
	struct cell *cell = find_cell(ctx, pa);

	return cell ? &cell->value : NULL;
}

/* --- one line ------------------------------------------------------------- */

/* "level:pa:before:after,..." or, for @listed false, "pa:value,..." */
static inline bool parse_cells(struct memory *memory, const char *text,
			       bool listed)
{
	while (strcmp(text, "-") != 0) {
		unsigned long long pa, before, after = 0;
		int n = 0;
		struct cell *cell;

		if (listed)
			sscanf(text, "%*d:%llx:%llx:%llx%n", &pa, &before,
			       &after, &n);
		else
			sscanf(text, "%llx:%llx%n", &pa, &before, &n);
		cell = n ? find_cell(memory, pa) : NULL;
		if (!cell)
			return false;
		cell->value = cell->before = before;
		cell->after = listed ? after : before;
		cell->listed = listed;
		if (text[n] != ',')
			return text[n] == '\0';
		text += n + 1;
	}
	return true;
}

static inline uint64_t hex(const char *text)
{
	return strtoull(text, NULL, 16);
}

static inline unsigned int parse_how(const char *access)
{
	static const struct {
		const char *name;
		unsigned int how;
	} table[] = {
		{"r", MMU_READ},
		{"w", MMU_WRITE},
		{"x", MMU_FETCH},
		{"rmw", MMU_WRITE},
		{"lrmw", MMU_WRITE},
		{"rs", MMU_READ | MMU_STACK},
		{"ws", MMU_WRITE | MMU_STACK},
		{"ldt", MMU_READ | MMU_IMPLICIT},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(access, table[i].name))
			return table[i].how;
	return MMU_HOW; /* no access at all: the line fails */
}

static inline struct mmu_mode parse_mode(char **column)
{
	return (struct mmu_mode){
		.cr3 = hex(column[CR3]),
		.pkru = hex(column[PKRU]),
		.maxphyaddr = atoi(column[MAXPHYADDR]),
		.levels = atoi(column[LEVELS]),
		.cpl = atoi(column[CPL]),
		.wp = atoi(column[WP]),
		.smep = atoi(column[SMEP]),
		.smap = atoi(column[SMAP]),
		.ac = atoi(column[AC]),
		.nxe = atoi(column[NXE]),
		.pke = atoi(column[PKE]),
		.gb_pages = true,
	};
}

static inline bool split(char *line, char **column)
{
	unsigned int n = 0;

	while (line && n < NCOLUMNS) {
		column[n++] = line;
		line = strchr(line, '\t');
		if (line)
			*line++ = '\0';
	}
	return n == NCOLUMNS && !line;
}

/* The line, without its newline, is cut up, and must live as long as the
 * vector. False for a line that makes no sense. */
static inline bool parse_vector(char *line, struct vector *vector)
{
	uint64_t room;

	vector->memory.n = 0;
	if (!split(line, vector->column) ||
	    !parse_cells(&vector->memory, vector->column[ENTRIES], true) ||
	    !parse_cells(&vector->memory, vector->column[MEM], false))
		return false;
	vector->mode = parse_mode(vector->column);
	vector->how = parse_how(vector->column[ACCESS]);
	vector->va = hex(vector->column[VA]);
	vector->size = atoi(vector->column[SIZE]);
	room = MMU_PAGE_SIZE - vector->va % MMU_PAGE_SIZE;
	vector->first = vector->size < room ? vector->size : room;
	vector->rest = vector->size - vector->first;
	return true;
}

/* --- what is right -------------------------------------------------------- */

/* What came of an access, but for the physical addresses. */
static inline struct answer make_answer(int vector,
					const struct mmu_fault *fault)
{
	switch (vector) {
	case 0:
		return (struct answer){.outcome = "ok"};
	case MMU_TRAP_GP:
		return (struct answer){.outcome = "gp"};
	case MMU_TRAP_SS:
		return (struct answer){.outcome = "ss"};
	case MMU_TRAP_PF:
		return (struct answer){.outcome = "pf",
				       .error_code = fault->error_code,
				       .cr2 = fault->la};
	default:
		return (struct answer){.outcome = "?"};
	}
}

static inline bool same(const char *expected, uint64_t got)
{
	return !strcmp(expected, "-") ? got == 0 : hex(expected) == got;
}

/* error_code is the one number in decimal. */
static inline bool answer_is_right(const struct vector *vector,
				   const struct answer *answer)
{
	char *const *column = vector->column;
	uint32_t error_code = strcmp(column[ERROR_CODE], "-") ?
				      (uint32_t)atoi(column[ERROR_CODE]) :
				      0;

	return !strcmp(column[OUTCOME], answer->outcome) &&
	       error_code == answer->error_code &&
	       same(column[CR2], answer->cr2) && same(column[PA], answer->pa) &&
	       same(column[PA2], answer->pa2);
}

/* A fault may have set A on the way, and D where a crossing store began. */
static inline bool cells_are_right(const struct vector *vector)
{
	const struct memory *memory = &vector->memory;
	uint64_t may_add = MMU_PTE_A | (vector->rest ? MMU_PTE_D : 0);
	bool exact = !strcmp(vector->column[AD], "exact");

	for (unsigned int i = 0; i < memory->n; i++) {
		const struct cell *cell = &memory->cell[i];
		uint64_t change = cell->value ^ cell->before;

		if (exact && cell->value == cell->after)
			continue;
		if (exact || change & (cell->before | ~may_add) ||
		    (change && !cell->listed))
			return false;
	}
	return true;
}

static inline void show_vector(const struct vector *vector,
			       const struct answer *answer)
{
	const struct memory *memory = &vector->memory;

	for (int i = 0; i < NCOLUMNS; i++)
		printf("%s%s=%s", i ? " " : "", column_names[i],
		       vector->column[i]);
	printf("\n    got: outcome=%s error_code=%u cr2=%llx pa=%llx pa2=%llx",
	       answer->outcome, answer->error_code,
	       (unsigned long long)answer->cr2, (unsigned long long)answer->pa,
	       (unsigned long long)answer->pa2);
	for (unsigned int i = 0; i < memory->n; i++)
		printf("%s%llx:%llx", i ? "," : " mem=",
		       (unsigned long long)memory->cell[i].pa,
		       (unsigned long long)memory->cell[i].value);
	printf("\n");
}

#endif
