/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_modfile.c - files in /proc and /dev that modules make: kernel/modfile*.c,
 * kernel/kimage_seq.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../support/kern_rig.h"

#include "kernel/kern.h"

static void load(struct kern *k, const char *name)
{
	char path[128];
	int status = -1;

	snprintf(path, sizeof(path), "build/oops-more-modules/%s.ko", name);
	assert_int_equal(kern_insmod(k, path, NULL, &status), 0);
	assert_int_equal(status, 0);
}

static void test_show_function_fills_a_file(void **state)
{
	load(*state, "proc_ok");
	assert_true(kern_file_exists(*state, "/proc/proc_ok"));
	kern_rig_assert_file(*state, "/proc/proc_ok", 0,
			     "hello from proc_ok\nsecond line\n");
	assert_int_equal(kern_rig_rmmod(*state, "proc_ok"), 0);
	assert_false(kern_file_exists(*state, "/proc/proc_ok"));
	kern_rig_assert_file(*state, "/proc/proc_ok", 1, "");
	assert_string_equal(kern_last_error(*state),
			    "cat: /proc/proc_ok: No such file or directory");
}

/* Who is killed in a read has not spoilt the file for others. */
static void test_fault_in_show_kills_the_reader(void **state)
{
	load(*state, "proc_fault");
	kern_rig_assert_file(*state, "/proc/proc_fault", 137, "");
	kern_rig_assert_file(*state, "/proc/proc_fault", 137, "");
	kern_rig_assert_logged(*state, 0, "Comm: cat ");
}

static void test_what_is_written_reaches_the_module(void **state)
{
	int status = -1;

	load(*state, "proc_write");
	kern_rig_assert_file(*state, "/proc/proc_write", 0, "empty\n");
	assert_int_equal(kern_file_write(*state, "/proc/proc_write", "ab\n",
					 &status),
			 0);
	assert_int_equal(status, 0);
	kern_rig_assert_file(*state, "/proc/proc_write", 0, "ab\n");
	assert_int_equal(kern_file_write(*state, "/proc/proc_write",
					 "far more than it takes\n", &status),
			 0);
	assert_int_equal(status, 1);
	assert_string_equal(kern_last_error(*state),
			    "sh: write error: Invalid argument");
}

static void test_node_leads_to_the_device(void **state)
{
	assert_int_equal(kern_mknod(*state, "/dev/chr", 240, 0), 0);
	assert_int_equal(kern_mknod(*state, "/dev/chr", 240, 0), -EEXIST);
	assert_int_equal(kern_mknod(*state, "/tmp/chr", 240, 0), 0);
	assert_int_equal(kern_mknod(*state, "tmp/chr", 240, 0), -EINVAL);
	assert_int_equal(kern_mknod(*state, "/proc/chr", 240, 0), -EPERM);
	kern_rig_assert_file(*state, "/dev/chr", 1,
			     ""); /* nobody serves it yet */
	load(*state, "chr_dev");
	kern_rig_assert_file(*state, "/dev/chr", 137, "");
	kern_rig_assert_modules(*state, "chr_dev 16384 0 - Live");
}

static void test_misc_device_makes_its_node(void **state)
{
	load(*state, "misc_dev");
	kern_rig_assert_file(*state, "/dev/misc_dev", 0, "hello\n");
	assert_int_equal(kern_rig_rmmod(*state, "misc_dev"), 0);
	assert_false(kern_file_exists(*state, "/dev/misc_dev"));
}

static int collect(const char *name, bool writable, void *arg)
{
	char *all = arg;

	sprintf(all + strlen(all), "%s%s ", name, writable ? "*" : "");
	return 0;
}

static int stop(const char *name, bool writable, void *arg)
{
	(void)name;
	(void)writable;
	++*(int *)arg;
	return 7;
}

static void test_files_are_listed(void **state)
{
	char all[512] = "";
	int calls = 0;

	assert_int_equal(kern_file_each(*state, collect, all), 0);
	assert_string_equal(all, "proc/filesystems ");
	*all = 0;
	load(*state, "proc_ok");
	load(*state, "misc_dev");
	kern_file_each(*state, collect, all);
	assert_string_equal(all, "dev/misc_dev* sys/dev/char/10:124 "
				 "sys/devices/virtual/misc/misc_dev/dev "
				 "sys/class/misc/misc_dev "
				 "sys/devices/virtual/misc/misc_dev/subsystem "
				 "sys/devices/virtual/misc/misc_dev/uevent* "
				 "sys/devices/virtual/misc/misc_dev/ "
				 "sys/devices/virtual/misc/ sys/class/misc/ "
				 "proc/proc_ok proc/filesystems ");
	assert_int_equal(kern_file_each(*state, stop, &calls), 7);
	assert_int_equal(calls, 1);
}

/* proc_reg_write() */
static void test_file_without_a_function_to_write(void **state)
{
	int status = -1;

	load(*state, "proc_ok");
	assert_int_equal(kern_file_write(*state, "/proc/proc_ok", "x", &status),
			 0);
	assert_int_equal(status, 1);
	assert_string_equal(kern_last_error(*state),
			    "sh: write error: Input/output error");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_show_function_fills_a_file),
		TEST(test_fault_in_show_kills_the_reader),
		TEST(test_what_is_written_reaches_the_module),
		TEST(test_node_leads_to_the_device),
		TEST(test_misc_device_makes_its_node),
		TEST(test_files_are_listed),
		TEST(test_file_without_a_function_to_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
