/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_loop.c - code of modules that calls nothing: a timer sets its flag, or the
 * watchdog ends it. build/modules/spins.ko goes round wherever it is told to.
 */
#define _GNU_SOURCE
#include "../support/kern_rig.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <mmusim/kern_sysctl.h>

#include "kernel/kern.h"
#include "native/native.h"

#define STUCK "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! "

static int insmod(struct kern *k, const char *args)
{
	int status = -1;

	assert_int_equal(kern_insmod(k, kern_rig_path("spins"), args, &status),
			 0);
	return status;
}

/* What cannot be seen through is given less of the host's time than by default. */
static struct kern *boot_impatient(void)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = "mmusim.loop_ms=40"};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

/* --- loops that end ---------------------------------------------------------------- */

static void test_timer_comes_to_a_loop_that_waits_for_it(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "where=flag"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"spins: flag set after 100 ticks, in softirq 1\n",
			"spins: goes on\n", NULL});
	kern_rig_assert_not_logged(k, 0, "lockup");
}

static void test_hrtimer_interrupts_a_loop_again_and_again(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "where=hrtimer_flag"), 0);
	kern_rig_assert_logged(k, 0, "spins: 5\n");
	assert_in_range(k->clock_ns, 15000000, 16000000);
}

static void test_loop_sees_jiffies_change(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "where=jiffies"), 0);
	kern_rig_assert_logged(k, 0, "spins: waited for 50 ticks\n");
}

/* Virtual time does not depend on the host's. */
static void test_clock_is_the_same_each_time(void **state)
{
	struct kern *first = *state, *second = kern_rig_boot(NULL);
	char *a, *b;

	assert_int_equal(insmod(first, "where=flag"), 0);
	assert_int_equal(insmod(second, "where=flag"), 0);
	a = kern_dmesg(first, 0);
	b = kern_dmesg(second, 0);
	assert_string_equal(a, b);
	free(a);
	free(b);
	kern_shutdown(second);
}

static void test_timer_comes_to_a_loop_that_writes(void **state)
{
	struct kern *k = boot_impatient();

	(void)state;
	assert_int_equal(insmod(k, "where=flag_counting"), 0);
	kern_rig_assert_logged(k, 0, "spins: goes on\n");
	kern_shutdown(k);
}

/* It looks the same each time, and comes to an end all the same. */
static void test_loop_that_counts_behind_the_windows_goes_on(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "where=literal"), 0);
	kern_rig_assert_order(k, 0,
			      (const char *[]){"spins: counted to 20000\n",
					       "spins: goes on\n", NULL});
	kern_rig_assert_not_logged(k, 0, "lockup");
}

/* --- loops without end -------------------------------------------------------------- */

static void test_loop_in_init_is_a_soft_lockup(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, NULL), 137);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			STUCK "[insmod:90]\n",
			"Modules linked in: spins(OE+)\n",
			"CPU: 0 PID: 90 Comm: insmod ", "RIP: 0010:go_round+",
			"Code: ", "RSP: 0018:", "Call Trace:\n <TASK>\n",
			" spins_init+", " do_one_initcall+",
			"RIP: 0033:", " </TASK>\n", NULL});
	kern_rig_assert_modules(k, " 1 - Loading ");
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

static void test_loop_that_writes_is_a_soft_lockup(void **state)
{
	struct kern *k = boot_impatient();

	(void)state;
	assert_int_equal(insmod(k, "where=counting"), 137);
	kern_rig_assert_order(k, 0,
			      (const char *[]){STUCK "[insmod:90]\n",
					       "RIP: 0010:go_round_counting+",
					       NULL});
	kern_shutdown(k);
}

static void test_loop_of_calls_that_cost_no_time_is_a_soft_lockup(void **state)
{
	struct kern *k = boot_impatient();

	(void)state;
	assert_int_equal(insmod(k, "where=irq_save"), 137);
	kern_rig_assert_logged(k, 0, STUCK);
	kern_shutdown(k);
}

static void test_loop_with_interrupts_off_is_a_hard_lockup(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "where=irq_off"), 137);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"NMI watchdog: Watchdog detected hard LOCKUP "
				 "on cpu 0\n",
				 "RIP: 0010:go_round+", " spins_init+", NULL});
	assert_int_equal(kern_rig_insmod(k, "sleeps"), 0);
}

static void test_loop_in_parameter_setter_is_a_soft_lockup(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "now=p"), 137);
	kern_rig_assert_order(k, 0,
			      (const char *[]){STUCK "[insmod:90]\n",
					       "RIP: 0010:go_round+", NULL});
}

static void test_loop_in_exit_is_a_soft_lockup(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "where=exit"), 0);
	assert_int_equal(kern_rig_rmmod(k, "spins"), 137);
	kern_rig_assert_order(
		k, 0, (const char *[]){STUCK "[rmmod:", " spins_exit+", NULL});
}

static void test_loop_in_thread_ends_the_thread(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "where=thread"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){STUCK "[looper:", " spin_in_thread+",
				 "spins: goes on\n", NULL});
}

static void test_loop_in_work_ends_the_worker(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "where=work"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){STUCK "[kworker/0:",
				 "Workqueue: events spin_in_work [spins]\n",
				 " spin_in_work+", "spins: goes on\n", NULL});
}

