/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_notify.c - notifier chains, containers and attributes of modules:
 * kernel/notify.c, kimage_notifier.c, kimage_xarray.c, kimage_idr.c,
 * modfile_debugfs.c, modfile_sysfs.c. What is expected is what Linux 6.1 printed
 * for the same modules.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../support/kern_rig.h"

#include "kernel/kern.h"

static int load(struct kern *k, const char *name, const char *params)
{
	char path[128];
	int status = -1;

	snprintf(path, sizeof(path), "build/modules/%s.ko", name);
	kern_insmod(k, path, params, &status);
	return status;
}

static void test_containers_hold_what_was_put(void **state)
{
	static const char *const lines[] = {
		"containers: xarray wrong 0 left 0",
		"containers: empty 1 marked 0",
		"containers: insert 0 -16",
		"containers: alloc 0 id 4 full -16",
		"containers: cyclic 0 6 0 7 1 5",
		"containers: id 70 1",
		"containers: idr 200 stopped 1",
		"containers: entry 198",
		"containers: null 7 8 -28 replace 1 -2",
		"containers: idr empty 1",
		"containers: ida 3000 then 2000 -28 3000",
		"containers: ida empty 1",
	};

	assert_int_equal(load(*state, "containers", NULL), 0);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		kern_rig_assert_logged(*state, 0, lines[i]);
}

static void test_bad_xarray_faults_in_xa_load(void **state)
{
	assert_int_equal(load(*state, "containers", "bad=1"), 137);
	kern_rig_assert_logged(*state, 0, "RIP: 0010:xa_load+");
}

static void test_chains_call_by_priority(void **state)
{
	assert_int_equal(load(*state, "notifiers", NULL), 0);
	kern_rig_assert_logged(*state, 0, "notifiers: early 3 two");
	kern_rig_assert_logged(*state, 0, "notifiers: -16");
	kern_rig_assert_logged(*state, 0, "notifiers: 0 -2");
	kern_rig_assert_logged(*state, 0, "notifiers: module notifiers lives");
	assert_int_equal(load(*state, "hello", NULL), 0);
	kern_rig_assert_logged(*state, 0, "notifiers: module hello comes");
	kern_rig_assert_logged(*state, 0, "notifiers: module hello lives");
	assert_int_equal(kern_rig_rmmod(*state, "hello"), 0);
	kern_rig_assert_logged(*state, 0, "notifiers: module hello goes");
	assert_int_equal(kern_rig_rmmod(*state, "notifiers"), 0);
}

static void test_die_notifier_hears_of_an_oops(void **state)
{
	assert_int_equal(load(*state, "notifiers", NULL), 0);
	assert_int_equal(load(*state, "div_zero", NULL), 139);
	kern_rig_assert_logged(
		*state, 0,
		"notifiers: die 8 divide error err 0 trap 0 signal 8");
	kern_rig_assert_logged(
		*state, 0,
		"notifiers: die 1 divide error err 0 trap 0 signal 11");
}

/* The outer oops ends with the task. */
static void test_fault_of_a_die_notifier_is_an_oops(void **state)
{
	struct kern_oops_info info;

	assert_int_equal(load(*state, "notifiers", "fault=1"), 0);
	assert_int_equal(load(*state, "null_read", NULL), 137);
	kern_last_oops(*state, &info);
	assert_true(info.count >= 2);
	assert_string_equal(info.symbol, "on_die");
}

static int put(struct kern *k, const char *path, const char *text)
{
	int status = -1;

	assert_int_equal(kern_file_write(k, path, text, &status), 0);
	return status;
}

#define DEBUG_DIR "/sys/kernel/debug/attributes/"

static void test_debugfs_shows_variables(void **state)
{
	assert_int_equal(load(*state, "attributes", NULL), 0);
	kern_rig_assert_file(*state, DEBUG_DIR "small", 0, "10\n");
	kern_rig_assert_file(*state, DEBUG_DIR "large", 0,
			     "0x0123456789abcdef\n");
	kern_rig_assert_file(*state, DEBUG_DIR "flag", 0, "Y\n");
	kern_rig_assert_file(*state, DEBUG_DIR "count", 0, "-4\n");
	kern_rig_assert_file(*state, DEBUG_DIR "blob", 0, "a blob\n");
	kern_rig_assert_file(*state, DEBUG_DIR "own", 0, "a blob\n");
	assert_int_equal(put(*state, DEBUG_DIR "large", "0x20\n"), 0);
	kern_rig_assert_file(*state, DEBUG_DIR "large", 0,
			     "0x0000000000000020\n");
	assert_int_equal(put(*state, DEBUG_DIR "flag", "n\n"), 0);
	assert_int_equal(put(*state, DEBUG_DIR "flag", "x\n"), 0);
	kern_rig_assert_file(*state, DEBUG_DIR "flag", 0, "N\n");
	assert_int_equal(put(*state, DEBUG_DIR "count", "z\n"), 1);
	assert_int_equal(put(*state, DEBUG_DIR "small", "1\n"), 1);
	assert_int_equal(errno, EACCES);
	assert_int_equal(kern_rig_rmmod(*state, "attributes"), 0);
	assert_false(kern_file_exists(*state, DEBUG_DIR "small"));
	assert_false(kern_file_exists(*state, "/sys/kernel/attributes"));
}

/* Who removes the file waits for ever for who died in it. */
static void test_who_dies_in_a_file_holds_it(void **state)
{
	assert_int_equal(load(*state, "attributes", NULL), 0);
	kern_rig_assert_file(*state, DEBUG_DIR "null", 137, "");
	assert_int_equal(kern_rig_rmmod(*state, "attributes"), 137);
}

static void test_sysfs_calls_show_and_store(void **state)
{
	assert_int_equal(load(*state, "attributes", NULL), 0);
	kern_rig_assert_file(*state, "/sys/kernel/attributes/value", 0, "3\n");
	assert_int_equal(put(*state, "/sys/kernel/attributes/value", "55\n"),
			 0);
	kern_rig_assert_file(*state, "/sys/kernel/attributes/group/value", 0,
			     "55\n");
	assert_int_equal(put(*state, "/sys/kernel/attributes/value", "x\n"), 1);
	assert_int_equal(errno, EINVAL);
	kern_rig_assert_file(*state, "/sys/kernel/attributes/group/null", 137,
			     "");
	kern_rig_assert_logged(*state, 0, "RIP: 0010:null_show+");
	kern_rig_assert_logged(*state, 0, " kobj_attr_show+");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_containers_hold_what_was_put),
		TEST(test_bad_xarray_faults_in_xa_load),
		TEST(test_chains_call_by_priority),
		TEST(test_die_notifier_hears_of_an_oops),
		TEST(test_fault_of_a_die_notifier_is_an_oops),
		TEST(test_debugfs_shows_variables),
		TEST(test_who_dies_in_a_file_holds_it),
		TEST(test_sysfs_calls_show_and_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
