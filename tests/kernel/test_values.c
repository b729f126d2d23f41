/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_values.c - library functions whose results are known:
 * build/modules/values.ko says which are wrong.
 */
#include "../support/kern_rig.h"

#include "kernel/kern.h"

static void test_results_are_those_of_linux(void **state)
{
	struct kern *k = *state;
	int status = -1;

	assert_int_equal(kern_insmod(k, kern_rig_path("values"), NULL, &status),
			 0);
	assert_int_equal(status, 0);
	kern_rig_assert_order(
		k, 0, (const char *[]){"values: 0 of 49 are wrong\n", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_results_are_those_of_linux,
						kern_rig_setup,
						kern_rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
