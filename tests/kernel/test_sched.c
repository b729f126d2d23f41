/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_sched.c - who runs next, who sleeps, and threads of the kernel. */
#define _GNU_SOURCE
#include "../support/task_rig.h"

#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>

#include "kernel/signal.h"
#include "native/fiber.h"
#include "native/native.h"

#define MS 1000000ull

/* What tasks say, in order. */
static char trace[256];

static void say(char letter)
{
	size_t len = strlen(trace);

	if (len + 1 < sizeof(trace)) {
		trace[len] = letter;
		trace[len + 1] = '\0';
	}
}

static int setup(void **state)
{
	trace[0] = '\0';
	return kern_rig_setup(state);
}

static int yields(void *arg)
{
	for (int i = 0; i < 3; i++) {
		say((char)(intptr_t)arg);
		kern_sys_sched_yield();
	}
	return 0;
}

static void run_three(struct kern *k)
{
	int pid[3];

	for (int i = 0; i < 3; i++)
		pid[i] = spawn(k, yields, (void *)(intptr_t)('a' + i));
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	for (int i = 0; i < 3; i++)
		assert_exited(status_of(k, pid[i]), 0);
}

static void test_sched_runs_each_in_turn(void **state)
{
	run_three(*state);
	assert_string_equal(trace, "abcabcabc");
}

static void test_sched_order_follows_the_seed(void **state)
{
	char first[256];
	bool differs = false;

	for (uint64_t seed = 1; seed < 6; seed++) {
		trace[0] = '\0';
		kern_sched_seed(*state, seed);
		run_three(*state);
		strcpy(first, trace);
		trace[0] = '\0';
		kern_sched_seed(*state, seed);
		run_three(*state);
		assert_string_equal(trace, first);
		differs |= strcmp(first, "abcabcabc") != 0;
	}
	assert_true(differs);
}

/* --- time ---------------------------------------------------------------------------- */

static int sleeps(void *arg)
{
	struct timespec time = {.tv_nsec = (long)(intptr_t)arg};

	if (kern_sys_nanosleep(&time, NULL))
		return 1;
	say((char)('0' + (intptr_t)arg / (long)MS));
	return 0;
}

static void mends_nothing(int sig)
{
	(void)sig;
}

static int faults_for_ever(void *arg)
{
	struct sigaction act = {.sa_handler = mends_nothing};

	kern_sys_rt_sigaction(SIGSEGV, &act, NULL);
	return *(volatile char *)(uintptr_t)arg;
}

static int calls_for_ever(void *arg)
{
	(void)arg;
	while (kern_sys_getppid())
		;
	return 0;
}

/* Who faults or calls comes to the kernel, which does not let it go back. */
static void test_sched_time_is_over_for_those_that_do_not_sleep(void **state)
{
	static int (*const fn[])(void *) = {faults_for_ever, calls_for_ever};
	struct kern *k = *state;

	for (int i = 0; i < 2; i++) {
		uint64_t start = kern_clock(k);
		int pid = spawn(k, fn[i], (void *)8);

		for (int n = 0; n < 3; n++)
			assert_int_equal(kern_run_for(k, MS / 10),
					 KERN_RUN_STOPPED);
		assert_in_range(kern_clock(k), start + 3 * MS / 10,
				start + MS / 2);
		assert_int_equal(kern_kill(k, pid, SIGKILL), 0);
		assert_int_equal(kern_run(k), KERN_RUN_DONE);
		assert_killed(status_of(k, pid), SIGKILL);
	}
}

static void test_sched_sleeps_on_the_virtual_clock(void **state)
{
	struct kern *k = *state;
	uint64_t start = kern_clock(k);
	int pid[3] = {spawn(k, sleeps, (void *)(3 * MS)),
		      spawn(k, sleeps, (void *)(1 * MS)),
		      spawn(k, sleeps, (void *)(2 * MS))};

	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_string_equal(trace, "123");
	assert_in_range(kern_clock(k), start + 3 * MS, start + 4 * MS);
	for (int i = 0; i < 3; i++)
		assert_exited(status_of(k, pid[i]), 0);
}

static int bad_sleep(void *arg)
{
	struct timespec time = {.tv_nsec = 1000000000};

	(void)arg;
	if (kern_sys_nanosleep(&time, NULL) != -EINVAL)
		return 1;
	return kern_sys_nanosleep((void *)8, NULL) == -EFAULT ? 0 : 2;
}

static void test_sched_nanosleep_checks_its_arguments(void **state)
{
	assert_exited(run_task(*state, bad_sleep, NULL), 0);
}

