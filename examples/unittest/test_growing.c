/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_growing.c - growing.c is tested, its faults included. */
#include <mmusim/cmocka.h>

#include "growing.h"

#define LA   0x10000
#define SIZE (4 * MMU_PAGE_SIZE)

static struct mmu_machine *machine;
static struct mmu_snapshot *fresh;
static struct growing buffer;
static volatile char *text; /* volatile: each access in C is one of the CPU */

/* Once: a machine with a buffer that nobody has touched. */
static int create_machine(void **state)
{
	(void)state;
	if (mmu_machine_create(NULL, &machine) ||
	    growing_init(&buffer, machine, LA, SIZE))
		return -1;
	text = mmu_ptr(machine, LA);
	return mmu_snapshot(machine, &fresh);
}

static int destroy_machine(void **state)
{
	(void)state;
	mmu_snapshot_free(fresh);
	mmu_machine_destroy(machine);
	return 0;
}

/* Before each test. */
static int begin(void **state)
{
	(void)state;
	return mmu_restore(machine, fresh);
}

static void test_pages_come_when_they_are_touched(void **state)
{
	(void)state;
	assert_fault_count(1, assert_no_fault(text[0] = 'a'));
	assert_fault_count(0, text[4095] = 'b');
	assert_fault_count(1, assert_no_fault(text[4096] = 'c'));
	assert_int_equal(text[0], 'a');
}

static void test_writing_past_the_end_faults(void **state)
{
	(void)state;
	assert_no_fault(text[SIZE - 1] = 'z');
	assert_page_fault(text[SIZE] = 'z', LA + SIZE, MMU_PF_WR);
}

static void test_a_sealed_buffer_cannot_be_written(void **state)
{
	(void)state;
	assert_no_fault(text[0] = 'a');
	growing_seal(&buffer);
	assert_page_fault(text[0] = 'b', LA, MMU_PF_P | MMU_PF_WR);
	assert_int_equal(text[0], 'a');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_pages_come_when_they_are_touched,
				       begin),
		cmocka_unit_test_setup(test_writing_past_the_end_faults, begin),
		cmocka_unit_test_setup(test_a_sealed_buffer_cannot_be_written,
				       begin),
	};

	return cmocka_run_group_tests(tests, create_machine, destroy_machine);
}
