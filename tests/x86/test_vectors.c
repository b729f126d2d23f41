/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_vectors.c - does the MMU answer as a reference MMU did?
 *
 *   test_vectors               cmocka tests over tests/data/paging/
 *   test_vectors FILE...       the same for any files; prints what failed
 *
 * Each line of a file is one access and what came of it (vectors.h). It is
 * made in three ways:
 *
 *   walk     mmu_walk() over the few quadwords that the line brings
 *   soft     mmu_load(), mmu_store(), mmu_fetch() or mmu_access() on a machine
 *            with RAM wherever a line of the file puts a table or a page
 *   native   an instruction through a window of that machine; its exception
 *            is delivered to a handler, which makes it return
 *
 * Where the machine reaches memory, what is read and written is checked, too.
 * Not all lines are possible natively: no instruction that we may use makes an
 * implicit access, and an address that is not canonical lies in no window.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "vectors.h"
#include "vectors_machine.h"

#define DATA	  "tests/data/paging/"
#define MAX_SHOWN 10 /* failures of a file that are printed in full */

/* --- files ---------------------------------------------------------------- */

/**
 * struct file - the lines of a file, but for comments
 * @text, @end: all of it
 */
struct file {
	char *text, *end;
};

static bool read_all(FILE *stream, struct file *file)
{
	size_t size = 0, room = 1 << 20, n;
	char *text = malloc(room), *more;

	while (text && (n = fread(text + size, 1, room - size - 1, stream))) {
		size += n;
		if (room - size > 1)
			continue;
		more = realloc(text, room *= 2);
		if (!more)
			free(text);
		text = more;
	}
	*file = (struct file){text, text ? text + size : NULL};
	return text != NULL;
}

static bool read_file(const char *path, struct file *file)
{
	char command[512];
	FILE *stream;
	bool ok;

	snprintf(command, sizeof(command), "gzip -dc '%s'", path);
	stream = popen(command, "r");
	if (!stream)
		return false;
	ok = read_all(stream, file);
	return pclose(stream) == 0 && ok;
}

/* Copies the line at *at to buf and moves on; false after the last. */
static bool next_line(const struct file *file, const char **at, char *buf,
		      size_t size)
{
	const char *line, *end;

	do {
		line = *at;
		if (line == file->end)
			return false;
		end = memchr(line, '\n', file->end - line);
		*at = end ? end + 1 : file->end;
		if (!end)
			end = file->end;
	} while (*line == '#');
	snprintf(buf, size, "%.*s", (int)(end - line), line);
	return true;
}

/* --- walk ----------------------------------------------------------------- */

static struct answer run_walk(struct vector *vector)
{
	struct memory *memory = &vector->memory;
	struct mmu_fault fault;
	struct mmu_xlat xlat, xlat2 = {.pa = 0};
	struct answer answer;
	int trap;

	trap = mmu_walk(&vector->mode, reach_cell, memory, vector->va,
			vector->how, &xlat, &fault);
	if (!trap && vector->rest)
		trap = mmu_walk(&vector->mode, reach_cell, memory,
				vector->va + vector->first, vector->how, &xlat2,
				&fault);
	answer = make_answer(trap, &fault);
	if (!trap) {
		answer.pa = xlat.pa;
		answer.pa2 = xlat2.pa;
	}
	return answer;
}

/* --- files, in all ways --------------------------------------------------- */

#define MAX_LINE 4096

enum way { WALK, SOFT, NATIVE, NWAYS };

static const char *const way_names[NWAYS] = {"walk", "soft", "native"};

/**
 * struct score - how lines fared
 * @passed, @failed: lines; one that fails in any way has failed
 * @way_passed, @way_failed: by enum way
 */
struct score {
	unsigned long passed, failed;
	unsigned long way_passed[NWAYS], way_failed[NWAYS];
};

static struct answer run(struct stage *stage, struct vector *vector,
			 enum way way)
{
	switch (way) {
	case WALK:
		return run_walk(vector);
	case SOFT:
		return run_soft(stage, vector);
	default:
		return run_native(stage, vector);
	}
}

