/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_params.c - module parameters: kernel/params.c, x_param.c, param_files.c.
 */
#define _GNU_SOURCE /* W_EXITCODE() */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>

#include <mmusim/kern_task.h>

#include "../support/kern_rig.h"

#include "kernel/kern.h"

#define PATH kern_rig_path("params")

/* insmod with these parameters says these lines. */
struct row {
	const char *params;
	const char *log;
};

static void insmod(struct kern *k, const struct row *row, int expected)
{
	uint64_t from = kern_log_next(k);
	int status = -1;

	assert_int_equal(kern_insmod(k, PATH, row->params, &status), 0);
	kern_rig_assert_logged(k, from, row->log);
	assert_int_equal(status, expected);
}

static void test_values_reach_the_module(void **state)
{
	static const struct row rows[] = {
		{"", "number 4 small 1 far_away -1 flag 0 text nothing\n"},
		{"number=-17", "number -17 "},
		{"number=0x10 small=255", "number 16 small 255 "},
		{"far_away=-9223372036854775808",
		 "far_away -9223372036854775808 "},
		{"far-away=5", "far_away 5 "}, /* '-' and '_' are the same */
		{"flag", "flag 1 "},	       /* without a value */
		{"flag=on", "flag 1 "},
		{"flag=N", "flag 0 "},
		{"text=\"a b\" number=2", "number 2 small 1 far_away -1 flag 0 "
					  "text a b\n"},
		{"text=", "text \n"},
		{"copy=1234567", "copy 1234567 "},
		{"list=1,-2", "list 2: 1 -2 "},
		{"list=3", "list 1: 3 0 "},
		{"  hidden=9  ", "hidden 9 "},
		{"half=9", "half 4\n"}, /* by the module's own function */
		{"number=1 number=2", "number 2 "},
		{"what=1 number=3",
		 "params: unknown parameter 'what' ignored\n"},
		{"number=6 -- number=5", "number 6 "},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		insmod(*state, &rows[i], 0);
		assert_int_equal(kern_rig_rmmod(*state, "params"), 0);
	}
}

