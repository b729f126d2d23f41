/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_task.c - user tasks that run: memory, stacks, pointers, /proc, the end. */
#define _GNU_SOURCE
#include "../support/task_rig.h"

#include <fcntl.h>

#include "native/native.h"

static int returns(void *arg)
{
	return (int)(intptr_t)arg;
}

static void test_task_runs_and_returns_its_status(void **state)
{
	struct kern *k = *state;

	assert_exited(run_task(k, returns, (void *)3), 3);
	assert_exited(run_task(k, returns, (void *)0x1ff), 0xff);
	assert_no_tasks(k);
}

static uint64_t cpl_seen, cr3_seen, pid_seen, ppid_seen;
static struct kern *kern_seen;

static int looks_around(void *arg)
{
	(void)arg;
	cpl_seen = kern_seen->cpu->cpl;
	cr3_seen = mmu_cr3(kern_seen->cpu);
	pid_seen = (uint64_t)kern_sys_getpid();
	ppid_seen = (uint64_t)kern_sys_getppid();
	return 0;
}

static void test_task_runs_at_cpl_3_in_its_address_space(void **state)
{
	struct kern *k = kern_seen = *state;
	uint64_t cr3 = mmu_cr3(k->cpu);
	int pid = spawn(k, looks_around, NULL);
	uint64_t own = kern_mm_cr3(kern_task_mm(k, pid), true);

	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_int_equal(cpl_seen, 3);
	assert_int_equal(cr3_seen, own);
	assert_int_equal(pid_seen, pid);
	assert_int_equal(ppid_seen, 1);
	assert_int_equal(mmu_cr3(k->cpu), cr3);
	assert_int_equal(mmu_cpl(k->cpu), 0);
	assert_exited(status_of(k, pid), 0);
}

static void test_task_spawn_refuses_bad_configs(void **state)
{
	struct kern *k = *state;
	struct kern_task_config config = {.size = sizeof(config)};
	int pid = 77, status;

	assert_int_equal(kern_task_spawn(k, NULL, &pid), -EINVAL);
	assert_int_equal(kern_task_spawn(k, &config, &pid), -EINVAL);
	config.fn = returns;
	config.size = 4;
	assert_int_equal(kern_task_spawn(k, &config, &pid), -EINVAL);
	config.size = sizeof(config);
	config.brk = 0x600001;
	assert_int_equal(kern_task_spawn(k, &config, &pid), -EINVAL);
	assert_int_equal(pid, 77);
	assert_int_equal(kern_wait_status(k, 77, &status), -ECHILD);
	assert_no_tasks(k);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
}

static int does_nothing(void *arg)
{
	(void)arg;
	return 0;
}

/* More than there is memory for: those that are there live, and can still go. One
 * for whose stack not even a page is left is killed. */
static void test_task_spawn_too_many(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 12ull << 20};
	struct kern *k = kern_rig_boot(&machine);
	struct kern_task_config config = {.size = sizeof(config),
					  .fn = does_nothing};
	int pid, first = 0, n = 0, killed = 0, err;

	(void)state;
	while (!(err = kern_task_spawn(k, &config, &pid))) {
		first = first ? first : pid;
		n++;
	}
	assert_int_equal(err, -ENOMEM);
	assert_in_range(n, 20, 2000);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	for (pid = first; n; pid++, n--) {
		int status = status_of(k, pid);

		if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
			killed++;
		else
			assert_exited(status, 0);
	}
	assert_in_range(killed, 0, 1);
	if (killed)
		kern_rig_assert_logged(k, 0, "Out of memory: Killed process ");
	assert_int_equal(kern_task_spawn(k, &config, &pid), 0);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	kern_shutdown(k);
}

static void test_task_system_calls_are_for_tasks(void **state)
{
	(void)state;
	assert_int_equal(kern_sys_getpid(), -ENOSYS);
	assert_int_equal(kern_sys_fork(), -ENOSYS);
}

static void count_bug(const char *message, void *arg)
{
	(void)message;
	++*(int *)arg;
}

/* The library would run on a stack that it takes away. */
static int takes_its_stack_away(void *arg)
{
	struct kern *k = kern_seen;
	struct kern_mm *mm = kern_task_mm(k, kern_sys_getpid()), *copy;

	(void)arg;
	kern_shutdown(k);
	kern_use_mm(k, NULL);
	kern_leave_user(k);
	kern_enter_user(k);
	kern_mm_put(mm);
	return kern_mm_dup(mm, &copy) == -EBUSY ? 0 : 1;
}

