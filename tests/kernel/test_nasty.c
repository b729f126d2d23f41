/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_nasty.c - modules that do what no module should: build/modules/nasty.ko.
 * The simulated kernel may say what it likes; the program that it is part of must
 * not be harmed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/kern_rig.h"

#include <mmusim/kern_fault_inject.h>

#include "kernel/module.h"

static int insmod(struct kern *k, const char *what)
{
	char args[32];
	int status = -1;

	snprintf(args, sizeof(args), "what=%s", what);
	assert_int_equal(kern_insmod(k, kern_rig_path("nasty"), args, &status),
			 0);
	return status;
}

/* --- files ------------------------------------------------------------------- */

static void test_file_that_goes_while_it_is_open(void **state)
{
	static const char *const when[] = {"open", "read", "show"};

	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(insmod(*state, when[i]), 0);
		kern_rig_assert_file(*state, "/proc/nasty", 0,
				     i < 2 ? "read\n" : "");
		assert_false(kern_file_exists(*state, "/proc/nasty"));
		assert_int_equal(kern_rig_rmmod(*state, "nasty"), 0);
	}
}

static void test_device_that_goes_while_it_is_open(void **state)
{
	assert_int_equal(insmod(*state, ""), 0);
	kern_rig_assert_file(*state, "/dev/nasty", 0, "");
	assert_false(kern_file_exists(*state, "/dev/nasty"));
	assert_int_equal(kern_rig_rmmod(*state, "nasty"), 0);
}

static void test_read_that_says_it_brought_more_than_there_is(void **state)
{
	assert_int_equal(insmod(*state, "huge"), 0);
	kern_rig_assert_file(*state, "/proc/nasty", 0, "");
}

/* As somebody who presses Ctrl-C when the file has no end. */
static void test_read_without_end(void **state)
{
	char *text = NULL;
	int status = -1;

	if (kern_rig_under("valgrind")) /* 65536 reads take it minutes */
		skip();
	assert_int_equal(insmod(*state, "endless"), 0);
	assert_int_equal(kern_file_read(*state, "/proc/nasty", &text, &status),
			 0);
	assert_int_equal(status, 130);
	assert_memory_equal(text, "again\nagain\n", 12);
	free(text);
	assert_string_equal(kern_last_error(*state),
			    "cat: /proc/nasty has no end: interrupted");
	assert_int_equal(kern_rig_rmmod(*state, "nasty"), 0);
}

/* Whatever allocation fails, nothing is left behind. */
static void test_failing_allocations_leave_nothing(void **state)
{
	struct kern *k = *state;
	unsigned int n = 1;
	char *text = NULL;
	int status = -1;

	for (;; n += kern_rig_under("native") ? 1 : 5) {
		kern_fail_nth(k, KERN_FAIL_ALLOCATIONS, n);
		kern_insmod(k, kern_rig_path("nasty"), "what=read", &status);
		kern_file_read(k, "/proc/nasty", &text, &status);
		free(text);
		kern_file_read(k, "/dev/nasty", &text, &status);
		free(text);
		kern_rmmod(k, "nasty", &status);
		if (kern_fail_nth_left(k))
			break;
		kern_fail_nth(k, 0, 0);
		if (kern_find_module(k, "nasty"))
			kern_rmmod(k, "nasty", &status);
		assert_null(kern_find_module(k, "nasty"));
		assert_true(pool_check(k->pool));
		assert_true(kern_page_check(k));
	}
	assert_true(n > 10);
	kern_fail_nth(k, 0, 0);
	assert_false(kern_file_exists(k, "/dev/nasty"));
	assert_false(kern_file_exists(k, "/proc/nasty"));
}

/* --- others -------------------------------------------------------------------- */

static void test_tree_that_is_a_circle_is_a_soft_lockup(void **state)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = "mmusim.loop_ms=40"};
	struct kern *k;

	(void)state;
	assert_int_equal(kern_boot(&config, &k), 0);
	assert_int_equal(insmod(k, "rb"), 137);
	kern_rig_assert_logged(k, 0, "watchdog: BUG: soft lockup");
	kern_shutdown(k);
}

static void test_barrier_does_not_wait_for_what_comes_later(void **state)
{
	assert_int_equal(insmod(*state, "barrier"), 0);
	kern_rig_assert_logged(*state, 0, "calls before the barrier");
}

static void test_rcu_frees_memory_of_vmalloc(void **state)
{
	assert_int_equal(insmod(*state, "kvfree"), 0);
	kern_rig_assert_not_logged(*state, 0, "cut here");
	kern_rig_assert_not_logged(*state, 0, "BUG");
}

static void test_thread_that_two_stop(void **state)
{
	assert_int_equal(insmod(*state, "stop"), 0);
	kern_rig_assert_logged(*state, 0, "nasty: first stop 7");
	kern_rig_assert_logged(*state, 0, "nasty: second stop 7");
}

static void test_lengths_that_wrap_around(void **state)
{
	assert_int_equal(insmod(*state, "percpu"), 0);
	kern_rig_assert_logged(*state, 0, "nasty: percpu 1 1 1");
	assert_int_equal(kern_rig_rmmod(*state, "nasty"), 0);
	assert_int_equal(insmod(*state, "vmap"), 0);
	kern_rig_assert_logged(*state, 0, "nasty: vmap 1");
}

/* A quote alone is an empty word, and no flags. */
static void test_query_that_is_a_quote(void **state)
{
	int status = -1;

	assert_int_equal(kern_insmod(*state, "tests/data/modules/ko/dyndbgs.ko",
				     "dyndbg=+p;\"", &status),
			 0);
	assert_int_equal(status, 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_file_that_goes_while_it_is_open),
		TEST(test_device_that_goes_while_it_is_open),
		TEST(test_read_that_says_it_brought_more_than_there_is),
		TEST(test_read_without_end),
		TEST(test_failing_allocations_leave_nothing),
		cmocka_unit_test(test_tree_that_is_a_circle_is_a_soft_lockup),
		TEST(test_barrier_does_not_wait_for_what_comes_later),
		TEST(test_rcu_frees_memory_of_vmalloc),
		TEST(test_thread_that_two_stop),
		TEST(test_lengths_that_wrap_around),
		TEST(test_query_that_is_a_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