static void test_bad_values_are_refused(void **state)
{
	static const struct row rows[] = {
		{"number=abc",
		 "params: `abc' invalid for parameter `number'\n"},
		{"number", "params: `' invalid for parameter `number'\n"},
		{"number=", "params: `' invalid for parameter `number'\n"},
		{"number=99999999999",
		 "`99999999999' invalid for parameter `number'\n"},
		{"small=256", "`256' invalid for parameter `small'\n"},
		{"small=-1", "`-1' invalid for parameter `small'\n"},
		{"flag=maybe", "`maybe' invalid for parameter `flag'\n"},
		{"copy=12345678", "copy: string doesn't fit in 7 chars.\n"},
		{"copy=12345678",
		 "`12345678' too large for parameter `copy'\n"},
		{"list=1,x", "invalid for parameter `list'\n"},
		{"list=1,2,3,4,5", "can only take 4 arguments\n"},
		{"half=x", "`x' invalid for parameter `half'\n"},
		{"faulty=1", "`1' invalid for parameter `faulty'\n"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		insmod(*state, &rows[i], 1);
		assert_false(kern_rig_loaded(*state, "params"));
	}
}

static void test_insmod_says_that_parameters_are_invalid(void **state)
{
	int status;

	assert_int_equal(kern_insmod(*state, PATH, "number=x", &status), 0);
	assert_non_null(
		strstr(kern_last_error(*state), ": Invalid parameters"));
}

static void assert_reads(struct kern *k, const char *name, const char *expected)
{
	char text[4096] = "";
	int status = -1;

	assert_int_equal(kern_param_read(k, "params", name, text, sizeof(text),
					 &status),
			 0);
	assert_string_equal(kern_last_error(k), "");
	assert_int_equal(status, 0);
	assert_string_equal(text, expected);
}

static void test_files_show_values(void **state)
{
	int status;

	assert_int_equal(kern_insmod(*state, PATH,
				     "number=5 flag text=\"x y\" list=1,2,3",
				     &status),
			 0);
	assert_reads(*state, "number", "5\n");
	assert_reads(*state, "small", "1\n");
	assert_reads(*state, "far_away", "-1\n");
	assert_reads(*state, "flag", "Y\n");
	assert_reads(*state, "text", "x y\n");
	assert_reads(*state, "copy", "abc\n");
	assert_reads(*state, "list", "1,2,3\n");
	assert_reads(*state, "half", "0\n");
}

static void test_files_take_values(void **state)
{
	struct kern *k = *state;
	uint64_t from;
	int status;

	kern_rig_insmod(k, "params");
	assert_int_equal(
		kern_param_write(k, "params", "number", "12\n", &status), 0);
	assert_int_equal(status, 0);
	assert_int_equal(kern_param_write(k, "params", "half", "12\n", &status),
			 0);
	assert_reads(k, "number", "12\n");
	from = kern_log_next(k);
	kern_rig_rmmod(k, "params");
	kern_rig_assert_logged(k, from, "params: number 12 half 6\n");
}

/* An access that fails, and what the shell says. */
static void assert_fails(struct kern *k, const char *name, const char *text,
			 const char *error)
{
	char buf[8] = "same";
	int status = -1;

	if (text)
		assert_int_equal(
			kern_param_write(k, "params", name, text, &status), 0);
	else
		assert_int_equal(kern_param_read(k, "params", name, buf,
						 sizeof(buf), &status),
				 0);
	assert_string_equal(kern_last_error(k), error);
	assert_int_equal(status, 1);
	assert_string_equal(buf, "same");
}

#define FILES "/sys/module/params/parameters/"

static void test_what_files_refuse(void **state)
{
	struct kern *k = *state;

	assert_fails(k, "number", NULL,
		     "cat: " FILES "number: No such file or directory");
	kern_rig_insmod(k, "params");
	assert_fails(k, "hidden", NULL,
		     "cat: " FILES "hidden: No such file or directory");
	assert_fails(k, "nothing", "1",
		     "sh: " FILES "nothing: No such file or directory");
	assert_fails(k, "text", "1", "sh: " FILES "text: Permission denied");
	assert_fails(k, "number", "x\n", "sh: write error: Invalid argument");
}

/* Reading ends in an oops of cat; the module stays in use by nobody. */
static void test_a_get_that_faults_kills_the_reader(void **state)
{
	struct kern *k = *state;
	struct kern_oops_info info;
	char text[8] = "same";
	int status;

	kern_rig_insmod(k, "params");
	assert_int_equal(kern_param_read(k, "params", "faulty", text,
					 sizeof(text), &status),
			 0);
	assert_int_equal(status, 137);
	assert_string_equal(text, "same");
	kern_last_oops(k, &info);
	assert_string_equal(info.symbol, "faulty_get");
	assert_int_equal(info.frame.fault.la, 8);
	kern_rig_assert_logged(k, 0, "Comm: cat ");
	kern_rig_assert_order(k, 0,
			      (const char *const[]){" param_attr_show+",
						    " ksys_read+", NULL});
}

/* kernel_param_lock(): and the next one waits for ever. */
static void test_who_dies_of_a_parameter_holds_its_lock(void **state)
{
	struct kern *k = *state;
	char text[8];
	int status;

	kern_rig_insmod(k, "params");
	assert_int_equal(kern_param_read(k, "params", "faulty", text,
					 sizeof(text), &status),
			 0);
	assert_int_equal(kern_param_read(k, "params", "number", text,
					 sizeof(text), &status),
			 0);
	assert_int_equal(status, 137);
	assert_int_equal(kern_rig_rmmod(k, "params"), 137);
	assert_true(kern_rig_loaded(k, "params"));
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

/* Reads one file; returns its first character. */
static int reader(void *arg)
{
	char path[64], text[32] = "";
	int fd, n;

	snprintf(path, sizeof(path), "/sys/module/params/parameters/%s",
		 (const char *)arg);
	fd = kern_sys_open(path, O_RDONLY);
	n = (int)kern_sys_read(fd, text, sizeof(text));
	return n > 0 ? text[0] : 1;
}

static void test_readers_do_not_get_anothers_text(void **state)
{
	static const char *const names[] = {"slow", "number", "slow", "half"};
	static const char first[] = {'s', '4', 's', '0'};
	struct kern *k = *state;
	int pid[COUNT(names)], status;

	insmod(k, &(struct row){"half=1", "params: number 4 "}, 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct kern_task_config config = {.size = sizeof(config),
						  .name = "reader",
						  .fn = reader,
						  .arg = (void *)names[i]};

		assert_int_equal(kern_task_spawn(k, &config, &pid[i]), 0);
	}
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(kern_wait_status(k, pid[i], &status), 0);
		assert_int_equal(status, W_EXITCODE(first[i], 0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_values_reach_the_module),
		unit(test_bad_values_are_refused),
		unit(test_insmod_says_that_parameters_are_invalid),
		unit(test_files_show_values),
		unit(test_files_take_values),
		unit(test_what_files_refuse),
		unit(test_a_get_that_faults_kills_the_reader),
		unit(test_who_dies_of_a_parameter_holds_its_lock),
		unit(test_readers_do_not_get_anothers_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