static void test_sched_run_for_a_time(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, sleeps, (void *)(5 * MS)), status;
	uint64_t start = kern_clock(k);

	assert_int_equal(kern_run_for(k, 2 * MS), KERN_RUN_STOPPED);
	assert_in_range(kern_clock(k), start + 2 * MS, start + 3 * MS);
	assert_int_equal(kern_wait_status(k, pid, &status), -EAGAIN);
	assert_int_equal(kern_run_for(k, 10 * MS), KERN_RUN_STOPPED);
	assert_exited(status_of(k, pid), 0);
}

static int pauses(void *arg)
{
	(void)arg;
	kern_sys_pause();
	return 0;
}

static void test_sched_says_when_all_are_blocked(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, pauses, NULL);

	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	kern_kill(k, pid, SIGKILL);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(status_of(k, pid), SIGKILL);
	assert_no_tasks(k);
}

static struct kern *inner;
static int inner_result;

static int runs_the_scheduler(void *arg)
{
	(void)arg;
	inner_result = kern_run(inner);
	return 0;
}

static void test_sched_refuses_to_run_in_a_task(void **state)
{
	inner = *state;
	assert_exited(run_task(inner, runs_the_scheduler, NULL), 0);
	assert_int_equal(inner_result, -EBUSY);
}

/* --- threads of the kernel --------------------------------------------------------------- */

static void kthread_main(struct kern *k, void *arg)
{
	volatile char *direct = mmu_ptr(k->machine, KERN_PAGE_OFFSET);

	for (int i = 0; i < 3; i++) {
		say((char)(intptr_t)arg);
		(void)direct[0]; /* kernel memory, by a real pointer */
		kern_schedule_timeout(k, MS);
	}
}

static void test_sched_kthreads_take_turns(void **state)
{
	struct kern *k = *state;
	struct kern_task_stats stats = {.size = sizeof(stats)};
	int kthread, pid;

	assert_int_equal(kern_kthread_spawn(k, "kswapd0", kthread_main,
					    (void *)'k', &kthread),
			 0);
	pid = spawn(k, sleeps, (void *)(5 * MS));
	assert_int_equal(kern_task_stats(k, kthread, &stats), 0);
	assert_int_equal(stats.ppid, 2);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_string_equal(trace, "kkk5");
	assert_exited(status_of(k, pid), 0);
	assert_no_tasks(k);
	assert_int_equal(mmu_cpl(k->cpu), 0);
}

static void wakes_now_and_then(struct kern *k, void *arg)
{
	(void)arg;
	for (;;)
		kern_schedule_timeout(k, MS);
}

static void test_sched_does_not_wait_for_kthreads(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_kthread_spawn(k, "timer", wakes_now_and_then,
					    NULL, NULL),
			 0);
	assert_exited(run_task(k, yields, (void *)'t'), 0);
	assert_string_equal(trace, "ttt");
	spawn(k, pauses, NULL);
	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
}

/* --- waiting for an event -------------------------------------------------------------------- */

static struct kern_task_queue queue;
static bool condition;
static int waited;

static void waits_for_it(struct kern *k, void *arg)
{
	(void)arg;
	while (!condition && !waited)
		waited = kern_wait_on(k, &queue, KERN_TASK_UNINTERRUPTIBLE);
	say('w');
}

static void makes_it_true(struct kern *k, void *arg)
{
	(void)arg;
	kern_wake_up(k, &queue); /* too early */
	kern_schedule_timeout(k, 0);
	say('c');
	condition = true;
	kern_wake_up(k, &queue);
}

static void test_sched_wait_queue(void **state)
{
	struct kern *k = *state;

	TAILQ_INIT(&queue);
	condition = false;
	waited = 0;
	kern_kthread_spawn(k, "waiter", waits_for_it, NULL, NULL);
	kern_kthread_spawn(k, "waiter", waits_for_it, NULL, NULL);
	kern_kthread_spawn(k, "maker", makes_it_true, NULL, NULL);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_string_equal(trace, "cww");
	assert_int_equal(waited, 0);
	assert_true(TAILQ_EMPTY(&queue));
	/* Where nobody can sleep. */
	assert_int_equal(kern_wait_on(k, &queue, KERN_TASK_UNINTERRUPTIBLE),
			 -EDEADLK);
}

/* --- sleeping inside a fault ------------------------------------------------------------------ */

/* Stands before the kernel's handler: each page comes after 1 ms. */
static mmu_handler *handle_fault;
static void *handle_arg;
static unsigned int slow_faults, sleepless_faults;

static int slow_handler(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct kern *k = arg;
	int result = handle_fault(cpu, frame, handle_arg);

	if (!result && frame->cpl == 3) {
		slow_faults++;
		sleepless_faults += !kern_may_sleep(k);
		kern_io_wait(k, MS);
	}
	return result;
}

static void make_faults_slow(struct kern *k)
{
	const struct mmu_gate *gate = &k->machine->idt[MMU_TRAP_PF];

	handle_fault = gate->handler;
	handle_arg = gate->arg;
	slow_faults = sleepless_faults = 0;
	cpu_set_quiet_handler(k->machine, MMU_TRAP_PF, slow_handler, k);
}