static void test_task_is_told_what_only_others_may_call(void **state)
{
	struct kern *k = kern_seen = *state;
	int bugs = 0;

	mmu_set_bug_hook(count_bug, &bugs);
	assert_exited(run_task(k, takes_its_stack_away, NULL), 0);
	mmu_set_bug_hook(NULL, NULL);
	assert_int_equal(bugs, 6);
	assert_no_tasks(k);
}

/* --- memory ------------------------------------------------------------------------ */

static int uses_memory(void *arg)
{
	volatile char local[20000];
	char *heap = kern_sys_brk(NULL), *p;

	(void)arg;
	for (size_t i = 0; i < sizeof(local); i += 100)
		local[i] = (char)i;
	if (kern_sys_brk(heap + 3 * PAGE) != heap + 3 * PAGE)
		return 1;
	heap[2 * PAGE] = 'h';
	p = task_map(4);
	if (kern_is_error(p) || p[PAGE] != 0)
		return 2;
	p[3 * PAGE] = 'm';
	if (kern_sys_mprotect(p, PAGE, PROT_READ) || p[0])
		return 3;
	if (kern_sys_madvise(p, 4 * PAGE, MADV_DONTNEED) || p[3 * PAGE])
		return 4;
	if (kern_sys_munmap(p, 4 * PAGE) || kern_sys_brk(heap) != heap)
		return 5;
	if (local[300] != (char)300)
		return 6;
	if (kern_sys_mmap(NULL, 0, RW, ANON, -1, 0) != (void *)-EINVAL ||
	    kern_sys_mmap(NULL, PAGE, RW, MAP_PRIVATE, 9, 0) != (void *)-EBADF)
		return 7;
	return 0;
}

static void test_task_has_stack_heap_and_mappings(void **state)
{
	struct kern *k = *state;

	assert_exited(run_task(k, uses_memory, NULL), 0);
	assert_no_tasks(k);
}

static int literal_address(void *arg)
{
	char *p = kern_sys_mmap((void *)0x20000, PAGE, RW, ANON | MAP_FIXED, -1,
				0);

	(void)arg;
	if (p != (void *)0x20000)
		return 1;
	__asm__ volatile("movb $5, (%0)" ::"r"(p) : "memory");
	return *(volatile char *)p == 5 ? 0 : 2;
}

static void test_task_reaches_what_no_window_shows(void **state)
{
	assert_exited(run_task(*state, literal_address, NULL), 0);
}

/* --- stacks --------------------------------------------------------------------------- */

/* Each frame is used after the one that it called. */
static int recurse(int depth, volatile char *outer)
{
	volatile char frame[1024];

	frame[0] = (char)(outer[0] + 1);
	if (depth && recurse(depth - 1, frame) < 0)
		return -1;
	return frame[0] == (char)(outer[0] + 1) ? depth : -1;
}

static int goes_deep(void *arg)
{
	volatile char first = 0;

	return recurse((int)(intptr_t)arg, &first) < 0;
}

static void test_task_stack_grows_on_demand(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, goes_deep, (void *)2000);
	struct kern_mm *mm = kern_task_mm(k, pid);
	uint64_t anon = mm->rss[KERN_MM_ANONPAGES];

	assert_true(anon < 4);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_exited(status_of(k, pid), 0);
}

static void test_task_stack_overflow_kills(void **state)
{
	struct kern *k = *state;
	struct kern_task_config config = {.size = sizeof(config),
					  .name = "deep",
					  .fn = goes_deep,
					  .arg = (void *)100000,
					  .stack_limit = 1 << 20};
	uint64_t from = kern_log_next(k);
	int pid;

	assert_int_equal(kern_task_spawn(k, &config, &pid), 0);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(status_of(k, pid), SIGSEGV);
	kern_rig_assert_logged(k, from, "segfault at 7fffffe");
	assert_no_tasks(k);
}

/* Two at a time, at the same addresses. */
static int stack_patterns(void *arg)
{
	volatile uint64_t words[2000];
	uint64_t mine = (uint64_t)(uintptr_t)arg;

	for (int i = 0; i < 2000; i++)
		words[i] = mine * 1000003 + (uint64_t)i;
	for (int round = 0; round < 5; round++) {
		kern_sys_sched_yield();
		for (int i = 0; i < 2000; i++)
			if (words[i] != mine * 1000003 + (uint64_t)i)
				return 1;
	}
	return 0;
}

