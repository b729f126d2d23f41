/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_library_more.c - trees of intervals, queues by time, XArrays with a place,
 * pools by bits and klists: build/modules/library_more.ko compares them with plain
 * arrays. tests/data/oops-more has what is printed, and the mistakes.
 */
#include "../support/kern_rig.h"

static void test_what_plain_arrays_say(void **state)
{
	assert_int_equal(kern_rig_insmod(*state, "library_more"), 0);
	kern_rig_assert_order(
		*state, 0,
		(const char *[]){"library_more: intervals: 0 bad\n",
				 "library_more: 60 times: 0 bad\n",
				 "library_more: XArrays: 0 bad\n",
				 "library_more: pools: 0 bad\n",
				 "library_more: looked at: 0\n",
				 "library_more: then: 1\n", NULL});
	assert_int_equal(kern_rig_rmmod(*state, "library_more"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_plain_arrays_say,
						kern_rig_setup,
						kern_rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
