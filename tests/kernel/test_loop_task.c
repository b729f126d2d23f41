/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_loop_task.c - tasks that make no system call: others get the CPU, too. */
#define _GNU_SOURCE
#include "../support/task_rig.h"

#include "kernel/signal.h"

#define MS 1000000ull

static volatile int flag;
static volatile unsigned long count[2];

static int setup(void **state)
{
	flag = 0;
	count[0] = count[1] = 0;
	return kern_rig_setup(state);
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

static int goes_round(void *arg)
{
	(void)arg;
	for (;;)
		__builtin_ia32_pause();
	return 0;
}

static int counts(void *arg)
{
	volatile unsigned long *mine = arg;

	for (;;)
		(*mine)++;
	return 0;
}

static int waits(void *arg)
{
	(void)arg;
	while (!flag)
		__builtin_ia32_pause();
	return 3;
}

static int sets(void *arg)
{
	(void)arg;
	flag = 1;
	return 4;
}

static int sets_later(void *arg)
{
	struct timespec time = {.tv_nsec = 30 * MS};

	(void)arg;
	kern_sys_nanosleep(&time, NULL);
	flag = 1;
	return 4;
}

static void test_run_for_ends_a_slice(void **state)
{
	struct kern *k = *state;
	uint64_t began = kern_clock(k);
	int pid = spawn(k, goes_round, NULL);

	assert_int_equal(kern_run_for(k, 500 * MS), KERN_RUN_STOPPED);
	assert_in_range(kern_clock(k) - began, 500 * MS, 510 * MS);
	assert_int_equal(kern_kill(k, pid, SIGTERM), 0);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(status_of(k, pid), SIGTERM);
	assert_no_tasks(k);
}

static void test_waiting_task_lets_others_run(void **state)
{
	struct kern *k = *state;
	int waiter = spawn(k, waits, NULL), setter = spawn(k, sets, NULL);

	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_exited(status_of(k, waiter), 3);
	assert_exited(status_of(k, setter), 4);
}

/* Nobody else is ready: the clock goes on to when somebody is. */
static void test_clock_goes_on_to_who_sleeps(void **state)
{
	struct kern *k = *state;
	uint64_t began = kern_clock(k);
	int waiter = spawn(k, waits, NULL), setter = spawn(k, sets_later, NULL);

	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_exited(status_of(k, waiter), 3);
	assert_exited(status_of(k, setter), 4);
	assert_in_range(kern_clock(k) - began, 30 * MS, 40 * MS);
}

static void test_two_that_compute_share_the_cpu(void **state)
{
	struct kern *k = boot_impatient();
	int pid[2];

	(void)state;
	for (int i = 0; i < 2; i++)
		pid[i] = spawn(k, counts, (void *)&count[i]);
	assert_int_equal(kern_run_for(k, 100 * MS), KERN_RUN_STOPPED);
	for (int i = 0; i < 2; i++) {
		assert_true(count[i]);
		kern_kill(k, pid[i], SIGKILL);
	}
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	for (int i = 0; i < 2; i++)
		assert_killed(status_of(k, pid[i]), SIGKILL);
	kern_shutdown(k);
}

/* --- registers ----------------------------------------------------------------------- */

enum { ROUNDS = 200000 };

/* All kinds of registers are in use. */
static __attribute__((noinline)) uint64_t compute(uint64_t seed)
{
	uint64_t a = seed, b = 1, c = 2;
	double x = 1.0, y = 0.5;

	for (int i = 0; i < ROUNDS; i++) {
		a = a * 6364136223846793005ull + 1442695040888963407ull;
		b ^= a >> 17;
		c += b << 3 | c >> 61;
		x = x * 1.0000001 + y;
		y = y * 0.999 + (double)(a >> 60);
	}
	return a ^ b ^ c ^ (uint64_t)(x * 1000) ^ (uint64_t)(y * 1000);
}

static int computes(void *arg)
{
	uint64_t *result = arg;
	uint64_t sum = 0;

	for (uint64_t i = 0; kern_sys_getpid() && i < 3; i++)
		for (int j = 0; j < (kern_rig_under("valgrind") ? 2 : 20); j++)
			sum += compute(i);
	*result = sum;
	return 0;
}

/* They are preempted now and then, and do not notice. */
static void test_registers_survive_a_preemption(void **state)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = "mmusim.loop_ms=1"};
	uint64_t sum[2] = {1, 2}, expected;
	struct kern *k;
	int pid[2];

	(void)state;
	assert_int_equal(kern_boot(&config, &k), 0);
	for (int i = 0; i < 2; i++)
		pid[i] = spawn(k, computes, &sum[i]);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	expected = 0;
	for (uint64_t i = 0; i < 3; i++)
		expected += (kern_rig_under("valgrind") ? 2 : 20) * compute(i);
	for (int i = 0; i < 2; i++) {
		assert_exited(status_of(k, pid[i]), 0);
		assert_true(sum[i] == expected);
	}
	kern_shutdown(k);
}

/* --- signals -------------------------------------------------------------------------- */

static void on_signal(int sig)
{
	flag = sig;
}

static int waits_for_signal(void *arg)
{
	struct sigaction action = {.sa_handler = on_signal};

	(void)arg;
	kern_sys_rt_sigaction(SIGUSR1, &action, NULL);
	return waits(NULL);
}

static int sends(void *arg)
{
	return kern_sys_kill(*(int *)arg, SIGUSR1);
}

static void test_signal_comes_to_a_task_that_goes_round(void **state)
{
	struct kern *k = *state;
	int waiter = spawn(k, waits_for_signal, NULL);
	int sender = spawn(k, sends, &waiter);

	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_exited(status_of(k, waiter), 3);
	assert_exited(status_of(k, sender), 0);
	assert_int_equal(flag, SIGUSR1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_run_for_ends_a_slice),
		TEST(test_waiting_task_lets_others_run),
		TEST(test_clock_goes_on_to_who_sleeps),
		TEST(test_two_that_compute_share_the_cpu),
		TEST(test_registers_survive_a_preemption),
		TEST(test_signal_comes_to_a_task_that_goes_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
