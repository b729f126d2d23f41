/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_printk.c - the kernel log: kernel/printk.c. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../support/mini_kern.h"

static void assert_log(struct kern *k, const char *want)
{
	char *log = mini_kern_log(k);

	assert_string_equal(log, want);
	free(log);
}

static int first_line(const struct kern_log_line *line, void *copy)
{
	*(struct kern_log_line *)copy = *line;
	return 1;
}

static struct kern_log_line line_at(struct kern *k, uint64_t seq)
{
	struct kern_log_line line = {.seq = ~0ull};

	assert_int_equal(kern_log_each(k, seq, first_line, &line), 1);
	return line;
}

static void test_printk_formats_host_arguments(void **state)
{
	struct kern *k = *state;

	kern_printk(k, KERN_INFO "%s %d %lx %u %s %d %c%c\n", "a", -1,
		    0x123456789abcul, 4, "seventh", 8, 'o', 'k');
	assert_log(k, "a -1 123456789abc 4 seventh 8 ok\n");
}

static void test_printk_returns_length_of_the_text(void **state)
{
	struct kern *k = *state;

	/* Without prefix and newline. */
	assert_int_equal(kern_printk(k, KERN_INFO "hello\n"), 5);
	assert_int_equal(kern_printk(k, "hello"), 5);
}

static void test_printk_level(void **state)
{
	struct kern *k = *state;

	kern_printk(k, KERN_EMERG "a\n");
	kern_printk(k, KERN_DEBUG "b\n");
	kern_printk(k, "c\n");
	kern_printk(k, KERN_ERR KERN_DEBUG "d\n");
	assert_int_equal(line_at(k, 0).level, 0);
	assert_int_equal(line_at(k, 1).level, 7);
	assert_int_equal(line_at(k, 2).level, 4); /* the default */
	assert_int_equal(line_at(k, 3).level, 3); /* the first one counts */
	assert_log(k, "a\nb\nc\nd\n");
}

static void test_printk_cont_goes_on_with_unfinished_line(void **state)
{
	struct kern *k = *state;

	kern_printk(k, KERN_INFO "a");
	kern_printk(k, KERN_CONT "b");
	kern_printk(k, KERN_CONT "c\n");
	kern_printk(k, KERN_CONT "d\n"); /* nothing to go on with */
	assert_log(k, "abc\nd\n");
	assert_int_equal(line_at(k, 0).level, 6);
	assert_int_equal(line_at(k, 1).level, 4);
	assert_int_equal(kern_log_next(k), 2);
}

static void test_printk_new_record_ends_unfinished_line(void **state)
{
	struct kern *k = *state;

	kern_printk(k, "a");
	kern_printk(k, "b");
	kern_printk(k, KERN_CONT "c");
	assert_log(k, "a\n"); /* nobody sees the last one yet */
	assert_int_equal(kern_log_next(k), 1);
	kern_printk(k, KERN_CONT "d\n");
	assert_log(k, "a\nbcd\n");
	assert_int_equal(kern_log_next(k), 2);
}

static void test_printk_lines_of_one_record_share_its_stamp(void **state)
{
	struct kern *k = *state;

	k->clock_ns = 1234567890;
	kern_printk(k, "one\ntwo\n\n");
	char *dmesg = kern_dmesg(k, 0);
	assert_string_equal(dmesg, "[    1.234567] one\n"
				   "[    1.234567] two\n"
				   "[    1.234567] \n");
	free(dmesg);
	assert_int_equal(kern_log_next(k), 1);
}

static void test_printk_advances_the_clock_by_length(void **state)
{
	struct kern *k = *state;

	kern_printk(k, "\n");
	uint64_t empty = k->clock_ns;
	kern_printk(k, "12345678\n");
	uint64_t eight = k->clock_ns - empty;
	assert_true(empty > 0);
	assert_true(eight > empty);
	assert_int_equal(line_at(k, 0).ns, 0);
	assert_int_equal(line_at(k, 1).ns, empty);
}

static void test_printk_cuts_long_records(void **state)
{
	struct kern *k = *state;
	char text[2000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	/* The prefix counts, too. */
	assert_int_equal(kern_printk(k, KERN_INFO "%s", text), 989);
	kern_log_store(k, text);
	/* What does not fit behind the rest begins a record. */
	kern_printk(k, KERN_CONT "y\n");
	assert_int_equal(kern_log_next(k), 3);
	char *log = mini_kern_log(k);
	assert_int_equal(strlen(log), 990 + 992 + 2);
	free(log);
}

static void test_printk_survives_broken_prefixes(void **state)
{
	struct kern *k = *state;

	kern_log_store(k, "");
	kern_log_store(k, "\001");
	kern_log_store(k, "\0016");
	kern_log_store(k, "\001zoo\n");
	assert_log(k, "\n\001\n\n\001zoo\n");
}

static void test_printk_ring_drops_the_oldest(void **state)
{
	struct kern *k = *state;
	char want[128];

	for (int i = 0; i < 3000; i++)
		kern_printk(k, "record %04d %0100d\n", i, i);
	assert_int_equal(kern_log_next(k), 3000);
	/* 112 bytes each, 128 KiB */
	assert_int_equal(line_at(k, 0).seq, 3000 - 131072 / 112);
	assert_int_equal(line_at(k, 2999).seq, 2999);

	struct kern_log_line last = {.seq = 0};
	kern_log_each(k, 2999, first_line, &last);
	char *log = mini_kern_log(k);
	snprintf(want, sizeof(want), "record 2999 %0100d\n", 2999);
	assert_string_equal(log + strlen(log) - 113, want);
	free(log);
}

static void test_printk_ring_drops_records_when_texts_are_short(void **state)
{
	struct kern *k = *state;

	for (int i = 0; i < 5000; i++)
		kern_printk(k, "%d\n", i);
	assert_int_equal(line_at(k, 0).seq, 5000 - 4096);
	assert_int_equal(kern_log_each(k, 5000, first_line, NULL), 0);
}

static int print_while_reading(const struct kern_log_line *line, void *k)
{
	kern_printk(k, "again: %s\n", line->text);
	return 0;
}

static void test_log_reader_may_print(void **state)
{
	struct kern *k = *state;

	kern_printk(k, "a\n");
	kern_printk(k, "b\n");
	kern_log_each(k, 0, print_while_reading, k);
	assert_log(k, "a\nb\nagain: a\nagain: b\n");
}

static void test_dmesg_from_a_record(void **state)
{
	struct kern *k = *state;

	kern_printk(k, "a\n");
	uint64_t from = kern_log_next(k);
	k->clock_ns = 123456000000999;
	kern_printk(k, "b\n");
	char *dmesg = kern_dmesg(k, from);
	assert_string_equal(dmesg, "[123456.000000] b\n");
	free(dmesg);
	dmesg = kern_dmesg(k, 99);
	assert_string_equal(dmesg, "");
	free(dmesg);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, mini_kern_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_printk_formats_host_arguments),
		TEST(test_printk_returns_length_of_the_text),
		TEST(test_printk_level),
		TEST(test_printk_cont_goes_on_with_unfinished_line),
		TEST(test_printk_new_record_ends_unfinished_line),
		TEST(test_printk_lines_of_one_record_share_its_stamp),
		TEST(test_printk_advances_the_clock_by_length),
		TEST(test_printk_cuts_long_records),
		TEST(test_printk_survives_broken_prefixes),
		TEST(test_printk_ring_drops_the_oldest),
		TEST(test_printk_ring_drops_records_when_texts_are_short),
		TEST(test_log_reader_may_print),
		TEST(test_dmesg_from_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
