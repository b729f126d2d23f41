/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_kthread.c - threads, work items and tasklets of modules.
 */
#include "../support/kern_rig.h"
#include <mmusim/kern_sysctl.h>

#define MS 1000000ull

static void test_thread_runs_until_it_is_stopped(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "thread_loop"), 0);
	kern_idle_for(k, 1000 * MS);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"thread_loop: runs\n",
				 "thread_loop: counter/3 begins with 7\n",
				 NULL});
	assert_int_equal(kern_rig_rmmod(k, "thread_loop"), 0);
	kern_rig_assert_order(k, 0,
			      (const char *[]){"thread_loop: stops after 42\n",
					       "thread_loop: result 142\n",
					       NULL});
}

static void test_thread_that_never_ran_says_so(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "thread_never"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"thread_never: result -4\n",
				 "refcount_t: addition on 0; use-after-free.\n",
				 " at lib/refcount.c:25 "
				 "refcount_warn_saturate+0x97/0x110",
				 "thread_never: again -4\n", NULL});
	kern_rig_assert_not_logged(k, 0, "thread_never: runs");
}

/* It wakes where its code was. The kernel goes on. */
static void test_thread_of_a_module_that_is_gone(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "thread_live"), 0);
	kern_idle_for(k, 100 * MS);
	assert_int_equal(kern_rig_rmmod(k, "thread_live"), 0);
	kern_idle_for(k, 100 * MS);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"#PF: supervisor instruction fetch in kernel mode\n",
			"Comm: forever ", "kthread+", "note: forever[", NULL});
	assert_false(kern_panicked(k));
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

static void test_thread_that_never_sleeps_lets_others_run(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "thread_busy"), 0);
	kern_idle(k);
	assert_int_equal(kern_rig_insmod(k, "timer_count"), 0);
	kern_idle_for(k, 100 * MS);
	kern_rig_assert_logged(k, 0, "timer_count: 1 after 15,");
	assert_int_equal(kern_rig_rmmod(k, "thread_busy"), 0);
	kern_rig_assert_logged(k, 0, "thread_busy: result 3\n");
}

static void test_thread_that_keeps_the_cpu_is_a_soft_lockup(void **state)
{
	struct kern *k = *state;
	int status;

	/* Each turn is a call, of which Valgrind takes its time. */
	if (kern_rig_under("valgrind"))
		skip();
	assert_int_equal(kern_insmod(k, kern_rig_path("thread_busy"),
				     "greedy=1", &status),
			 0);
	kern_idle(k);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"watchdog: BUG: soft lockup - CPU#0 stuck for "
				 "26s! [busyd:",
				 " greedy_fn+", " kthread+", NULL});
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

static void test_panic_on_oops_counts_for_threads(void **state)
{
	struct kern *k = *state;
	int status;

	assert_int_equal(kern_set_sysctl(k, "kernel.panic_on_oops", 1), 0);
	assert_int_equal(kern_insmod(k, "tests/data/oops/ko/kthread_fault.ko",
				     NULL, &status),
			 0);
	kern_idle(k);
	assert_true(kern_panicked(k));
	kern_rig_assert_logged(k, 0, "Comm: faultyd ");
}

static void test_work_runs_in_workers(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "works"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"works: queued 1, pending 1\n", "works: again 0\n",
			"works: 1 by kworker/0:2, atomic 0\n",
			"works: 2 by kworker/0:3, atomic 0\n",
			"works: 2 done\n", "works: nested\n",
			"Workqueue: works_5 nested_fn [works]\n", " nested_fn+",
			" process_one_work+", " worker_thread+", " kthread+",
			"works: cancelled 1\n", NULL});
	kern_idle_for(k, 100 * MS);
	kern_rig_assert_logged(k, 0, "works: 3 by kworker/0:2, atomic 0\n");
	assert_int_equal(kern_rig_rmmod(k, "works"), 0);
	kern_rig_assert_logged(k, 0, "works: cancelled 0\n");
}

static void test_work_that_faults_ends_its_worker_alone(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "work_fault"), 0);
	kern_idle(k);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"Comm: kworker/0:2 ",
				 "Workqueue: events bad_fn [work_fault]\n",
				 "RIP: 0010:bad_fn+", "process_one_work+",
				 "work_fault: good\n", NULL});
	assert_false(kern_panicked(k));
}

static void test_tasklets_run_in_a_softirq(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "tasklets"), 0);
	kern_idle_for(k, 100 * MS);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"tasklets: ksoftirqd/0, softirq 1, hardirq 0\n",
			"tasklets: enable\n", "tasklets: data 42\n", NULL});
	assert_int_equal(kern_rig_rmmod(k, "tasklets"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_thread_that_never_sleeps_lets_others_run,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_thread_that_keeps_the_cpu_is_a_soft_lockup,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_thread_runs_until_it_is_stopped, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_thread_that_never_ran_says_so, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_thread_of_a_module_that_is_gone, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_panic_on_oops_counts_for_threads, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(test_work_runs_in_workers,
						kern_rig_setup,
						kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_work_that_faults_ends_its_worker_alone,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(test_tasklets_run_in_a_softirq,
						kern_rig_setup,
						kern_rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