static void test_task_stacks_are_private(void **state)
{
	struct kern *k = *state;
	int pid[6];

	for (intptr_t i = 0; i < 6; i++)
		pid[i] = spawn(k, stack_patterns, (void *)i);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	for (int i = 0; i < 6; i++)
		assert_exited(status_of(k, pid[i]), 0);
	assert_true(native_check(k->machine));
	assert_no_tasks(k);
}

/* --- pointers of the user's -------------------------------------------------------------- */

static const char constant[] = "constant";
static char writable[64];

static int passes_pointers(void *arg)
{
	char *p = task_map(2);
	struct timespec now;

	(void)arg;
	if (kern_sys_write(1, (void *)0xdeadbeef000, 8) != -EFAULT)
		return 1;
	if (kern_sys_write(1, NULL, 8) != -EFAULT)
		return 2;
	if (kern_sys_write(7, p, 1) != -EBADF)
		return 3;
	if (kern_sys_kmsg(constant) != 0)
		return 4;
	/* The string runs into a page that is not there. */
	if (kern_sys_munmap(p + PAGE, PAGE))
		return 5;
	memset(p + PAGE - 4, 'x', 4);
	if (kern_sys_kmsg(p + PAGE - 4) != -EFAULT)
		return 6;
	memcpy(p + PAGE - 4, "abc", 4);
	if (kern_sys_kmsg(p + PAGE - 4) != 0)
		return 7;
	if (kern_sys_clock_gettime(0, (void *)constant) != -EFAULT)
		return 8;
	if (kern_sys_clock_gettime(0, (void *)writable) != 0)
		return 9;
	if (kern_sys_clock_gettime(0, &now) != 0 || now.tv_nsec <= 0)
		return 10;
	if (kern_sys_mprotect(p, PAGE, PROT_READ) ||
	    kern_sys_clock_gettime(0, (void *)p) != -EFAULT)
		return 11;
	if (kern_sys_clock_gettime(0, mmu_ptr(kern_seen->machine,
					      0xffff888000000000)) != -EFAULT)
		return 12;
	return kern_sys_wait4(-1, NULL, 0, (void *)p) == -EINVAL ? 0 : 13;
}

static void test_task_bad_pointers_are_efault(void **state)
{
	struct kern *k = kern_seen = *state;
	uint64_t from = kern_log_next(k);

	assert_exited(run_task(k, passes_pointers, NULL), 0);
	kern_rig_assert_order(k, from,
			      (const char *const[]){"constant", "abc", NULL});
}

static int maps_files(void *arg)
{
	volatile uint64_t *p;
	int fd = kern_sys_open(arg, O_RDWR), mem;

	if (fd < 0)
		return 1;
	p = kern_sys_mmap(NULL, PAGE, RW, MAP_SHARED, fd, PAGE);
	if (kern_is_error((void *)p) || p[0] != 1001)
		return 2;
	p[0] = 5;
	if (kern_sys_msync((void *)p, PAGE, MS_SYNC) || kern_sys_close(fd) ||
	    kern_sys_close(fd) != -EBADF)
		return 3;
	mem = kern_sys_memfd_create("name", 2 * PAGE);
	p = kern_sys_mmap(NULL, 2 * PAGE, RW, MAP_SHARED, mem, 0);
	if (kern_is_error((void *)p))
		return 4;
	if (!kern_sys_fork()) {
		p[512] = 7;
		return 0;
	}
	kern_sys_wait4(-1, NULL, 0, NULL);
	return p[512] == 7 ? 0 : 5;
}

static char file_path[64];

static void test_task_maps_files(void **state)
{
	struct kern *k = *state;

	strcpy(file_path, make_file(2, 0));
	assert_exited(run_task(k, maps_files, file_path), 0);
	assert_int_equal(read_file(file_path, 1), 5);
	unlink(file_path);
	assert_no_tasks(k);
}

/* --- what others see ---------------------------------------------------------------------- */

static int pauses(void *arg)
{
	(void)arg;
	kern_sys_pause();
	return 0;
}

