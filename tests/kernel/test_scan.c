/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_scan.c - sscanf() as modules call it.
 */
#include "../support/kern_rig.h"

static void test_scan_stores_what_it_finds(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "scans"), 0);
	kern_rig_assert_order(k, 0,
			      (const char *[]){"scans: 4: -12 31 15 ff\n",
					       "scans: 3: value; 44 at 15\n",
					       "scans: 2: 18446744073709551615 "
					       "abc\n",
					       "scans: 1: 2\n",
					       "scans: 5: 12 34 56 78 90\n",
					       "scans: 0\n", NULL});
}

static void test_scan_faults_where_it_stores(void **state)
{
	struct kern *k = *state;
	int status;

	assert_int_equal(
		kern_insmod(k, kern_rig_path("scans"), "bad=1", &status), 0);
	assert_int_equal(status, 137);
	/* Valgrind makes two accesses of the one that shows the fault. */
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"BUG: kernel NULL pointer dereference, "
				 "address: 0000000000000008\n",
				 "RIP: 0010:vsscanf+", " scan_badly+", NULL});
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_scan_stores_what_it_finds),
		TEST(test_scan_faults_where_it_stores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
