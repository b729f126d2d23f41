/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_modinfo.c - is a module made for this kernel, and what does it see of
 * itself: kernel/elf_modinfo.c, struct_module.c.
 *
 * The files are those of tests/data/oops, built against a real kernel's headers,
 * with some bytes changed.
 */
#define _GNU_SOURCE /* memfd_create(), memmem() */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../support/kern_rig.h"

#include "kernel/module.h"

#define GOOD "tests/data/oops/ko/warn_on.ko"

/* Copy the module with one text in place of another of that length, at an
 * offset from where it is found; returns the copy's path. */
static const char *changed(const char *find, size_t len, long offset,
			   const char *text, size_t text_len)
{
	static char path[40], bytes[1 << 16];
	static int fd;
	FILE *in = fopen(GOOD, "rb");
	size_t size;
	char *at;

	assert_non_null(in);
	size = fread(bytes, 1, sizeof(bytes), in);
	fclose(in);
	at = memmem(bytes, size, find, len);
	assert_non_null(at);
	memcpy(at + offset, text, text_len);
	if (fd > 0)
		close(fd);
	fd = memfd_create("module", MFD_CLOEXEC);
	assert_int_equal(write(fd, bytes, size), size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

static void assert_refused(struct kern *k, const char *path, const char *log)
{
	int status;

	assert_int_equal(kern_insmod(k, path, NULL, &status), 0);
	assert_int_equal(status, 1);
	assert_non_null(strstr(kern_last_error(k), ": Invalid module format"));
	kern_rig_assert_logged(k, 0, log);
	assert_null(k->modules);
}

static void assert_forced(struct kern *k, const char *path, const char *log)
{
	int status;

	assert_int_equal(kern_insmod_force(k, path, NULL, &status), 0);
	assert_int_equal(status, 0);
	kern_rig_assert_logged(k, 0, log);
	kern_rig_assert_modules(k, " (FOE)\n");
	assert_true(k->taint & 1ul << KERN_TAINT_FORCED_MODULE);
}

static void test_release_may_differ_where_there_are_crcs(void **state)
{
	const char *path = changed("vermagic=6.1.0-56", 17, 9, "6.1.9-99", 8);
	int status;

	assert_int_equal(kern_insmod(*state, path, NULL, &status), 0);
	assert_int_equal(status, 0);
}

static void test_the_rest_of_the_magic_may_not(void **state)
{
	const char *path = changed("SMP preempt", 11, 0, "UMP", 3);

	assert_refused(*state, path,
		       "warn_on: version magic '6.1.0-56-amd64 UMP preempt "
		       "mod_unload modversions ' should be '6.1.0-mmusim SMP "
		       "preempt mod_unload modversions '\n");
	assert_forced(*state, path,
		      "warn_on: module_layout: kernel tainted.\n");
}

/* A CRC lies 8 bytes before its symbol's name. */
static void test_a_symbol_of_another_version_is_refused(void **state)
{
	const char *path = changed("\0\0\0\0_printk\0", 12, -4, "\1\2\3\4", 4);
	struct kern *k = *state;
	int status;

	assert_int_equal(kern_insmod(k, path, NULL, &status), 0);
	assert_int_equal(status, 1);
	kern_rig_assert_logged(
		k, 0, "warn_on: disagrees about version of symbol _printk\n");
	kern_rig_assert_logged(k, 0,
			       "warn_on: Unknown symbol _printk (err -22)\n");
	assert_forced(k, path, ": kernel tainted.\n");
}

static void test_structures_of_another_version_are_refused(void **state)
{
	const char *path =
		changed("\0\0\0\0module_layout", 17, -4, "\1\2\3\4", 4);

	assert_refused(
		*state, path,
		"warn_on: disagrees about version of symbol module_layout\n");
}

static void test_without_magic_it_is_refused(void **state)
{
	const char *path = changed("vermagic=", 9, 0, "nothing", 7);

	assert_refused(*state, path, "warn_on: no version magic\n");
	assert_forced(*state, path, "tainted.\n");
}

/* What a forced one does is the same; one of ours is not forced. */
static void test_force_changes_nothing_else(void **state)
{
	int status;

	assert_int_equal(kern_insmod_force(*state, GOOD, NULL, &status), 0);
	assert_int_equal(status, 0);
	kern_rig_assert_logged(*state, 0, "warn_on: still here\n");
	assert_int_equal(
		kern_insmod(*state, kern_rig_path("hello"), NULL, &status), 0);
	assert_int_equal(status, 0);
	kern_rig_assert_modules(*state, " (OE)\n");
}

/* --- THIS_MODULE ------------------------------------------------------------------ */

static uint32_t member(struct kern *k, uint64_t offset)
{
	uint32_t value = 0;

	assert_true(kern_peek(k, k->modules->this_module + offset, &value,
			      sizeof(value)));
	return value;
}

static void test_a_module_sees_itself(void **state)
{
	enum { STATE = 0, CORE_SIZE = 0x148, TAINTS = 0x1f8, REFCNT = 0x358 };
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "self_use"), 0);
	kern_rig_assert_logged(k, 0, "self_use: state 1 name self_use got 1\n");
	kern_rig_assert_modules(k, "self_use 16384 1 - Live ");
	assert_int_equal(member(k, STATE), 0);
	assert_int_equal(member(k, CORE_SIZE), k->modules->core.size);
	assert_int_equal(member(k, TAINTS), k->modules->taints);
	assert_int_equal(member(k, REFCNT), 2);
	assert_int_equal(kern_rig_rmmod(k, "self_use"), 1);
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_release_may_differ_where_there_are_crcs),
		unit(test_the_rest_of_the_magic_may_not),
		unit(test_a_symbol_of_another_version_is_refused),
		unit(test_structures_of_another_version_are_refused),
		unit(test_without_magic_it_is_refused),
		unit(test_force_changes_nothing_else),
		unit(test_a_module_sees_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
