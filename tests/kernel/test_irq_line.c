/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_irq_line.c - interrupt lines that modules request, raised by a person, and
 * files whose functions look at what they get: binaries of tests/data/modules.
 */
#include <errno.h>
#include <stdio.h>

#include "../support/kern_rig.h"

#include "kernel/kern.h"

#define LINES "/sys/kernel/debug/irq/irqs/"

static void load(struct kern *k, const char *module, int expected)
{
	char path[128];
	int status = -1;

	snprintf(path, sizeof(path), "tests/data/modules/ko/%s.ko", module);
	assert_int_equal(kern_insmod(k, path, NULL, &status), 0);
	assert_int_equal(status, expected);
}

static int write_to(struct kern *k, const char *path, const char *text)
{
	int status = -1;

	kern_file_write(k, path, text, &status);
	return status;
}

static bool interrupts_show(struct kern *k, const char *line)
{
	char *text = kern_proc_read(k, "interrupts");
	bool found = text && strstr(text, line);

	free(text);
	return found;
}

static void test_every_handler_of_a_line_is_called(void **state)
{
	struct kern *k = *state;
	uint64_t from;

	load(k, "irqs", 0);
	assert_true(interrupts_show(k, "  7:          0   IO-APIC   7-edge   "
				       "   irqs_one, irqs_two\n"));
	from = kern_log_next(k);
	assert_int_equal(write_to(k, LINES "7", "trigger\n"), 0);
	kern_rig_assert_order(
		k, from,
		(const char *[]){"irqs: interrupt 7, one, in hardirq\n",
				 "irqs: interrupt 7, two, in hardirq\n", NULL});
	assert_true(interrupts_show(k, "  7:          1 "));
	kern_rig_assert_file(k, LINES "7", 0,
			     "handler:  handle_edge_irq\nddepth:   0\n"
			     "pending:  0\ncount:    1\n");
}

static void test_a_thread_handles_what_its_handler_hands_on(void **state)
{
	struct kern *k = *state;
	uint64_t from;

	load(k, "irqs", 0);
	from = kern_log_next(k);
	assert_int_equal(write_to(k, LINES "11", "trigger\n"), 0);
	kern_idle(k);
	kern_rig_assert_order(
		k, from,
		(const char *[]){"irqs: interrupt 11 wakes\n",
				 "irqs: thread irq/11-irqs_thr, may sleep\n",
				 NULL});
	assert_int_equal(kern_rig_rmmod(k, "irqs"), 0);
}

static void test_a_line_that_nobody_requested(void **state)
{
	struct kern *k = *state;

	assert_true(interrupts_show(k, "  1:          0   IO-APIC   1-edge   "
				       "   i8042\n"));
	assert_int_equal(write_to(k, LINES "7", "trigger\n"), 1);
	assert_int_equal(errno, EINVAL);
	load(k, "irqs", 0);
	assert_int_equal(kern_rig_rmmod(k, "irqs"), 0);
	assert_int_equal(write_to(k, LINES "7", "trigger\n"), 1);
	assert_false(kern_file_exists(k, LINES "16"));
}

static void test_files_say_what_they_are(void **state)
{
	struct kern *k = *state;

	load(k, "files", 0);
	kern_rig_assert_file(k, "/proc/files_name", 0, "read\n");
	kern_rig_assert_logged(k, 0,
			       "files: files_name is 80 bytes, of user 7, "
			       "mode 644\n");
	kern_rig_assert_logged(k, 0, "files: major 246\n");
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"sysfs: cannot create duplicate filename "
				 "'/dev/char/246:0'\n",
				 "files: again: -17\n", NULL});
	assert_int_equal(kern_rig_rmmod(k, "files"), 0);
}

static void test_what_is_not_taken_is_written_again(void **state)
{
	struct kern *k = *state;

	load(k, "files", 0);
	assert_int_equal(write_to(k, "/proc/files_name", "123456"), 0);
	kern_rig_assert_order(k, 0,
			      (const char *[]){"files: number 123456\n",
					       "files: took 123\n",
					       "files: number 456\n",
					       "files: took 456\n", NULL});
	assert_int_equal(write_to(k, "/proc/files_nothing", "1"), 128 + 2);
	assert_string_equal(kern_last_error(k),
			    "sh: /proc/files_nothing takes nothing: "
			    "interrupted");
}

static void test_a_next_function_that_stays_is_named(void **state)
{
	struct kern *k = *state;

	load(k, "files", 0);
	kern_rig_assert_file(k, "/proc/files_stuck", 0, "line\nline\n");
	kern_rig_assert_logged(k, 0,
			       "seq_file: buggy .next function stuck_next "
			       "[files] did not update position index\n");
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_every_handler_of_a_line_is_called),
		unit(test_a_thread_handles_what_its_handler_hands_on),
		unit(test_a_line_that_nobody_requested),
		unit(test_files_say_what_they_are),
		unit(test_what_is_not_taken_is_written_again),
		unit(test_a_next_function_that_stays_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
