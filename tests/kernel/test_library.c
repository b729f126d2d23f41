/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_library.c - the kernel's library, used as it is meant to be:
 * build/modules/library.ko says what came of it.
 */
#include "../support/kern_rig.h"

#include "kernel/kern.h"

static void test_library_does_what_it_says(void **state)
{
	struct kern *k = *state;
	int status = -1;

	assert_int_equal(
		kern_insmod(k, kern_rig_path("library"), NULL, &status), 0);
	assert_int_equal(status, 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"library: 0 of 2000 trees are bad\n",
				 "library: 0 variables are missing\n",
				 "library: 8 |1\n", "library: 8 |1\n",
				 "library: 8 6|1\n", "library: 8 61|1\n",
				 "library: 8 61 |1\n", "library: 8 61 6|1\n",
				 "library: 8 61 62|1\n",
				 "library: 8 61 62 |1\n", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_library_does_what_it_says,
						kern_rig_setup,
						kern_rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
