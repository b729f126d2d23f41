/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_fork.c - tasks that fork, end, and are waited for; without memory, too. */
#include "../support/task_rig.h"

static int returns(void *arg)
{
	return (int)(intptr_t)arg;
}

/* --- fork --------------------------------------------------------------------------- */

static volatile int shared_global;

static int forks(void *arg)
{
	volatile int local = 10;
	volatile char *p = task_map(2);
	char *heap = kern_sys_brk(NULL);
	int status = 0, pid;

	(void)arg;
	kern_sys_brk(heap + PAGE);
	heap[0] = 'x';
	p[0] = 'a';
	shared_global = 1;
	pid = kern_sys_fork();
	if (pid == 0) {
		/* Everything is as the parent left it. */
		if (local != 10 || p[0] != 'a' || heap[0] != 'x')
			return 50;
		local = 20;
		p[0] = 'b';
		p[PAGE] = 'c';
		heap[0] = 'y';
		shared_global = 2;
		kern_sys_sched_yield();
		if (local != 20 || p[0] != 'b' || heap[0] != 'y')
			return 51;
		return 5;
	}
	if (pid < 0)
		return 1;
	local = 30;
	kern_sys_sched_yield();
	if (local != 30 || p[0] != 'a' || p[PAGE] || heap[0] != 'x')
		return 2;
	if (kern_sys_wait4(pid, &status, 0, NULL) != pid)
		return 3;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 5)
		return 4;
	if (local != 30 || p[0] != 'a')
		return 5;
	return shared_global == 2 ? 0 : 6; /* the host's is not copied */
}

static void test_fork_returns_twice(void **state)
{
	struct kern *k = *state;

	for (uint64_t seed = 0; seed < 8; seed++) {
		kern_sched_seed(k, seed);
		assert_exited(run_task(k, forks, NULL), 0);
		assert_no_tasks(k);
	}
}

/* As a compiler may: in registers that functions keep, and in the FPU's mode. */
static int keeps_registers(void *arg)
{
	register uint64_t a __asm__("rbx") = 1;
	register uint64_t b __asm__("r12") = 2;
	register uint64_t c __asm__("r13") = 3;
	register uint64_t d __asm__("r14") = 4;
	register uint64_t e __asm__("r15") = 5;
	uint32_t mode = 0x7f80, now; /* rounds towards zero */
	int pid, status;

	(void)arg;
	__asm__ volatile("ldmxcsr %0" ::"m"(mode));
	__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e));
	pid = kern_sys_fork();
	__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e));
	__asm__ volatile("stmxcsr %0" : "=m"(now));
	status = a != 1 || b != 2 || c != 3 || d != 4 || e != 5 ||
		 (now & 0xffc0) != mode;
	if (!pid)
		return 40 + status;
	kern_sys_wait4(pid, &pid, 0, NULL);
	return status ? 1 : WEXITSTATUS(pid) != 40;
}

static void test_fork_keeps_registers(void **state)
{
	assert_exited(run_task(*state, keeps_registers, NULL), 0);
}

static int fork_tree(int depth)
{
	int status, sum = 1;

	if (!depth)
		return sum;
	for (int i = 0; i < 2; i++)
		if (!kern_sys_fork())
			kern_sys_exit_group(fork_tree(depth - 1));
	while (kern_sys_wait4(-1, &status, 0, NULL) > 0)
		sum += WEXITSTATUS(status);
	return sum;
}

static int grows_a_tree(void *arg)
{
	(void)arg;
	return fork_tree(4);
}

static void test_fork_in_a_fork(void **state)
{
	struct kern *k = *state;

	for (uint64_t seed = 0; seed < 3; seed++) {
		kern_sched_seed(k, seed);
		assert_exited(run_task(k, grows_a_tree, NULL), 31);
		assert_no_tasks(k);
	}
}

