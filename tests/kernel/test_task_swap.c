/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_task_swap.c - tasks whose memory is larger than RAM.
 *
 * Natively: the stores below are those of the host's CPU, and reclaim takes the
 * pages away from under them.
 */
#include "../support/task_rig.h"

#include <mmusim/kern_swap.h>

#include "native/native.h"

#define RAM    (6ull << 20)
#define NPAGES 1024
#define NTASKS 3

static int setup(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine), .ram_bytes = RAM};
	struct kern_swap_config swap = {.size = sizeof(swap), .npages = 16384};
	struct kern *k = kern_rig_boot(&machine);

	assert_true(kern_swapon(k, &swap) >= 0);
	*state = k;
	return 0;
}

static uint64_t word(uint64_t task, uint64_t page, uint64_t round)
{
	return task * 1000003 + page * 17 + round;
}

/* Writes and verifies a pattern, with others in between; 0 if nothing is lost. */
static int uses_much_memory(void *arg)
{
	uint64_t me = (uint64_t)(uintptr_t)arg;
	volatile uint64_t *p = task_map(NPAGES);

	if (kern_is_error((void *)p))
		return 1;
	for (uint64_t round = 0; round < 3; round++) {
		for (uint64_t i = 0; i < NPAGES; i++) {
			if (round && p[512 * i] != word(me, i, round - 1))
				return 2;
			p[512 * i] = word(me, i, round);
			if (i % 100 == 0)
				kern_sys_sched_yield();
		}
	}
	return 0;
}

static void test_task_swap_loses_nothing(void **state)
{
	struct kern *k = *state;
	int pid[NTASKS];

	for (uint64_t seed = 0; seed < 2; seed++) {
		kern_sched_seed(k, seed);
		for (uint64_t i = 0; i < NTASKS; i++)
			pid[i] = spawn(k, uses_much_memory, (void *)i);
		assert_int_equal(kern_run(k), KERN_RUN_DONE);
		for (int i = 0; i < NTASKS; i++)
			assert_exited(status_of(k, pid[i]), 0);
		assert_no_tasks(k);
		assert_true(native_check(k->machine));
	}
}

/* Copy-on-write of pages that are in swap, on both sides. */
static int forks_with_much_memory(void *arg)
{
	volatile uint64_t *p = task_map(NPAGES);
	int status = 0, me = 0;

	(void)arg;
	for (uint64_t i = 0; i < NPAGES; i++)
		p[512 * i] = word(7, i, 0);
	for (int n = 0; n < 2; n++)
		if (!kern_sys_fork()) {
			me = n + 1;
			break;
		}
	for (uint64_t i = 0; i < NPAGES; i++) {
		if (p[512 * i] != word(7, i, 0))
			return 1;
		if (i % 2 || me)
			p[512 * i] = word(8, i, (uint64_t)me);
		if (i % 64 == 0)
			kern_sys_sched_yield();
	}
	for (uint64_t i = 0; i < NPAGES; i++)
		if (p[512 * i] !=
		    (i % 2 || me ? word(8, i, (uint64_t)me) : word(7, i, 0)))
			return 2;
	while (!me && kern_sys_wait4(-1, &status, 0, NULL) > 0)
		if (status)
			return 3;
	return 0;
}

static void test_task_swap_and_fork(void **state)
{
	struct kern *k = *state;

	for (uint64_t seed = 0; seed < 2; seed++) {
		kern_sched_seed(k, seed);
		assert_exited(run_task(k, forks_with_much_memory, NULL), 0);
		assert_no_tasks(k);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_task_swap_loses_nothing),
		TEST(test_task_swap_and_fork),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
