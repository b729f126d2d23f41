/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_source.c - from function and offset to the source line.
 *
 * The modules are the examples' and tests' own. Two more are made from
 * faulty.ko by changing letters in it: one without debug information, and one
 * in which two functions have the same name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include <mmusim/debuginfo.h>

#define FAULTY "examples/modules/faulty.ko"
#define STORE \
	0x10 /* offset of *ptr = 'A' in faulty_init, with frame pointers */

static char dir[] = "/tmp/mmusim-test-XXXXXX";

/* The file name below the temporary directory; valid until the next call. */
static const char *in_dir(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static char *slurp(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *data;

	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	*len = ftell(file);
	rewind(file);
	data = malloc(*len);
	assert_int_equal(fread(data, 1, *len, file), *len);
	fclose(file);
	return data;
}

static void spill(const char *path, const void *data, size_t len)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/* faulty.ko with each @from replaced by @to, which is as long */
static const char *changed_module(const char *name, const char *from,
				  const char *to)
{
	size_t len, n = strlen(from);
	char *data = slurp(FAULTY, &len);
	unsigned int changes = 0;

	for (size_t i = 0; i + n <= len; i++) {
		if (memcmp(data + i, from, n))
			continue;
		memcpy(data + i, to, n);
		changes++;
	}
	assert_true(changes);
	spill(in_dir(name), data, len);
	free(data);
	return in_dir(name);
}

static int setup(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	static const char *const names[] = {
		"nodebug.ko", "twins.ko", "short.ko", "faulty.ko", "lines.c",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(in_dir(names[i]));
	return rmdir(dir);
}

static int line_of(const char *path, const char *symbol, uint64_t offset)
{
	char file[512];
	int line = 0;
	int err = mmu_source_line(path, symbol, offset, file, sizeof(file),
				  &line);

	return err ? err : line;
}

static void test_source_line_of_the_store(void **state)
{
	char file[512];
	int line;

	(void)state;
	assert_int_equal(mmu_source_line(FAULTY, "faulty_init", STORE, file,
					 sizeof(file), &line),
			 0);
	assert_int_equal(line, 11);
	assert_int_equal(file[0], '/');
	assert_string_equal(strrchr(file, '/'), "/faulty.c");
}

static void test_source_line_by_other_names_and_sections(void **state)
{
	(void)state;
	assert_int_equal(line_of(FAULTY, "init_module", STORE), 11);
	assert_int_equal(line_of(FAULTY, "faulty_init", 0), 8);
	/* Without a frame, the first instruction belongs to the first statement. */
	assert_in_range(line_of(FAULTY, "faulty_exit", 0), 14, 15);
}

static void test_source_line_in_the_second_file_of_a_module(void **state)
{
	char file[512];
	int line;

	(void)state;
	assert_int_equal(mmu_source_line("build/modules/multi.ko", "multi_add",
					 0, file, sizeof(file), &line),
			 0);
	assert_string_equal(strrchr(file, '/'), "/multi_b.c");
}

static void test_source_line_says_what_is_missing(void **state)
{
	(void)state;
	assert_int_equal(line_of("no/such.ko", "faulty_init", 0), -ENOENT);
	assert_int_equal(line_of("Makefile", "faulty_init", 0), -ENOEXEC);
	assert_int_equal(line_of("tests", "faulty_init", 0), -ENOEXEC);
	assert_int_equal(line_of(FAULTY, "faulty_ini", 0), -ESRCH);
	assert_int_equal(line_of(FAULTY, "", 0), -ESRCH);
	/* imported, or no function, or behind its end */
	assert_int_equal(line_of(FAULTY, "_printk", 0), -ESRCH);
	assert_int_equal(line_of(FAULTY, "__this_module", 0), -ESRCH);
	assert_int_equal(line_of(FAULTY, "faulty_init", 0x1000), -ESRCH);
	assert_int_equal(line_of(FAULTY, "faulty_init", ~0ull), -ESRCH);
}

static void test_source_line_without_debug_information(void **state)
{
	const char *path = changed_module("nodebug.ko", ".debug_", ".xebug_");

	(void)state;
	assert_int_equal(line_of(path, "faulty_init", STORE), -ENODATA);
	assert_int_equal(line_of(path, "faulty_ini", STORE), -ESRCH);
}

/* faulty_init is the longer one: behind the end of the other it is meant. */
static void test_source_line_of_two_functions_with_one_name(void **state)
{
	const char *path =
		changed_module("twins.ko", "faulty_exit", "faulty_init");

	(void)state;
	assert_int_equal(line_of(path, "faulty_init", 0), -ENOTUNIQ);
	assert_in_range(line_of(path, "faulty_init", 0x18), 11, 13);
}

static void test_source_line_of_a_truncated_file(void **state)
{
	size_t len;
	char *data = slurp(FAULTY, &len);

	(void)state;
	for (size_t part = 0; part < len; part += len / 64) {
		spill(in_dir("short.ko"), data, part);
		assert_true(line_of(in_dir("short.ko"), "faulty_init", STORE) <
			    0);
	}
	free(data);
}

static void test_source_line_leaves_outputs_alone_on_failure(void **state)
{
	char file[4] = "abc";
	int line = 42;

	(void)state;
	assert_int_equal(mmu_source_line(FAULTY, "faulty_init", STORE, file,
					 sizeof(file), &line),
			 -ERANGE);
	assert_int_equal(mmu_source_line(FAULTY, "x", STORE, file, sizeof(file),
					 &line),
			 -ESRCH);
	assert_string_equal(file, "abc");
	assert_int_equal(line, 42);
}

static void test_source_text_is_the_line_without_blanks(void **state)
{
	char buf[64];

	(void)state;
	spill(in_dir("lines.c"), "one\n\t two \t\r\n\nlast", 18);
	assert_int_equal(mmu_source_text(NULL, in_dir("lines.c"), 1, buf,
					 sizeof(buf)),
			 0);
	assert_string_equal(buf, "one");
	assert_int_equal(mmu_source_text(NULL, in_dir("lines.c"), 2, buf,
					 sizeof(buf)),
			 0);
	assert_string_equal(buf, "two");
	assert_int_equal(mmu_source_text(NULL, in_dir("lines.c"), 3, buf,
					 sizeof(buf)),
			 0);
	assert_string_equal(buf, "");
	assert_int_equal(mmu_source_text(NULL, in_dir("lines.c"), 4, buf,
					 sizeof(buf)),
			 0);
	assert_string_equal(buf, "last");
	assert_int_equal(mmu_source_text(NULL, in_dir("lines.c"), 4, buf, 3),
			 0);
	assert_string_equal(buf, "la");
}

static void test_source_text_says_what_is_missing(void **state)
{
	char buf[64] = "as it was";

	(void)state;
	spill(in_dir("lines.c"), "one\n", 4);
	assert_int_equal(mmu_source_text(NULL, in_dir("lines.c"), 2, buf,
					 sizeof(buf)),
			 -ENODATA);
	assert_int_equal(mmu_source_text(NULL, in_dir("lines.c"), 0, buf,
					 sizeof(buf)),
			 -ENODATA);
	assert_int_equal(mmu_source_text(FAULTY, "/gone/other.c", 1, buf,
					 sizeof(buf)),
			 -ENOENT);
	assert_int_equal(mmu_source_text("x.ko", "/gone/other.c", 1, buf,
					 sizeof(buf)),
			 -ENOENT);
	assert_string_equal(buf, "as it was");
}

static void test_source_text_looks_beside_the_module(void **state)
{
	char buf[64];

	(void)state;
	assert_int_equal(mmu_source_text(FAULTY, "/gone/faulty.c", 11, buf,
					 sizeof(buf)),
			 0);
	assert_string_equal(buf, "*ptr = 'A'; // This triggers a page fault");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_source_line_of_the_store),
		cmocka_unit_test(test_source_line_by_other_names_and_sections),
		cmocka_unit_test(
			test_source_line_in_the_second_file_of_a_module),
		cmocka_unit_test(test_source_line_says_what_is_missing),
		cmocka_unit_test(test_source_line_without_debug_information),
		cmocka_unit_test(
			test_source_line_of_two_functions_with_one_name),
		cmocka_unit_test(test_source_line_of_a_truncated_file),
		cmocka_unit_test(
			test_source_line_leaves_outputs_alone_on_failure),
		cmocka_unit_test(test_source_text_is_the_line_without_blanks),
		cmocka_unit_test(test_source_text_says_what_is_missing),
		cmocka_unit_test(test_source_text_looks_beside_the_module),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
