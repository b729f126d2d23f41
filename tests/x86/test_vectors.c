/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_vectors.c - does the walk answer as a reference MMU did?
 *
 *   test_vectors               cmocka tests over tests/data/paging/
 *   test_vectors FILE...       the same for any files; prints what failed
 *
 * Each line of a file is one access and what came of it; the columns are
 * explained in tests/data/paging/README.md. A line brings the few quadwords of
 * memory that its walk reads, and every other one is zero.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/machine.h>
#include <mmusim/x86.h>

#define DATA	  "tests/data/paging/"
#define MAX_LINE  4096
#define MAX_CELLS 64
#define MAX_SHOWN 10 /* failures of a file that are printed in full */

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

struct answer {
	const char *outcome;
	uint32_t error_code;
	uint64_t cr2, pa, pa2;
};

/* Memory */

static struct cell *find_cell(struct memory *memory, uint64_t pa)
{
	for (unsigned int i = 0; i < memory->n; i++)
		if (memory->cell[i].pa == pa)
			return &memory->cell[i];
	if (memory->n == MAX_CELLS)
		return NULL;
	memory->cell[memory->n] = (struct cell){.pa = pa};
	return &memory->cell[memory->n++];
}

static volatile uint64_t *reach(void *ctx, uint64_t pa)
{
	struct cell *cell = find_cell(ctx, pa);

	return cell ? &cell->value : NULL;
}

/* "level:pa:before:after,..." or, for @listed false, "pa:value,..." */
static bool parse_cells(struct memory *memory, const char *text, bool listed)
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

/* One line */

static uint64_t hex(const char *text)
{
	return strtoull(text, NULL, 16);
}

static unsigned int parse_how(const char *access)
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

static struct mmu_mode parse_mode(char **column)
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

static uint64_t bytes_in_first_page(uint64_t va)
{
	return MMU_PAGE_SIZE - va % MMU_PAGE_SIZE;
}

static struct answer walk(const struct mmu_mode *mode, struct memory *memory,
			  uint64_t va, unsigned int size, unsigned int how)
{
	struct answer answer = {.outcome = "ok"};
	uint64_t first = bytes_in_first_page(va);
	struct mmu_fault fault;
	struct mmu_xlat xlat;
	int vector;

	vector = mmu_walk(mode, reach, memory, va, how, &xlat, &fault);
	if (!vector)
		answer.pa = xlat.pa;
	if (!vector && size > first) {
		vector = mmu_walk(mode, reach, memory, va + first, how, &xlat,
				  &fault);
		answer.pa2 = xlat.pa;
	}
	if (!vector)
		return answer;

	answer = (struct answer){.outcome = "?"};
	if (vector == MMU_TRAP_GP)
		answer.outcome = "gp";
	if (vector == MMU_TRAP_SS)
		answer.outcome = "ss";
	if (vector == MMU_TRAP_PF) {
		answer.outcome = "pf";
		answer.error_code = fault.error_code;
		answer.cr2 = fault.la;
	}
	return answer;
}

static bool same(const char *expected, uint64_t got)
{
	return !strcmp(expected, "-") ? got == 0 : hex(expected) == got;
}

/* error_code is the one number in decimal. */
static bool answer_is_right(char **column, const struct answer *answer)
{
	uint32_t error_code = strcmp(column[ERROR_CODE], "-") ?
				      (uint32_t)atoi(column[ERROR_CODE]) :
				      0;

	return !strcmp(column[OUTCOME], answer->outcome) &&
	       error_code == answer->error_code &&
	       same(column[CR2], answer->cr2) && same(column[PA], answer->pa) &&
	       same(column[PA2], answer->pa2);
}