/* Whose process would be ended? */
static void test_loop_in_interrupt_is_a_panic(void **state)
{
	static const char why[] =
		"Kernel panic - not syncing: softlockup: hung tasks\n";
	static const char hard[] =
		"NMI watchdog: Watchdog detected hard LOCKUP on cpu 0\n";
	static const char idle[] = "RIP: 0010:native_safe_halt+";
	static const char loop[] = "RIP: 0010:go_round+";
	static const struct {
		const char *args, *texts[8];
	} places[] = {
		{"where=timer",
		 {STUCK "[swapper/0:0]\n", loop, " <IRQ>\n", " spin_in_timer+",
		  " </IRQ>\n <TASK>\n", idle, why}},
		{"where=tasklet",
		 {STUCK "[ksoftirqd/0:", loop, " tasklet_action_common+",
		  " run_ksoftirqd+", why}},
		{"where=hrtimer",
		 {hard, loop, " <IRQ>\n", " spin_in_hrtimer+",
		  " </IRQ>\n <TASK>\n", idle,
		  "Kernel panic - not syncing: Hard LOCKUP\n"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		struct kern *k = kern_rig_boot(NULL);

		assert_int_equal(kern_insmod(k, kern_rig_path("spins"),
					     places[i].args, NULL),
				 -EBUSY);
		assert_true(kern_panicked(k));
		kern_rig_assert_order(k, 0, places[i].texts);
		kern_shutdown(k);
	}
}

static void test_lockup_panics_if_asked(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_set_sysctl(k, "kernel.softlockup_panic", 1), 0);
	assert_int_equal(kern_insmod(k, kern_rig_path("spins"), NULL, NULL),
			 -EBUSY);
	assert_true(kern_panicked(k));
	kern_rig_assert_order(k, 0,
			      (const char *[]){STUCK,
					       "Kernel panic - not syncing: "
					       "softlockup: hung tasks\n",
					       " spins_init+", NULL});
}

/* --- the program around it ------------------------------------------------------------ */

static volatile sig_atomic_t urgent;

static void on_urgent(int sig)
{
	urgent += sig == SIGURG;
}

static void test_signal_of_the_program_stays_its_own(void **state)
{
	struct sigaction action = {.sa_handler = on_urgent}, old;
	struct kern *k = *state;

	urgent = 0;
	sigaction(SIGURG, &action, &old);
	assert_int_equal(insmod(k, "where=flag"), 0);
	assert_int_equal(urgent, 0);
	raise(SIGURG);
	assert_int_equal(urgent, 1);
	sigaction(SIGURG, &old, NULL);
}

static struct sigaction in_front_of;

static void on_urgent_too(int sig, siginfo_t *info, void *context)
{
	urgent++;
	in_front_of.sa_sigaction(sig, info, context);
}

/* A handler that calls the one before it, which is ours, and which ours calls. */
static void test_handlers_of_the_signal_may_go_round(void **state)
{
	struct sigaction action = {.sa_sigaction = on_urgent_too,
				   .sa_flags = SA_SIGINFO};
	struct kern *k = *state;

	urgent = 0;
	assert_int_equal(insmod(k, "where=flag"), 0);
	sigaction(SIGURG, &action, &in_front_of);
	assert_int_equal(kern_rig_rmmod(k, "spins"), 0);
	assert_int_equal(insmod(k, "where=flag"), 0);
	for (int i = 1; i < 3; i++) {
		raise(SIGURG);
		assert_int_equal(urgent, i);
	}
	action.sa_handler = SIG_DFL;
	action.sa_flags = 0;
	sigaction(SIGURG, &action, NULL);
}

/* No timer is left that could interrupt a system call of the program's. */
static void test_timer_is_off_in_the_program(void **state)
{
	struct kern *k = *state;
	struct itimerspec left;

	assert_int_equal(insmod(k, "where=flag"), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(timer_gettime(native_self->interrupt.timer[i],
					       &left),
				 0);
		assert_int_equal(left.it_value.tv_sec, 0);
		assert_int_equal(left.it_value.tv_nsec, 0);
	}
}

static void test_child_of_a_fork_has_timers_of_its_own(void **state)
{
	struct kern *k = *state;
	int status;
	pid_t pid;

	assert_int_equal(insmod(k, "where=flag"), 0);
	assert_int_equal(kern_rig_rmmod(k, "spins"), 0);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		int exit_status = -1;

		kern_insmod(k, kern_rig_path("spins"), NULL, &exit_status);
		kern_shutdown(k);
		_exit(exit_status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 137);
	assert_int_equal(insmod(k, "where=flag"), 0);
}

/* One that has blocked the signal, as threads of programs often have all. */
static void test_blocked_signal_is_no_obstacle(void **state)
{
	struct kern *k = *state;
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	assert_int_equal(insmod(k, "where=flag"), 0);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_timer_comes_to_a_loop_that_waits_for_it),
		TEST(test_hrtimer_interrupts_a_loop_again_and_again),
		TEST(test_loop_sees_jiffies_change),
		TEST(test_clock_is_the_same_each_time),
		cmocka_unit_test(test_timer_comes_to_a_loop_that_writes),
		TEST(test_loop_that_counts_behind_the_windows_goes_on),
		TEST(test_loop_in_init_is_a_soft_lockup),
		cmocka_unit_test(test_loop_that_writes_is_a_soft_lockup),
		cmocka_unit_test(
			test_loop_of_calls_that_cost_no_time_is_a_soft_lockup),
		TEST(test_loop_with_interrupts_off_is_a_hard_lockup),
		TEST(test_loop_in_parameter_setter_is_a_soft_lockup),
		TEST(test_loop_in_exit_is_a_soft_lockup),
		TEST(test_loop_in_thread_ends_the_thread),
		TEST(test_loop_in_work_ends_the_worker),
		cmocka_unit_test(test_loop_in_interrupt_is_a_panic),
		TEST(test_lockup_panics_if_asked),
		TEST(test_signal_of_the_program_stays_its_own),
		TEST(test_handlers_of_the_signal_may_go_round),
		TEST(test_timer_is_off_in_the_program),
		TEST(test_child_of_a_fork_has_timers_of_its_own),
		TEST(test_blocked_signal_is_no_obstacle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
