/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_module_free.c - functions of a module that free its parameters: they run when
 * the module is unformed, which nobody lists any more, and traces do not know; but its
 * code is still that of a module.
 */
#include "../support/kern_rig.h"

#include <stdio.h>

#include "kernel/kern.h"
#include "kernel/module.h"

/* Insert it with what its free function shall do, and remove it: rmmod's status. */
static int remove_one(struct kern *k, int how)
{
	char params[16];
	int status;

	snprintf(params, sizeof(params), "how=%d", how);
	assert_int_equal(
		kern_insmod(k, kern_rig_path("free_ways"), params, &status), 0);
	assert_int_equal(status, 0);
	return kern_rig_rmmod(k, "free_ways");
}

static void test_it_is_called_once(void **state)
{
	struct kern *k = *state;

	assert_int_equal(remove_one(k, 0), 0);
	kern_rig_assert_logged(k, 0, "free_ways: freed\n");
	assert_null(k->modules);
	assert_int_equal(kern_rig_insmod(k, "free_ways"), 0);
}

static void test_a_warning_has_its_place_but_no_name(void **state)
{
	struct kern *k = *state;

	assert_int_equal(remove_one(k, 1), 0);
	kern_rig_assert_order(k, 0,
			      (const char *[]){"free_ways.c:", "0xffffffffc0",
					       "free_ways: freed\n", NULL});
	kern_rig_assert_not_logged(k, 0, "free_ways_free+");
}

static void test_a_bug_is_one(void **state)
{
	struct kern *k = *state;

	assert_int_equal(remove_one(k, 2), 139);
	kern_rig_assert_order(k, 0,
			      (const char *[]){"kernel BUG at ", "free_ways.c:",
					       "invalid opcode", NULL});
}

static void test_what_would_not_trap_is_carried_out(void **state)
{
	struct kern *k = *state;

	assert_int_equal(remove_one(k, 3), 0);
	kern_rig_assert_logged(k, 0, "free_ways: interrupts 1\n");
}

static void test_its_struct_module_says_unformed(void **state)
{
	struct kern *k = *state;

	assert_int_equal(remove_one(k, 4), 0);
	kern_rig_assert_logged(k, 0, "free_ways: state 3, -1 references\n");
}

static void test_a_loop_is_noticed(void **state)
{
	struct kern *k = *state;

	assert_int_equal(remove_one(k, 5), 137);
	kern_rig_assert_logged(k, 0, "soft lockup - CPU#0 stuck");
}

/* Who dies of it leaves it so: its name is taken, and nobody sees it. */
static void test_who_dies_there_leaves_it_unformed(void **state)
{
	struct kern *k = *state;
	struct kern_oops_info info;

	assert_int_equal(remove_one(k, 6), 137);
	assert_false(kern_rig_loaded(k, "free_ways"));
	assert_non_null(kern_find_module_all(k, "free_ways"));
	kern_rig_assert_logged(k, 0, "RIP: 0010:0xffffffffc0");
	kern_last_oops(k, &info);
	assert_memory_equal(info.symbol, "free_ways_free", 14);
	assert_int_equal(kern_rig_insmod(k, "free_ways"), 130);
	assert_int_equal(kern_rig_rmmod(k, "free_ways"), 1);
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	assert_int_equal(kern_rig_rmmod(k, "hello"), 0);
}

/* rmmod follows a pointer that the exit function has changed. */
static int remove_another(struct kern *k, const char *other)
{
	const struct kern_module *mod = kern_find_module_all(k, other);
	char params[40];
	int status;

	assert_non_null(mod);
	snprintf(params, sizeof(params), "other=%llu",
		 (unsigned long long)kern_host(k, mod->this_module));
	assert_int_equal(kern_insmod(k, kern_rig_path("spoil_rbx_exit"), params,
				     &status),
			 0);
	assert_int_equal(status, 0);
	return kern_rig_rmmod(k, "spoil_rbx_exit");
}

static void test_another_module_is_not_freed_instead(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	assert_int_equal(remove_another(k, "hello"), 139);
	assert_true(kern_rig_loaded(k, "hello"));
	assert_int_equal(kern_rig_rmmod(k, "hello"), 0);
}

static void test_nor_is_one_that_is_unformed(void **state)
{
	struct kern *k = *state;

	assert_int_equal(remove_one(k, 6), 137);
	assert_int_equal(remove_another(k, "free_ways"), 139);
	assert_non_null(kern_find_module_all(k, "free_ways"));
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_it_is_called_once),
		unit(test_a_warning_has_its_place_but_no_name),
		unit(test_a_bug_is_one),
		unit(test_what_would_not_trap_is_carried_out),
		unit(test_its_struct_module_says_unformed),
		unit(test_a_loop_is_noticed),
		unit(test_who_dies_there_leaves_it_unformed),
		unit(test_another_module_is_not_freed_instead),
		unit(test_nor_is_one_that_is_unformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
