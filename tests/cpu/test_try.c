/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_try.c - mmu_try() and assertions on faults, by soft accesses alone. */
#include "../support/rig.h"

#include <errno.h>

#include <mmusim/cmocka.h>

#define LA 0x10000ull

static struct rig rig;

static int setup(void **state)
{
	(void)state;
	rig_create(&rig, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_destroy(&rig);
	return 0;
}

static int load(uint64_t la)
{
	char byte;

	return mmu_load(rig.cpu, la, &byte, 1, NULL);
}

static void test_try_notes_the_first_unresolved_fault(void **state)
{
	struct mmu_try attempt = {.size = sizeof(attempt)};

	(void)state;
	assert_int_equal(mmu_try(&attempt), 0);
	load(LA);
	load(LA + 0x1000);
	mmu_try_end(&attempt);
	assert_int_equal(attempt.raised, 2);
	assert_int_equal(attempt.unresolved, 2);
	assert_false(attempt.abandoned);
	assert_int_equal(attempt.result, MMU_TRAP_PF);
	assert_ptr_equal(attempt.machine, rig.machine);
	assert_int_equal(attempt.frame.fault.la, LA);
	assert_memory_equal(&attempt.frame.mode, mmu_cpu_mode(rig.cpu),
			    sizeof(struct mmu_mode));
}

static void test_try_ends_once(void **state)
{
	struct mmu_try attempt = {.size = sizeof(attempt)};

	(void)state;
	assert_int_equal(mmu_try(&attempt), 0);
	load(LA);
	mmu_try_end(&attempt);
	load(LA); /* too late */
	mmu_try_end(&attempt);
	assert_int_equal(attempt.raised, 1);
}

static int resolve(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	(void)cpu;
	(void)arg;
	rig_map(&rig, frame->fault.la & ~(MMU_PAGE_SIZE - 1), RIG_RW);
	return 0;
}

static int give_up(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	(void)cpu;
	(void)frame;
	(void)arg;
	return -EIO;
}

static void test_try_sees_what_the_handler_returned(void **state)
{
	struct mmu_try attempt = {.size = sizeof(attempt)};

	(void)state;
	mmu_set_handler(rig.machine, MMU_TRAP_PF, give_up, NULL);
	assert_int_equal(mmu_try(&attempt), 0);
	load(LA);
	mmu_try_end(&attempt);
	assert_int_equal(attempt.result, -EIO);
}

static void test_try_assertions_on_soft_accesses(void **state)
{
	(void)state;
	assert_page_fault(load(LA + 1), LA + 1, 0);
	assert_general_protection(load(1ull << 47), 1ull << 47);
	mmu_set_cpl(rig.cpu, 3);
	assert_page_fault(load(LA), LA, MMU_PF_US);
	mmu_set_cpl(rig.cpu, 0);
	mmu_set_handler(rig.machine, MMU_TRAP_PF, resolve, NULL);
	assert_fault_count(2, assert_no_fault({
				   load(LA);
				   load(LA + 0x1000);
				   load(LA);
			   }));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_try_notes_the_first_unresolved_fault),
		TEST(test_try_ends_once),
		TEST(test_try_sees_what_the_handler_returned),
		TEST(test_try_assertions_on_soft_accesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