static int shares(void *arg)
{
	volatile int *p = kern_sys_mmap(NULL, PAGE, RW,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	(void)arg;
	if (!kern_sys_fork()) {
		p[0] = 42;
		return 0;
	}
	kern_sys_wait4(-1, NULL, 0, NULL);
	return p[0];
}

static void test_fork_shared_memory_is_shared(void **state)
{
	assert_exited(run_task(*state, shares, NULL), 42);
}

static int forks_once(void *arg)
{
	int pid = kern_sys_fork();

	(void)arg;
	if (pid < 0)
		return -pid;
	if (!pid)
		return 3;
	kern_sys_wait4(pid, NULL, 0, NULL);
	return 0;
}

/* Each allocation of a fork fails once; nothing is lost by that. */
static void test_fork_without_memory(void **state)
{
	struct kern *k = *state;
	struct mm_usage was;
	int pid, status = -1;

	run_task(k, forks_once, NULL); /* its program stays in memory */
	kern_vmalloc_purge(k);
	was = mm_usage(k);
	for (uint64_t nth = 1; nth < 200 && status; nth++) {
		pid = spawn(k, forks_once, NULL);
		kern_fail_nth(k, KERN_FAIL_ALLOCATIONS, nth);
		assert_int_equal(kern_run(k), KERN_RUN_DONE);
		kern_fail_nth(k, 0, 0);
		status = status_of(k, pid);
		assert_no_tasks(k);
		kern_vmalloc_purge(k); /* kernel stacks, which go lazily */
		assert_usage(k, was);
	}
	assert_int_equal(status, 0);
}

/* The same of spawning, on a kernel that never had a task. */
static void test_fork_spawn_without_memory(void **state)
{
	struct kern_task_config config = {
		.size = sizeof(config), .name = "test", .fn = returns};
	int err = -1, pid = 0;

	(void)state;
	for (uint64_t nth = 1; nth < 2000 && err; nth += 1 + nth / 8) {
		struct kern *k = kern_rig_boot(NULL);

		kern_fail_nth(k, KERN_FAIL_ALLOCATIONS, nth);
		err = kern_task_spawn(k, &config, &pid);
		kern_fail_nth(k, 0, 0);
		if (err)
			assert_int_equal(err, -ENOMEM);
		else
			assert_int_equal(kern_run(k), KERN_RUN_DONE);
		if (!err)
			assert_exited(status_of(k, pid), 0);
		assert_no_tasks(k);
		/* and then it works */
		assert_exited(run_task(k, returns, (void *)5), 5);
		kern_shutdown(k);
	}
	assert_int_equal(err, 0);
}

static int hogs(void *arg)
{
	(void)arg;
	for (;;) {
		char *p = task_map(64);

		if (kern_is_error(p))
			return 1;
		for (int i = 0; i < 64; i++)
			write_byte((uint64_t)(uintptr_t)p + (uint64_t)i * PAGE,
				   1);
	}
}

static void test_fork_without_memory_is_killed(void **state)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = 8 << 20};
	struct kern *k = kern_rig_boot(&config);
	uint64_t free;

	(void)state;
	run_task(k, returns, NULL);
	free = mmu_frames_free_count(k->machine);
	assert_killed(run_task(k, hogs, NULL), SIGKILL);
	assert_no_tasks(k);
	kern_vmalloc_purge(k);
	assert_true(mmu_frames_free_count(k->machine) + 8 >= free);
	assert_exited(run_task(k, forks, NULL), 0);
	kern_shutdown(k);
}

/* --- exit and wait -------------------------------------------------------------------- */

static int exit_below(int depth, volatile char *outer)
{
	volatile char frame[8000];

	frame[0] = outer[0];
	if (!depth)
		kern_sys_exit(9);
	return depth ? exit_below(depth - 1, frame) + frame[0] : 1;
}

static int exits_deep_down(void *arg)
{
	volatile char first = 0;

	return exit_below((int)(intptr_t)arg, &first);
}

static void test_fork_exit_from_any_depth(void **state)
{
	assert_exited(run_task(*state, exits_deep_down, (void *)20), 9);
}

static int waits(void *arg)
{
	int status = 0, pid;

	(void)arg;
	if (kern_sys_wait4(-1, &status, 0, NULL) != -ECHILD)
		return 1;
	pid = kern_sys_fork();
	if (!pid) {
		kern_sys_sched_yield();
		write_byte(0, 1);
	}
	if (kern_sys_wait4(-1, &status, WNOHANG, NULL) != 0)
		return 2;
	if (kern_sys_wait4(pid + 1, &status, 0, NULL) != -ECHILD)
		return 3;
	if (kern_sys_wait4(pid, &status, 99, NULL) != -EINVAL)
		return 4;
	if (kern_sys_wait4(pid, &status, 0, NULL) != pid)
		return 5;
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
		return 6;
	return kern_sys_wait4(-1, NULL, 0, NULL) == -ECHILD ? 0 : 7;
}

static void test_fork_wait(void **state)
{
	struct kern *k = *state;

	assert_exited(run_task(k, waits, NULL), 0);
	assert_no_tasks(k);
}

static int ppids_seen;

static int leaves_children(void *arg)
{
	(void)arg;
	for (int i = 0; i < 3; i++)
		if (!kern_sys_fork()) {
			for (int n = 0; n < i; n++)
				kern_sys_sched_yield();
			ppids_seen += kern_sys_getppid();
			return 0;
		}
	return 0;
}

static void test_fork_orphans_vanish(void **state)
{
	struct kern *k = *state;

	ppids_seen = 0;
	assert_exited(run_task(k, leaves_children, NULL), 0);
	assert_true(ppids_seen >= 3);
	assert_no_tasks(k);
}

static void test_fork_is_a_zombie_until_waited_for(void **state)
{
	struct kern *k = *state;
	struct kern_task_stats stats = {.size = sizeof(stats)};
	int pid = spawn(k, returns, NULL), status;

	assert_int_equal(kern_wait_status(k, pid, &status), -EAGAIN);
	assert_int_equal(kern_task_stats(k, pid, &stats), 0);
	assert_int_equal(stats.state, 'R');
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_int_equal(kern_task_stats(k, pid, &stats), 0);
	assert_int_equal(stats.state, 'Z');
	assert_int_equal(stats.switches, 1);
	assert_null(kern_task_mm(k, pid));
	assert_exited(status_of(k, pid), 0);
	assert_int_equal(kern_task_stats(k, pid, &stats), -ESRCH);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fork_returns_twice),
		TEST(test_fork_keeps_registers),
		TEST(test_fork_in_a_fork),
		TEST(test_fork_shared_memory_is_shared),
		TEST(test_fork_without_memory),
		cmocka_unit_test(test_fork_spawn_without_memory),
		cmocka_unit_test(test_fork_without_memory_is_killed),
		TEST(test_fork_exit_from_any_depth),
		TEST(test_fork_wait),
		TEST(test_fork_orphans_vanish),
		TEST(test_fork_is_a_zombie_until_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