static int touches(void *arg)
{
	volatile char room[3 * PAGE];
	volatile char *p = task_map(4);
	char letter = (char)(intptr_t)arg;

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 4; i++) {
			p[i * PAGE] = (char)(p[i * PAGE] + letter + i);
			room[i % 3 * PAGE] = letter;
			if (!round)
				say(letter);
		}
	for (int i = 0; i < 4; i++)
		if (p[i * PAGE] != (char)(2 * (letter + i)) ||
		    room[i % 3 * PAGE] != letter)
			return 1;
	return 0;
}

static void test_sched_a_task_sleeps_inside_a_fault(void **state)
{
	struct kern *k = *state;
	int pid[4];

	make_faults_slow(k);
	for (uint64_t seed = 0; seed < 4; seed++) {
		trace[0] = '\0';
		kern_sched_seed(k, seed);
		for (int i = 0; i < 4; i++)
			pid[i] = spawn(k, touches, (void *)(intptr_t)('a' + i));
		assert_int_equal(kern_run(k), KERN_RUN_DONE);
		for (int i = 0; i < 4; i++)
			assert_exited(status_of(k, pid[i]), 0);
		/* Others ran meanwhile. */
		assert_null(strstr(trace, "aaaa"));
		assert_int_equal(strlen(trace), 16);
	}
	assert_true(slow_faults > 4 * 4 * 4);
	assert_true(native_check(k->machine));
	assert_no_tasks(k);
}

/* A function of the host's library may hold one of its locks. */
static int touches_in_a_library(void *arg)
{
	static void *(*volatile set)(void *, int, size_t) = memset;
	char *p = task_map(4);

	say((char)(intptr_t)arg);
	set(p, 1, 4 * PAGE);
	say((char)(intptr_t)arg);
	return p[3 * PAGE] != 1;
}

static void test_sched_no_sleep_inside_a_host_library(void **state)
{
	struct kern *k = *state;
	uint64_t start = kern_clock(k);
	Dl_info set, own;

	/* Sanitizers may bring a memset() of their own into the program. */
	dladdr((void *)memset, &set);
	dladdr((void *)touches_in_a_library, &own);
	if (set.dli_fbase == own.dli_fbase)
		skip();
	make_faults_slow(k);
	spawn(k, touches_in_a_library, (void *)'a');
	spawn(k, touches_in_a_library, (void *)'b');
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_int_equal(sleepless_faults, 8);
	assert_non_null(strstr(trace, "aa"));
	assert_non_null(strstr(trace, "bb"));
	assert_true(kern_clock(k) >= start + 8 * MS); /* time passes */
}

static int forks_and_touches(void *arg)
{
	int status, bad = 0;

	for (int i = 0; i < 3; i++)
		kern_sys_fork();
	bad = touches(arg);
	while (kern_sys_wait4(-1, &status, 0, NULL) > 0)
		bad |= status;
	return bad;
}

static void test_sched_forks_that_sleep_inside_faults(void **state)
{
	struct kern *k = *state;

	make_faults_slow(k);
	for (uint64_t seed = 0; seed < 3; seed++) {
		kern_sched_seed(k, seed);
		assert_exited(run_task(k, forks_and_touches, (void *)'f'), 0);
		assert_no_tasks(k);
	}
}

static void kill_all(struct kern *k, void *arg)
{
	struct kern_task *task;

	(void)arg;
	kern_schedule_timeout(k, MS / 2);
	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->fn)
		kern_kill_task(k, task);
}

/* The fault is served to its end; then the task ends. */
static void test_sched_kill_inside_a_fault(void **state)
{
	struct kern *k = *state;
	int pid[2];

	make_faults_slow(k);
	pid[0] = spawn(k, touches, (void *)'a');
	pid[1] = spawn(k, touches, (void *)'b');
	kern_kthread_spawn(k, "killer", kill_all, NULL, NULL);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(status_of(k, pid[0]), SIGKILL);
	assert_killed(status_of(k, pid[1]), SIGKILL);
	assert_no_tasks(k);
}

static void test_sched_shutdown_inside_faults(void **state)
{
	struct kern *k = kern_rig_boot(NULL);

	(void)state;
	make_faults_slow(k);
	spawn(k, touches, (void *)'a');
	spawn(k, touches, (void *)'b');
	assert_int_equal(kern_run_for(k, MS / 2), KERN_RUN_STOPPED);
	kern_shutdown(k);
}

static void test_sched_io_wait_without_tasks(void **state)
{
	struct kern *k = *state;
	uint64_t start = kern_clock(k);

	kern_io_wait(k, 5 * MS);
	assert_int_equal(kern_clock(k), start + 5 * MS);
}