/* A fault may have set A on the way, and D where a crossing store began. */
static bool cells_are_right(const struct memory *memory, bool exact,
			    bool crossing)
{
	uint64_t may_add = MMU_PTE_A | (crossing ? MMU_PTE_D : 0);

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

static void show(char **column, const struct answer *answer,
		 const struct memory *memory)
{
	for (int i = 0; i < NCOLUMNS; i++)
		printf("%s%s=%s", i ? " " : "", column_names[i], column[i]);
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

static bool split(char *line, char **column)
{
	unsigned int n = 0;

	line[strcspn(line, "\n")] = '\0';
	while (line && n < NCOLUMNS) {
		column[n++] = line;
		line = strchr(line, '\t');
		if (line)
			*line++ = '\0';
	}
	return n == NCOLUMNS && !line;
}

static bool line_passes(char *line, bool verbose)
{
	struct memory memory = {.n = 0};
	char *column[NCOLUMNS];
	struct mmu_mode mode;
	struct answer answer;
	uint64_t va;
	unsigned int size;

	if (!split(line, column) ||
	    !parse_cells(&memory, column[ENTRIES], true) ||
	    !parse_cells(&memory, column[MEM], false)) {
		if (verbose)
			printf("not understood: %s\n", line);
		return false;
	}
	mode = parse_mode(column);
	va = hex(column[VA]);
	size = atoi(column[SIZE]);
	answer = walk(&mode, &memory, va, size, parse_how(column[ACCESS]));
	if (answer_is_right(column, &answer) &&
	    cells_are_right(&memory, !strcmp(column[AD], "exact"),
			    size > bytes_in_first_page(va)))
		return true;
	if (verbose)
		show(column, &answer, &memory);
	return false;
}

/* One file */

struct score {
	unsigned long passed, failed;
};

static bool run_file(const char *path, struct score *score)
{
	char command[512], line[MAX_LINE];
	unsigned long failed = 0;
	FILE *file;

	snprintf(command, sizeof(command), "gzip -dc '%s'", path);
	file = popen(command, "r");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		if (line[0] == '#')
			continue;
		if (line_passes(line, failed < MAX_SHOWN))
			score->passed++;
		else
			failed++;
	}
	score->failed += failed;
	return pclose(file) == 0;
}

static void test_file_agrees_with_the_reference(void **state)
{
	struct score score = {0};

	assert_true(run_file(*state, &score));
	assert_int_equal(score.failed, 0);
	assert_true(score.passed >= 100); /* a file with nothing in it */
}

static void test_a_wrong_answer_is_noticed(void **state)
{
	char right[] = "x-1\t4\t40\t1\t1\t1\t0\t1\t0\t0\t0\tr\t8\t1000\t1000\t"
		       "pf\t0\t1000\t-\t-\tloose\t4:1000:0:0\t-\n";
	char wrong[] = "x-1\t4\t40\t1\t1\t1\t0\t1\t0\t0\t0\tr\t8\t1000\t1000\t"
		       "pf\t4\t1000\t-\t-\tloose\t4:1000:0:0\t-\n";
	char short_line[] = "x-1\t4\t40\n";

	(void)state;
	assert_true(line_passes(right, true));
	assert_false(line_passes(wrong, false));
	assert_false(line_passes(short_line, false));
}

static int run_by_hand(int nfiles, char **files)
{
	struct score score = {0};
	bool read = true;

	for (int i = 0; i < nfiles; i++) {
		if (!run_file(files[i], &score)) {
			printf("%s: cannot be read\n", files[i]);
			read = false;
		}
	}
	printf("%lu passed, %lu failed\n", score.passed, score.failed);
	return score.failed || !read;
}

#define FILE_TEST(set)                                            \
	{                                                         \
		.name = "test_vectors_" set,                      \
		.test_func = test_file_agrees_with_the_reference, \
		.initial_state = DATA set ".tsv.gz",              \
	}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_wrong_answer_is_noticed),
		FILE_TEST("exh1g"),
		FILE_TEST("exh2m"),
		FILE_TEST("exh4k"),
		FILE_TEST("hi46"),
		FILE_TEST("la57-rnd46"),
		FILE_TEST("la57-special"),
		FILE_TEST("order"),
		FILE_TEST("pk"),
		FILE_TEST("rnd36"),
		FILE_TEST("rnd40"),
		FILE_TEST("rnd46"),
		FILE_TEST("rnd52"),
		FILE_TEST("special"),
	};

	if (argc > 1)
		return run_by_hand(argc - 1, argv + 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