static void test_task_in_proc(void **state)
{
	struct kern *k = *state;
	int pid = spawn_named(k, "sleeper", pauses, NULL);
	char name[32], *text;

	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	snprintf(name, sizeof(name), "%d/status", pid);
	text = kern_proc_read(k, name);
	assert_non_null(text);
	assert_non_null(strstr(text, "Name:\tsleeper\n"));
	assert_non_null(strstr(text, "State:\tS (sleeping)\n"));
	assert_non_null(strstr(text, "PPid:\t1\n"));
	assert_non_null(strstr(text, "VmStk:"));
	free(text);
	snprintf(name, sizeof(name), "%d/maps", pid);
	text = kern_proc_read(k, name);
	assert_non_null(text);
	assert_non_null(strstr(text, "[stack]\n"));
	assert_non_null(strstr(text, "test_task\n")); /* its program */
	free(text);
	assert_int_equal(kern_kill(k, pid, SIGKILL), 0);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	snprintf(name, sizeof(name), "%d/status", pid);
	text = kern_proc_read(k, name);
	assert_non_null(strstr(text, "State:\tZ (zombie)\n"));
	free(text);
	assert_killed(status_of(k, pid), SIGKILL);
	assert_null(kern_proc_read(k, name));
	assert_int_equal(errno, ENOENT);
}

/* --- the ends of things ------------------------------------------------------------------- */

static int sleeps_in_a_child(void *arg)
{
	char room[5000];

	(void)arg;
	memset(room, 1, sizeof(room));
	kern_sys_fork();
	kern_sys_pause();
	return room[77];
}

static void test_task_shutdown_while_tasks_sleep(void **state)
{
	struct kern *k = kern_rig_boot(NULL);

	(void)state;
	spawn(k, sleeps_in_a_child, NULL);
	spawn(k, returns, NULL);
	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	spawn(k, returns, NULL); /* never begins */
	kern_shutdown(k);
}

static void test_task_snapshot_is_refused_while_tasks_live(void **state)
{
	struct kern *k = *state;
	struct mmu_snapshot *snapshot, *early;
	int pid;

	assert_int_equal(mmu_snapshot(k->machine, &early), 0);
	pid = spawn(k, pauses, NULL);
	assert_int_equal(mmu_snapshot(k->machine, &snapshot), -EBUSY);
	assert_non_null(strstr(mmu_last_error(), "task"));
	assert_int_equal(mmu_restore(k->machine, early), -EBUSY);
	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	assert_int_equal(mmu_snapshot(k->machine, &snapshot), -EBUSY);
	kern_kill(k, pid, SIGKILL);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	/* A zombie is in the pool alone. */
	assert_int_equal(mmu_snapshot(k->machine, &snapshot), 0);
	assert_killed(status_of(k, pid), SIGKILL);
	assert_int_equal(mmu_restore(k->machine, snapshot), 0);
	assert_killed(status_of(k, pid), SIGKILL);
	mmu_snapshot_free(snapshot);
	mmu_snapshot_free(early);
}

/* The host forks: both processes go on with the tasks. */
static int counts(void *arg)
{
	volatile int n = 0;

	(void)arg;
	for (int i = 0; i < 5; i++) {
		n++;
		kern_sys_pause();
	}
	return n;
}

static void nothing(int sig)
{
	(void)sig;
}

static int counts_signals(void *arg)
{
	struct sigaction action = {.sa_handler = nothing};

	kern_sys_rt_sigaction(SIGUSR1, &action, NULL);
	return counts(arg);
}

static int finish_counting(struct kern *k, int pid)
{
	int status = -1;

	for (int i = 0; i < 5; i++) {
		kern_kill(k, pid, SIGUSR1);
		kern_run(k);
	}
	kern_wait_status(k, pid, &status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static void test_task_host_forks(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, counts_signals, NULL), status;
	pid_t child;

	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	child = fork();
	if (!child) {
		status = finish_counting(k, pid);
		kern_shutdown(k);
		_exit(status);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_exited(status, 5);
	assert_int_equal(finish_counting(k, pid), 5);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_task_runs_and_returns_its_status),
		TEST(test_task_runs_at_cpl_3_in_its_address_space),
		TEST(test_task_spawn_refuses_bad_configs),
		cmocka_unit_test(test_task_spawn_too_many),
		TEST(test_task_system_calls_are_for_tasks),
		TEST(test_task_is_told_what_only_others_may_call),
		TEST(test_task_has_stack_heap_and_mappings),
		TEST(test_task_reaches_what_no_window_shows),
		TEST(test_task_stack_grows_on_demand),
		TEST(test_task_stack_overflow_kills),
		TEST(test_task_stacks_are_private),
		TEST(test_task_bad_pointers_are_efault),
		TEST(test_task_maps_files),
		TEST(test_task_in_proc),
		cmocka_unit_test(test_task_shutdown_while_tasks_sleep),
		TEST(test_task_snapshot_is_refused_while_tasks_live),
		TEST(test_task_host_forks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
