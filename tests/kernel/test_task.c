/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_task.c - user tasks that run: memory, fork, exit, wait, stacks. */
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

static void test_task_system_calls_are_for_tasks(void **state)
{
	(void)state;
	assert_int_equal(kern_sys_getpid(), -ENOSYS);
	assert_int_equal(kern_sys_fork(), -ENOSYS);
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

static void test_task_fork_returns_twice(void **state)
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

static void test_task_fork_keeps_registers(void **state)
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

static void test_task_fork_in_a_fork(void **state)
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

static void test_task_shared_memory_is_shared(void **state)
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
static void test_task_fork_without_memory(void **state)
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
static void test_task_spawn_without_memory(void **state)
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

static void test_task_without_memory_is_killed(void **state)
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

static void test_task_exit_from_any_depth(void **state)
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

static void test_task_wait(void **state)
{
	struct kern *k = *state;

	assert_exited(run_task(k, waits, NULL), 0);
	assert_no_tasks(k);
}

static int leaves_children(void *arg)
{
	(void)arg;
	for (int i = 0; i < 3; i++)
		if (!kern_sys_fork()) {
			for (int n = 0; n < i; n++)
				kern_sys_sched_yield();
			pid_seen += (uint64_t)kern_sys_getppid();
			return 0;
		}
	return 0;
}

static void test_task_orphans_vanish(void **state)
{
	struct kern *k = *state;

	pid_seen = 0;
	assert_exited(run_task(k, leaves_children, NULL), 0);
	assert_true(pid_seen >= 3);
	assert_no_tasks(k);
}

static void test_task_is_a_zombie_until_waited_for(void **state)
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
		TEST(test_task_system_calls_are_for_tasks),
		TEST(test_task_has_stack_heap_and_mappings),
		TEST(test_task_reaches_what_no_window_shows),
		TEST(test_task_fork_returns_twice),
		TEST(test_task_fork_keeps_registers),
		TEST(test_task_fork_in_a_fork),
		TEST(test_task_shared_memory_is_shared),
		TEST(test_task_fork_without_memory),
		cmocka_unit_test(test_task_spawn_without_memory),
		cmocka_unit_test(test_task_without_memory_is_killed),
		TEST(test_task_exit_from_any_depth),
		TEST(test_task_wait),
		TEST(test_task_orphans_vanish),
		TEST(test_task_is_a_zombie_until_waited_for),
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
