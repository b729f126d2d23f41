/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_lock.c - locks that modules take, and what becomes of those who wait
 * for themselves.
 */
#include "../support/kern_rig.h"
#include <mmusim/kern_sysctl.h>

static void test_threads_wait_for_each_other(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "locks"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"locks: other has them\n",
				 "locks: trylock 0 1\n", "locks: timeout 0\n",
				 "locks: other gives them back\n",
				 "locks: ours\n", "locks: event 0\n",
				 "locks: other is awake\n",
				 "locks: readers 400, preempt_count 2\n",
				 "locks: done, preempt_count 0\n", NULL});
	kern_rig_assert_not_logged(k, 0, "BUG");
}

static void test_zeroed_locks_work_while_nobody_waits(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "zeroed_locks"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"zeroed: trylock 0\n",
				 "zeroed: to read 1, to write 0\n",
				 "zeroed: count 100\n",
				 "zeroed: mutex 0, count 0\n", NULL});
	kern_rig_assert_not_logged(k, 0, "BUG");
}

static void test_spinlock_taken_twice_is_a_soft_lockup(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "spin_twice"), 137);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"watchdog: BUG: soft lockup - CPU#0 stuck for "
				 "26s! [insmod:",
				 "RIP: 0010:native_queued_spin_lock_slowpath+",
				 " _raw_spin_lock+", " take_again+",
				 " spin_twice_init+", NULL});
	kern_rig_assert_modules(k, " 1 - Loading ");
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	kern_rig_assert_not_logged(k, 0, "preempt_count");
}

static void test_soft_lockup_panics_if_asked(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_set_sysctl(k, "kernel.softlockup_panic", 1), 0);
	kern_insmod(k, kern_rig_path("spin_twice"), NULL, NULL);
	assert_true(kern_panicked(k));
	kern_rig_assert_logged(
		k, 0, "Kernel panic - not syncing: softlockup: hung tasks\n");
}

static void test_with_interrupts_off_it_is_a_hard_lockup(void **state)
{
	struct kern *k = *state;
	int status;

	assert_int_equal(kern_insmod(k, kern_rig_path("spin_twice"), "irq=1",
				     &status),
			 0);
	assert_int_equal(status, 137);
	kern_rig_assert_logged(k, 0,
			       "NMI watchdog: Watchdog detected hard "
			       "LOCKUP on cpu 0\n");
	assert_int_equal(kern_rig_insmod(k, "sleeps"), 0);
}

static void test_mutex_taken_twice_hangs_its_task(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "mutex_twice"), 137);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"INFO: task insmod:",
				 " blocked for more than 120 seconds.\n",
				 "state:D", " __mutex_lock+", " take_again+",
				 NULL});
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

/* The watchdog finds it by the clock, which goes on with every call. */
static void test_loop_without_end_is_a_soft_lockup(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "mdelays"), 137);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"watchdog: BUG: soft lockup - CPU#0 stuck for "
				 "26s! [insmod:",
				 "RIP: 0010:delay_tsc+", " wait_for_ever+",
				 " mdelays_init+", NULL});
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

/* It can be interrupted, so nobody complains; but it ends. */
static void test_wait_for_what_never_comes_ends(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "wait_forever"), 137);
	kern_rig_assert_not_logged(k, 0, "INFO: task");
}

static void test_sleep_with_a_spinlock_is_a_bug(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "sleep_atomic"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"BUG: scheduling while atomic: insmod/",
				 "/0x00000002\n", "Modules linked in: ",
				 " msleep+", " sleep_atomic_init+",
				 "sleep_atomic: goes on\n", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_loop_without_end_is_a_soft_lockup, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_zeroed_locks_work_while_nobody_waits,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_threads_wait_for_each_other, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_spinlock_taken_twice_is_a_soft_lockup,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_soft_lockup_panics_if_asked, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_with_interrupts_off_it_is_a_hard_lockup,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_mutex_taken_twice_hangs_its_task, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_wait_for_what_never_comes_ends, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_sleep_with_a_spinlock_is_a_bug, kern_rig_setup,
			kern_rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
