/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_timer.c - timers of modules fire when the virtual clock says so, in
 * a softirq or an interrupt, wherever the machine is.
 */
#include "../support/kern_rig.h"

#define MS 1000000ull

/* Insert, remove before it fires, and wait: what was left behind goes off. */
static void remove_and_wait(struct kern *k, const char *module)
{
	assert_int_equal(kern_rig_insmod(k, module), 0);
	assert_int_equal(kern_rig_rmmod(k, module), 0);
	kern_idle_for(k, 1000 * MS);
}

static void test_timer_runs_in_a_softirq(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "timer_count"), 0);
	kern_rig_assert_logged(k, 0, "timer_count: armed 0\n");
	kern_rig_assert_logged(k, 0, "timer_count: again 1, pending 1\n");
	kern_rig_assert_not_logged(k, 0, "in softirq");
	kern_idle_for(k, 1000 * MS);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"timer_count: 3 after 5, in softirq 1, hardirq 0, "
			"by swapper/0, pending 0\n",
			"timer_count: 2 after 10,", "timer_count: 1 after 15,",
			NULL});
	assert_int_equal(kern_rig_rmmod(k, "timer_count"), 0);
	kern_rig_assert_logged(k, 0, "timer_count: 0 was armed\n");
}

static void test_timer_that_is_deleted_does_not_fire(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "timer_count"), 0);
	assert_int_equal(kern_rig_rmmod(k, "timer_count"), 0);
	kern_rig_assert_logged(k, 0, "timer_count: 1 was armed\n");
	kern_idle_for(k, 1000 * MS);
	kern_rig_assert_not_logged(k, 0, "in softirq");
	assert_false(kern_panicked(k));
}

static void test_hrtimers_run_where_their_mode_says(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "hrtimer_two"), 0);
	kern_idle_for(k, 100 * MS);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"soft after 2000 us, hardirq 0, softirq 1\n",
				 "hard after 3500 us, hardirq 1\n",
				 "soft after 4000 us, hardirq 0, softirq 1\n",
				 "soft after 6000 us, hardirq 0, softirq 1\n",
				 NULL});
	assert_int_equal(kern_rig_rmmod(k, "hrtimer_two"), 0);
	kern_rig_assert_logged(k, 0, "hrtimer_two: 0 0\n");
}

/* Its text is gone. */
static void test_timer_of_a_module_that_is_gone_jumps_into_nothing(void **state)
{
	struct kern *k = *state;

	remove_and_wait(k, "timer_live");
	assert_true(kern_panicked(k));
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"BUG: unable to handle page fault for address: "
			"ffffffffc0",
			"#PF: supervisor instruction fetch in kernel mode\n",
			"Comm: swapper/0 ", " <IRQ>\n", "call_timer_fn+",
			" </IRQ>\n <TASK>\n",
			"asm_sysvec_apic_timer_interrupt+",
			"? native_safe_halt+", "? do_idle+", " </TASK>\n",
			"Modules linked in: [last unloaded: timer_live(OE)]\n",
			"Kernel panic - not syncing: Fatal exception in "
			"interrupt\n",
			NULL});
	kern_rig_assert_not_logged(k, 0, "timer_live: fires");
}

/* The timer itself is gone: the kernel reads where it was. */
static void test_timer_in_freed_data_faults_in_the_kernel(void **state)
{
	struct kern *k = *state;
	/* Valgrind does what reads and writes in two steps. */
	const char *access = kern_rig_under("valgrind") ?
				     "#PF: supervisor read access" :
				     "#PF: supervisor write access";

	remove_and_wait(k, "timer_live_data");
	assert_true(kern_panicked(k));
	kern_rig_assert_order(
		k, 0,
		(const char *[]){access, "RIP: 0010:__run_timers+", NULL});
}

/* With interrupts off, or softirqs, it has to wait. */
static void test_timer_interrupts_a_busy_module(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "busy"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"busy: interrupts off: 1, fired 0\n",
				 "busy: fires in insmod\n", " <IRQ>\n",
				 " fire+", " </IRQ>\n <TASK>\n",
				 "RIP: 0010:arch_local_irq_restore+",
				 " busy_init+", "RIP: 0033:", " </TASK>\n",
				 "busy: interrupts on: 1, fired 1\n",
				 "busy: softirqs off, fired 1\n", "do_softirq+",
				 "busy: softirqs on, fired 2\n",
				 "RIP: 0010:delay_tsc+", " wait_without_sleep+",
				 "busy: fired 3\n", NULL});
	kern_rig_assert_not_logged(k, 0, "BUG");
}

static void test_module_sleeps_in_its_init(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "sleeps"), 0);
	kern_rig_assert_order(k, 0,
			      (const char *[]){"sleeps: 26 ticks, 1\n",
					       "sleeps: left 0, 25 ticks\n",
					       "sleeps: 1000 ms, 251 ticks\n",
					       "sleeps: 2500 us\n", NULL});
}

static void test_messages_are_limited(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "ratelimits"), 0);
	kern_rig_assert_order(k, 0,
			      (const char *[]){"ratelimits: 9\n",
					       "ratelimits: said 10\n",
					       "say: 20 callbacks suppressed\n",
					       "ratelimits: 100\n", NULL});
	kern_rig_assert_not_logged(k, 0, "ratelimits: 10\n");
}

static void test_timer_that_waits_for_itself_is_noticed(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "self_delete"), 0);
	kern_idle_for(k, 1000 * MS);
	assert_true(kern_panicked(k));
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"watchdog: BUG: soft lockup - CPU#0 stuck for "
				 "26s! [swapper/0:0]\n",
				 "RIP: 0010:timer_delete_sync+",
				 "Kernel panic - not syncing: softlockup: hung "
				 "tasks\n",
				 NULL});
}

/* The same twice: nothing depends on the host's clock. */
static void test_all_of_it_repeats(void **state)
{
	struct kern *first = *state, *second = kern_rig_boot(NULL);
	char *a, *b;

	remove_and_wait(first, "timer_live");
	remove_and_wait(second, "timer_live");
	a = kern_dmesg(first, 0);
	b = kern_dmesg(second, 0);
	assert_string_equal(a, b);
	free(a);
	free(b);
	kern_shutdown(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_timer_runs_in_a_softirq,
						kern_rig_setup,
						kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_timer_that_is_deleted_does_not_fire,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_hrtimers_run_where_their_mode_says, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_timer_of_a_module_that_is_gone_jumps_into_nothing,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_timer_in_freed_data_faults_in_the_kernel,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_timer_interrupts_a_busy_module, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(test_module_sleeps_in_its_init,
						kern_rig_setup,
						kern_rig_teardown),
		cmocka_unit_test_setup_teardown(test_messages_are_limited,
						kern_rig_setup,
						kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_timer_that_waits_for_itself_is_noticed,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(test_all_of_it_repeats,
						kern_rig_setup,
						kern_rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