/* One line in one way; prints it when it fails and @verbose. */
static bool passes(struct stage *stage, const char *line, enum way way,
		   struct score *score, bool verbose)
{
	struct vector vector;
	struct answer answer;
	char copy[MAX_LINE];

	snprintf(copy, sizeof(copy), "%s", line);
	if (!parse_vector(copy, &vector)) {
		if (verbose)
			printf("not understood: %s\n", line);
		return false;
	}
	if (way == NATIVE && !is_possible(&vector))
		return true;
	answer = run(stage, &vector, way);
	if (answer_is_right(&vector, &answer) && cells_are_right(&vector)) {
		score->way_passed[way]++;
		return true;
	}
	score->way_failed[way]++;
	if (verbose) {
		printf("%s: ", way_names[way]);
		show_vector(&vector, &answer);
	}
	return false;
}

/* Find out where RAM must be. */
static bool survey(struct stage *stage, const struct file *file)
{
	const char *at = file->text;
	struct vector vector;
	char line[MAX_LINE];

	while (next_line(file, &at, line, sizeof(line)))
		if (parse_vector(line, &vector) && !add_blocks(stage, &vector))
			return false;
	return true;
}

/* Walks all lines, and plays one of @step in the other ways. */
static void play_file(struct stage *stage, const struct file *file,
		      unsigned int step, struct score *score)
{
	unsigned long number = 0, already_failed = score->failed;
	const char *at = file->text;
	char line[MAX_LINE];

	while (next_line(file, &at, line, sizeof(line))) {
		bool verbose = score->failed - already_failed < MAX_SHOWN;
		unsigned int nways = number++ % step ? WALK + 1 : NWAYS;
		bool ok = true;

		for (unsigned int way = WALK; way < nways; way++)
			ok &= passes(stage, line, way, score, verbose);
		if (ok)
			score->passed++;
		else
			score->failed++;
	}
}

static bool run_file(const char *path, unsigned int step, struct score *score)
{
	struct stage stage = {.machine = NULL};
	struct file file = {NULL, NULL};
	bool ok = read_file(path, &file) && survey(&stage, &file);

	if (ok)
		play_file(&stage, &file, step, score);
	mmu_machine_destroy(stage.machine);
	free(file.text);
	return ok;
}

/* --- tests ---------------------------------------------------------------- */

static void test_file_agrees_with_the_reference(void **state)
{
	struct score score = {0};

	assert_true(run_file(*state, under_valgrind() ? 8 : 1, &score));
	assert_int_equal(score.failed, 0);
	assert_true(score.passed >= 100); /* a file with nothing in it */
	assert_true(score.way_passed[SOFT] >= 10);
#ifndef MMUSIM_SOFT
	assert_true(score.way_passed[NATIVE] >= 10);
#endif
}

static bool line_passes(const char *line, bool verbose)
{
	struct file file = {(char *)(uintptr_t)line, strchr(line, '\0')};
	struct stage stage = {.machine = NULL};
	struct score score = {0};
	bool ok = survey(&stage, &file);

	for (unsigned int way = WALK; way < NWAYS; way++)
		ok &= passes(&stage, line, way, &score, verbose);
	mmu_machine_destroy(stage.machine);
	return ok;
}

static void test_a_wrong_answer_is_noticed(void **state)
{
	const char right[] = "x-1\t4\t40\t1\t1\t1\t0\t1\t0\t0\t0\tr\t8\t1000\t"
			     "1000\tpf\t0\t1000\t-\t-\tloose\t4:1000:0:0\t-";
	const char wrong[] = "x-1\t4\t40\t1\t1\t1\t0\t1\t0\t0\t0\tr\t8\t1000\t"
			     "1000\tpf\t4\t1000\t-\t-\tloose\t4:1000:0:0\t-";
	const char short_line[] = "x-1\t4\t40";

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
		if (!run_file(files[i], 1, &score)) {
			printf("%s: cannot be read\n", files[i]);
			read = false;
		}
	}
	for (int way = 0; way < NWAYS; way++)
		printf("%-7s %lu passed, %lu failed\n", way_names[way],
		       score.way_passed[way], score.way_failed[way]);
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
