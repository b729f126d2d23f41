/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_explore.c - schedules that are followed, recorded, and searched for one
 * that does harm.
 */
#include "../support/kern_rig.h"

#include <errno.h>

#include <mmusim/kern_explore.h>
#include <mmusim/kern_task.h>
#include <mmusim/snapshot.h>
#include "kernel/sched.h"

/**
 * struct race - tasks that each add one to a counter
 * @careful: nobody can come between reading and writing
 * @log:     who passed a point, in order
 */
struct race {
	struct kern *kern;
	struct mmu_snapshot *booted;
	unsigned int ntasks;
	bool careful;
	int counter;
	char log[64];
	unsigned int nlog;
	unsigned int runs;
};

static struct race race; /* tasks share what is the host's */

static void note(char who)
{
	if (race.nlog + 1 < sizeof(race.log))
		race.log[race.nlog++] = who;
	race.log[race.nlog] = '\0';
}

static int adder(void *arg)
{
	int seen = race.counter;

	note(*(const char *)arg);
	if (!race.careful)
		kern_sys_sched_yield();
	race.counter = seen + 1;
	note(*(const char *)arg);
	kern_sys_sched_yield();
	return 0;
}

static void spawn_all(void)
{
	static const char name[] = "abcdef";

	for (unsigned int i = 0; i < race.ntasks; i++) {
		struct kern_task_config config = {.size = sizeof(config),
						  .fn = adder,
						  .arg = (void *)&name[i]};
		int pid;

		assert_int_equal(kern_task_spawn(race.kern, &config, &pid), 0);
	}
}

/* From the same state each time. */
static int run(void *arg, struct kern_schedule *schedule)
{
	(void)arg;
	assert_int_equal(mmu_restore(kern_machine(race.kern), race.booted), 0);
	race.counter = 0;
	race.nlog = 0;
	race.runs++;
	spawn_all();
	assert_int_equal(kern_sched_follow(race.kern, schedule), 0);
	assert_int_equal(kern_run(race.kern), KERN_RUN_DONE);
	assert_int_equal(kern_sched_follow(race.kern, NULL), 0);
	return race.counter != (int)race.ntasks;
}

static int setup(void **state)
{
	(void)state;
	race = (struct race){.ntasks = 2};
	if (kern_boot(NULL, &race.kern))
		return -1;
	return mmu_snapshot(kern_machine(race.kern), &race.booted);
}

static int teardown(void **state)
{
	(void)state;
	mmu_snapshot_free(race.booted);
	kern_shutdown(race.kern);
	return 0;
}

static void
test_explore_a_schedule_without_choices_lets_each_run_on(void **state)
{
	struct kern_schedule s = {.size = sizeof(s)};

	(void)state;
	assert_int_equal(run(NULL, &s), 0);
	assert_string_equal(race.log, "aabb");
}

static void test_explore_choices_are_followed(void **state)
{
	/* a or b?  b.  b goes on, or a?  a.  a goes on, or b?  a. */
	struct kern_schedule s = {
		.size = sizeof(s), .n = 3, .choice = {1, 1, 0}};

	(void)state;
	run(NULL, &s);
	assert_string_equal(race.log, "baab");
	assert_true(s.steps >= 3);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(s.options[i], 2);
}

static void test_explore_a_record_can_be_followed(void **state)
{
	struct kern_schedule s = {.size = sizeof(s), .n = 2, .choice = {1, 1}};
	char log[sizeof(race.log)];
	unsigned int steps;

	(void)state;
	race.ntasks = 3;
	run(NULL, &s);
	memcpy(log, race.log, sizeof(log));
	steps = s.n = s.steps;
	run(NULL, &s);
	assert_string_equal(race.log, log);
	assert_int_equal(s.steps, steps);
}

static void test_explore_finds_a_lost_update(void **state)
{
	struct kern_explore e = {.size = sizeof(e), .run = run};
	unsigned int switches = 0;

	(void)state;
	assert_int_equal(kern_explore(&e), 1);
	assert_int_equal(e.runs, race.runs);
	for (unsigned int i = 0; i < e.found.n; i++)
		switches += e.found.choice[i] != 0;
	assert_int_equal(switches, 1); /* the least that it takes */
	assert_int_equal(run(NULL, &e.found), 1);
	assert_string_equal(race.log, "abba");
}

static void test_explore_finds_nothing_where_nothing_is(void **state)
{
	struct kern_explore e = {.size = sizeof(e), .run = run};

	(void)state;
	race.careful = true;
	assert_int_equal(kern_explore(&e), 0);
	assert_true(e.runs > 2);
}

static int count_only(void *arg, struct kern_schedule *schedule)
{
	(void)arg;
	race.runs++;
	for (int i = 0; i < 10; i++)
		kern_sched_decide(schedule, 2);
	return 0;
}

/* Of ten decisions between two, those with at most n switches. */
static void test_explore_tries_each_schedule_once(void **state)
{
	static const unsigned int sum[] = {0, 11, 56, 176, 386};

	(void)state;
	for (unsigned int n = 1; n <= 4; n++) {
		struct kern_explore e = {.size = sizeof(e),
					 .run = count_only,
					 .max_switches = n};

		assert_int_equal(kern_explore(&e), 0);
		assert_int_equal(e.runs, sum[n]);
	}
}

static int fails(void *arg, struct kern_schedule *schedule)
{
	return count_only(arg, schedule) || race.runs == 5 ? -ENOSPC : 0;
}

static void test_explore_bounds_and_errors(void **state)
{
	struct kern_explore e = {
		.size = sizeof(e), .run = count_only, .max_runs = 7};
	struct kern_schedule s = {.size = sizeof(s),
				  .n = KERN_SCHEDULE_MAX + 1};

	(void)state;
	assert_int_equal(kern_explore(&e), 0);
	assert_int_equal(e.runs, 7);
	race.runs = 0;
	e.run = fails;
	assert_int_equal(kern_explore(&e), -ENOSPC);
	assert_int_equal(e.runs, 5);
	e.size--;
	assert_int_equal(kern_explore(&e), -EINVAL);
	assert_int_equal(kern_explore(NULL), -EINVAL);
	assert_int_equal(kern_sched_follow(race.kern, &s), -EINVAL);
	s.size = 0;
	assert_int_equal(kern_sched_follow(race.kern, &s), -EINVAL);
}

/* More decisions than there is room to write down. */
static void test_explore_a_long_program(void **state)
{
	struct kern_schedule s = {.size = sizeof(s), .n = KERN_SCHEDULE_MAX};

	(void)state;
	memset(s.choice, 1, sizeof(s.choice));
	for (unsigned int i = 0; i < 2 * KERN_SCHEDULE_MAX; i++)
		assert_int_equal(kern_sched_decide(&s, 2),
				 i < KERN_SCHEDULE_MAX);
	assert_int_equal(s.steps, 2 * KERN_SCHEDULE_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_explore_a_schedule_without_choices_lets_each_run_on),
		TEST(test_explore_choices_are_followed),
		TEST(test_explore_a_record_can_be_followed),
		TEST(test_explore_finds_a_lost_update),
		TEST(test_explore_finds_nothing_where_nothing_is),
		TEST(test_explore_tries_each_schedule_once),
		TEST(test_explore_bounds_and_errors),
		TEST(test_explore_a_long_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
