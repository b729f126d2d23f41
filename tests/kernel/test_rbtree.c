/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_rbtree.c - walking a red-black tree, children before their parents:
 * kernel/kimage_tree.c. tests/data/oops-more has the rest.
 */
#include "../support/kern_rig.h"

static void test_children_come_before_their_parents(void **state)
{
	assert_int_equal(kern_rig_insmod(*state, "postorder"), 0);
	kern_rig_assert_order(*state, 0,
			      (const char *[]){"0 nodes in an empty tree\n",
					       "20 nodes, 0 before a child\n",
					       "postorder: 1 0\n", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_children_come_before_their_parents, kern_rig_setup,
			kern_rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