/* --- jumps ------------------------------------------------------------------------------------ */

static jmp_buf out;

static int jumps_out(void *arg)
{
	volatile char *p = task_map(2);

	p[0] = 1;
	if (arg)
		kern_sys_sched_yield();
	longjmp(out, 1);
}

/* As a failing assertion of cmocka does. The task is dead then. */
static void test_sched_a_jump_out_of_a_task(void **state)
{
	struct kern *k = *state;
	int pid[3] = {spawn(k, jumps_out, NULL), spawn(k, yields, (void *)'y'),
		      spawn(k, jumps_out, (void *)1)};

	for (volatile int i = 0; i < 2; i++) {
		if (setjmp(out))
			continue;
		kern_run(k);
		fail_msg("nobody jumped");
	}
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(status_of(k, pid[0]), SIGKILL);
	assert_exited(status_of(k, pid[1]), 0);
	assert_killed(status_of(k, pid[2]), SIGKILL);
	assert_no_tasks(k);
	assert_int_equal(k->cpu->nscopes, 0);
	assert_int_equal(k->cpu->lock.depth, 0);
	assert_int_equal(mmu_cpl(k->cpu), 0);
}

/* --- several kernels, several threads ---------------------------------------------------------- */

static void test_sched_two_kernels(void **state)
{
	struct kern *k[2] = {*state, kern_rig_boot(NULL)};
	int pid[2];

	for (int i = 0; i < 2; i++)
		pid[i] = spawn(k[i], sleeps, (void *)(3 * MS));
	for (int round = 0; round < 5; round++)
		for (int i = 0; i < 2; i++)
			assert_int_equal(kern_run_for(k[i], MS),
					 KERN_RUN_STOPPED);
	assert_string_equal(trace, "33");
	for (int i = 0; i < 2; i++)
		assert_exited(status_of(k[i], pid[i]), 0);
	kern_shutdown(k[1]);
}

static void *runs_elsewhere(void *arg)
{
	return (void *)(intptr_t)kern_run(arg);
}

/* Tasks stay with the thread that they began on. */
static void test_sched_tasks_belong_to_a_thread(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, pauses, NULL);
	pthread_t thread;
	void *result;

	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	kern_kill(k, pid, SIGKILL);
	assert_int_equal(pthread_create(&thread, NULL, runs_elsewhere, k), 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_int_equal((intptr_t)result, -EPERM);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(status_of(k, pid), SIGKILL);
	/* Those of another one run there. */
	pid = spawn(k, yields, (void *)'t');
	assert_int_equal(pthread_create(&thread, NULL, runs_elsewhere, k), 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_int_equal((intptr_t)result, KERN_RUN_DONE);
	assert_exited(status_of(k, pid), 0);
	assert_string_equal(trace, "ttt");
}

static void test_sched_killed_before_it_began(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, yields, (void *)'n');

	kern_kill(k, pid, SIGKILL);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(status_of(k, pid), SIGKILL);
	assert_string_equal(trace, "");
}

/* --- insmod among tasks ------------------------------------------------------------------------ */

static void test_sched_modules_oops_while_tasks_sleep(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, sleeps, (void *)(2 * MS));

	assert_int_equal(kern_run_for(k, MS), KERN_RUN_STOPPED);
	assert_int_equal(kern_rig_insmod(k, "null_read"), 137);
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_exited(status_of(k, pid), 0);
	assert_int_equal(kern_rig_rmmod(k, "hello"), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sched_runs_each_in_turn),
		TEST(test_sched_order_follows_the_seed),
		TEST(test_sched_time_is_over_for_those_that_do_not_sleep),
		TEST(test_sched_sleeps_on_the_virtual_clock),
		TEST(test_sched_nanosleep_checks_its_arguments),
		TEST(test_sched_run_for_a_time),
		TEST(test_sched_says_when_all_are_blocked),
		TEST(test_sched_refuses_to_run_in_a_task),
		TEST(test_sched_kthreads_take_turns),
		TEST(test_sched_does_not_wait_for_kthreads),
		TEST(test_sched_wait_queue),
		TEST(test_sched_a_task_sleeps_inside_a_fault),
		TEST(test_sched_no_sleep_inside_a_host_library),
		TEST(test_sched_forks_that_sleep_inside_faults),
		TEST(test_sched_kill_inside_a_fault),
		cmocka_unit_test(test_sched_shutdown_inside_faults),
		TEST(test_sched_io_wait_without_tasks),
		TEST(test_sched_a_jump_out_of_a_task),
		TEST(test_sched_two_kernels),
		TEST(test_sched_tasks_belong_to_a_thread),
		TEST(test_sched_killed_before_it_began),
		TEST(test_sched_modules_oops_while_tasks_sleep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
