/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_fork.c - parent and child each have a machine of their own.
 *
 * A child says with its exit status, WELL or the number of the line that went
 * wrong, how it went: assertions of cmocka would jump out of it.
 */
#include "bench.h"

#include <mmusim/snapshot.h>
#include <pthread.h>

enum { WELL = 77 };

#define child_assert(what)                                                  \
	do {                                                                \
		if (!(what))                                                \
			_exit(__LINE__ % 256 == WELL ? 0 : __LINE__ % 256); \
	} while (0)

/* Run fn in a child, which ends well. */
static void in_child(void (*fn)(struct bench *b), struct bench *b)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		fn(b);
		_exit(WELL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), WELL);
}

static void open_identity(struct bench *b)
{
	struct mmu_window_config config = {.size = sizeof(config),
					   .la = 0xffff888000000000,
					   .len = 64ull << 20,
					   .identity = true};

	assert_int_equal(mmu_window_open(b->machine, &config), 0);
	for (uint64_t pa = 0; pa < config.len; pa += 2ull << 20)
		bench_map_to(b, config.la + pa, pa, 21, KERNEL_DATA);
}

/* --- copies --------------------------------------------------------------------- */

static char *direct(struct bench *b, uint64_t la)
{
	return bench_ptr(b, 0xffff888000000000 +
				    (*bench_entry(b, la) & MMU_PTE_ADDR));
}

static void change_all(struct bench *b)
{
	child_assert(mmu_cpu_enter(b->cpu) == 0);
	child_assert(bench_load(bench_ptr(b, KERNEL_LA)) == 1);
	bench_store(bench_ptr(b, KERNEL_LA), 2);
	child_assert(bench_load(direct(b, KERNEL_LA)) == 2);
	child_assert(*bench_frame(b, *bench_entry(b, KERNEL_LA)) == 2);
	/* A page that the parent does not have. */
	bench_store(bench_ptr(b, KERNEL_LA + PAGE), 3);
	child_assert(bench_load(direct(b, KERNEL_LA + PAGE)) == 3);
	child_assert(native_check(b->machine));
	mmu_machine_destroy(b->machine);
}

static void test_fork_gives_the_child_a_machine_of_its_own(void **state)
{
	struct bench *b = bench_enter(state);

	open_identity(b);
	bench_expect(b, DEMAND);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	assert_int_equal(bench_load(direct(b, KERNEL_LA)), 1);
	in_child(change_all, b);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 1);
	assert_int_equal(bench_load(direct(b, KERNEL_LA)), 1);
	assert_false(*bench_entry(b, KERNEL_LA + PAGE) & MMU_PTE_P);
	assert_int_equal(b->count, 1);
}

static void fork_in_handler(struct bench *b, struct mmu_frame *frame)
{
	(void)frame;
	b->also = NULL;
	*(pid_t *)b->arg = fork();
}

/* Both return from the handler, each to its own. */
static void test_fork_in_a_fault_handler(void **state)
{
	struct bench *b = bench_enter(state);
	pid_t pid = -1, me = getpid();
	int status;

	bench_expect(b, DEMAND);
	b->also = fork_in_handler;
	b->arg = &pid;
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	bench_store(bench_ptr(b, KERNEL_LA), getpid() == me ? 5 : 6);
	if (!pid) {
		child_assert(bench_load(bench_ptr(b, KERNEL_LA)) == 6);
		child_assert(b->cpu->depth == 0);
		mmu_machine_destroy(b->machine); /* leak checkers look */
		_exit(WELL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), WELL);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 5);
}

static void *load_there(void *arg)
{
	return bench_load(bench_ptr(arg, KERNEL_LA)) == 1 ? arg : NULL;
}

/* Locks are free in the child, and it may have threads. */
static void use_threads(struct bench *b)
{
	void *result = NULL;
	pthread_t thread;

	mmu_cpu_leave(b->cpu);
	child_assert(!pthread_create(&thread, NULL, load_there, b));
	child_assert(!pthread_join(thread, &result));
	child_assert(result == b);
}

static void use_threads_and_destroy(struct bench *b)
{
	use_threads(b);
	mmu_machine_destroy(b->machine);
}

static void test_fork_leaves_no_lock_held(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, DEMAND);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	in_child(use_threads_and_destroy, b);
	use_threads(b);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
}

static void still_is_one(struct bench *b)
{
	child_assert(mmu_cpu_enter(b->cpu) == 0);
	child_assert(bench_load(bench_ptr(b, KERNEL_LA)) == 1);
	mmu_machine_destroy(b->machine);
}

/* It is the last that the child copies. */
static void test_fork_copies_nothing_that_the_parent_does_later(void **state)
{
	enum { FRAMES = 1024 };
	struct bench *b = bench_enter(state);
	uint64_t pa = mmu_frame_alloc(b->machine, FRAMES, 1);
	char *ptr = bench_ptr(b, KERNEL_LA);
	int status;
	pid_t pid;

	memset(mmu_mem_ptr(b->machine, pa, FRAMES * PAGE), 1, FRAMES * PAGE);
	bench_map_to(b, KERNEL_LA, pa + (FRAMES - 1) * PAGE, 12, KERNEL_DATA);
	bench_store(ptr, 1);
	pid = fork();
	if (!pid) {
		still_is_one(b);
		_exit(WELL);
	}
	bench_store(ptr, 2);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), WELL);
}

/**
 * struct counters - two, of which the first one is increased first
 */
struct counters {
	volatile uint64_t *first, *second;
	bool stop;
};

static void *count_on(void *arg)
{
	struct counters *counters = arg;

	while (!__atomic_load_n(&counters->stop, __ATOMIC_RELAXED)) {
		++*counters->first;
		++*counters->second;
	}
	return NULL;
}

/* Then it has both pages, and no fault to handle: a CPU that another thread
 * drives would not be copied. */
static void let_it_count(const struct counters *counters)
{
	uint64_t before = *counters->second;

	while (*counters->second - before < 1000)
		sched_yield();
}

static void counters_agree(struct bench *b)
{
	struct counters *counters = b->arg;

	child_assert(mmu_cpu_enter(b->cpu) == 0);
	child_assert(*counters->first - *counters->second <= 1);
	mmu_machine_destroy(b->machine);
}

/* The child copies the first one long before the second one. */
static void test_fork_copies_one_moment_of_other_threads(void **state)
{
	enum { FRAMES = 1024 };
	struct bench *b = bench_enter(state);
	uint64_t pa = mmu_frame_alloc(b->machine, FRAMES, 1);
	struct counters counters = {
		.first = (void *)bench_ptr(b, KERNEL_LA),
		.second = (void *)bench_ptr(b, KERNEL_LA + PAGE)};
	pthread_t thread;

	memset(mmu_mem_ptr(b->machine, pa, FRAMES * PAGE), 0, FRAMES * PAGE);
	bench_map_to(b, KERNEL_LA, pa, 12, KERNEL_DATA);
	bench_map_to(b, KERNEL_LA + PAGE, pa + (FRAMES - 1) * PAGE, 12,
		     KERNEL_DATA);
	mmu_cpu_leave(b->cpu);
	assert_int_equal(pthread_create(&thread, NULL, count_on, &counters), 0);
	b->arg = &counters;
	for (int i = 0; i < 5; i++) {
		let_it_count(&counters);
		in_child(counters_agree, b);
	}
	__atomic_store_n(&counters.stop, true, __ATOMIC_RELAXED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
}

/* --- handlers of the program ------------------------------------------------------ */

static struct bench *for_handlers;

static void around_fork(void)
{
	struct bench *b = for_handlers;
	void *pinned;

	if (!b)
		return;
	child_assert(mmu_cpu_enter(b->cpu) == 0);
	child_assert(bench_load(bench_ptr(b, KERNEL_LA)) == 1);
	child_assert(mmu_pin(bench_ptr(b, KERNEL_LA), 1, MMU_READ, &pinned) ==
		     1);
	mmu_unpin(pinned);
	bench_open_at(b, 0x10000000, PAGE);
	child_assert(mmu_window_close(b->machine, 0x10000000) == 0);
	mmu_cpu_leave(b->cpu);
}

/* Before those of the library, which then come first when the process forks. */
static __attribute__((constructor(101))) void watch_forks(void)
{
	pthread_atfork(around_fork, NULL, NULL);
}

static void test_fork_with_handlers_that_use_the_machine(void **state)
{
	struct bench *b = bench_enter(state);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	for_handlers = b;
	/* Those run last and first. */
	assert_int_equal(pthread_atfork(around_fork, around_fork, around_fork),
			 0);
	in_child(still_is_one, b);
	for_handlers = NULL;
	use_threads(b); /* no lock is held */
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
}

static int channel[2];

static void *read_there(void *arg)
{
	return mmu_sys_read(channel[0], bench_ptr(arg, KERNEL_LA), 8) == 1 ?
		       arg :
		       NULL;
}

static void nothing_is_pinned(struct bench *b)
{
	uint64_t *pa = b->arg, nfree = mmu_frames_free_count(b->machine);
	struct mmu_snapshot *taken;

	child_assert(!mmu_frame_pinned(b->machine, *pa));
	child_assert(mmu_frame_alloc(b->machine, 1, 1) == *pa); /* was doomed */
	child_assert(mmu_frames_free_count(b->machine) == nfree - 1);
	child_assert(mmu_snapshot(b->machine, &taken) == 0);
	mmu_snapshot_free(taken);
	mmu_machine_destroy(b->machine);
}

/* Freed while another thread reads into it. That thread is not in the child. */
static void test_fork_unpins_what_other_threads_had_pinned(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t pa = bench_map(b, KERNEL_LA, KERNEL_DATA);
	pthread_t thread;
	void *result;

	mmu_cpu_leave(b->cpu);
	assert_int_equal(pipe(channel), 0);
	assert_int_equal(pthread_create(&thread, NULL, read_there, b), 0);
	while (!mmu_frame_pinned(b->machine, pa))
		sched_yield();
	/* It may still have the CPU, which would not be copied then. */
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	mmu_cpu_leave(b->cpu);
	mmu_frame_free(b->machine, pa, 1);
	b->arg = &pa;
	in_child(nothing_is_pinned, b);
	assert_true(mmu_frame_pinned(b->machine, pa));
	assert_int_equal(write(channel[1], "x", 1), 1);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, b);
	close(channel[0]);
	close(channel[1]);
	assert_int_equal(mmu_frame_alloc(b->machine, 1, 1), pa);
}

/**
 * struct interrupted - a system call that a signal handler interrupts
 */
static struct interrupted {
	struct bench *b;
	pid_t child;
	uint64_t pa;
} interrupted;

static void fork_on_signal(int sig)
{
	(void)sig;
	interrupted.child = fork();
	/* The call may not have begun to wait. */
	child_assert(write(channel[1], "x", 1) == 1);
	/* What was pinned in the parent is the child's own to pin. */
	if (!interrupted.child) {
		struct bench *b = interrupted.b;

		child_assert(!mmu_frame_pinned(b->machine, interrupted.pa));
	}
}

static void *interrupt_it(void *arg)
{
	while (!mmu_frame_pinned(interrupted.b->machine, interrupted.pa))
		sched_yield();
	return pthread_kill(*(pthread_t *)arg, SIGUSR1) ? NULL : arg;
}

/* The call ends in parent and child, and each unpins what is its own. */
static void test_fork_by_a_signal_handler_inside_of_a_call(void **state)
{
	struct sigaction action = {.sa_handler = fork_on_signal}, before;
	struct bench *b = bench_enter(state);
	pthread_t me = pthread_self(), thread;
	ssize_t got;
	int status;

	interrupted.b = b;
	interrupted.child = -1;
	interrupted.pa = bench_map(b, KERNEL_LA, KERNEL_DATA);
	mmu_cpu_leave(b->cpu);
	assert_int_equal(pipe(channel), 0);
	sigaction(SIGUSR1, &action, &before);
	assert_int_equal(pthread_create(&thread, NULL, interrupt_it, &me), 0);
	got = mmu_sys_read(channel[0], bench_ptr(b, KERNEL_LA), 1);
	if (!interrupted.child) {
		child_assert(got == 1 || got == -EINTR);
		child_assert(!mmu_frame_pinned(b->machine, interrupted.pa));
		mmu_machine_destroy(b->machine);
		_exit(WELL);
	}
	assert_true(got == 1 || got == -EINTR);
	assert_int_equal(pthread_join(thread, NULL), 0);
	sigaction(SIGUSR1, &before, NULL);
	assert_int_equal(waitpid(interrupted.child, &status, 0),
			 interrupted.child);
	assert_int_equal(WEXITSTATUS(status), WELL);
	assert_false(mmu_frame_pinned(b->machine, interrupted.pa));
	close(channel[0]);
	close(channel[1]);
}

/* Of before the fork; it is of both machines. */
static void go_back(struct bench *b)
{
	char *ptr = bench_ptr(b, KERNEL_LA);

	child_assert(mmu_restore(b->machine, b->arg) == 0);
	child_assert(bench_load(ptr) == 1);
	bench_store(ptr, 3);
	child_assert(*bench_frame(b, *bench_entry(b, KERNEL_LA)) == 3);
	child_assert(mmu_restore(b->machine, b->arg) == 0);
	child_assert(bench_load(ptr) == 1);
	mmu_snapshot_free(b->arg);
	mmu_machine_destroy(b->machine);
}

static void test_fork_and_a_snapshot_from_before(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	assert_int_equal(mmu_snapshot(b->machine, &taken), 0);
	bench_store(bench_ptr(b, KERNEL_LA), 2);
	b->arg = taken;
	in_child(go_back, b);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 2);
	mmu_snapshot_free(taken);
}

/* --- what is lost ------------------------------------------------------------------ */

static void is_lost(struct bench *b)
{
	child_assert(mmu_cpu_enter(b->cpu) == -EOWNERDEAD);
	child_assert(strstr(mmu_last_error(), b->arg));
	child_assert(bench_call(b, bench_load, 0, 0, NULL) == -EOWNERDEAD);
	/* What is written reaches nobody. */
	*bench_frame(b, *bench_entry(b, KERNEL_LA)) = 9;
	mmu_machine_destroy(b->machine);
}

static void touch_lost(void *arg)
{
	struct bench *b = arg;
	struct bench other;

	bench_create(&other); /* to have our signal handler back */
	bench_load(bench_ptr(b, KERNEL_LA));
}

static void assert_lost(struct bench *b, const char *why)
{
	struct child child;

	b->arg = (void *)(uintptr_t)why;
	in_child(is_lost, b);
	assert_int_equal(*bench_frame(b, *bench_entry(b, KERNEL_LA)), 1);
	child = bench_child(touch_lost, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, why));
}

static void test_fork_without_a_copy(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, DEMAND);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	bench_store(bench_ptr(b, SIM_STACK), 1);
	mmu_set_fork_copy(b->machine, false);
	assert_lost(b, "is not copied");
	mmu_set_fork_copy(b->machine, true);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 1);
}

static void no_restore(struct bench *b)
{
	struct mmu_snapshot *other;

	child_assert(mmu_restore(b->machine, b->arg) == -EOWNERDEAD);
	child_assert(strstr(mmu_last_error(), "is not copied"));
	child_assert(mmu_snapshot(b->machine, &other) == -EOWNERDEAD);
	child_assert(mmu_cpu_enter(b->cpu) == -EOWNERDEAD);
	mmu_snapshot_free(b->arg);
	mmu_machine_destroy(b->machine);
}

static void test_fork_no_snapshot_brings_a_lost_machine_back(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken;

	assert_int_equal(mmu_snapshot(b->machine, &taken), 0);
	mmu_set_fork_copy(b->machine, false);
	b->arg = taken;
	in_child(no_restore, b);
	assert_int_equal(mmu_restore(b->machine, taken), 0);
	mmu_snapshot_free(taken);
}

/* Else the host would end the child with SIGXFSZ. */
static void test_fork_beyond_the_limit_of_file_sizes(void **state)
{
	struct bench *b = bench_enter(state);
	struct rlimit before, less;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	less = before;
	less.rlim_cur = 1 << 20;
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_map(b, SIM_STACK, KERNEL_DATA);
	b->arg = "no memory";
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &less), 0);
	in_child(is_lost, b);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
}

static void test_fork_without_descriptors_loses_machines(void **state)
{
	struct bench *b = bench_enter(state);
	struct rlimit before, none;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_map(b, SIM_STACK, KERNEL_DATA);
	b->arg = "no file descriptor";
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	in_child(is_lost, b);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 0);
}

static pthread_barrier_t barrier;

static void *drive(void *arg)
{
	struct bench *b = arg;

	mmu_cpu_enter(b->cpu);
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	mmu_cpu_leave(b->cpu);
	return NULL;
}

static void test_fork_while_another_thread_drives_it(void **state)
{
	struct bench *b = bench_enter(state);
	pthread_t thread;

	bench_expect(b, DEMAND);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	bench_store(bench_ptr(b, SIM_STACK), 1);
	mmu_cpu_leave(b->cpu);
	pthread_barrier_init(&barrier, NULL, 2);
	assert_int_equal(pthread_create(&thread, NULL, drive, b), 0);
	pthread_barrier_wait(&barrier);
	assert_lost(b, "another thread");
	pthread_barrier_wait(&barrier);
	assert_int_equal(pthread_join(thread, NULL), 0);
	pthread_barrier_destroy(&barrier);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
}

static void all_is_refused(struct bench *b)
{
	struct mmu_window_config config = {
		.size = sizeof(config), .la = 0x10000000, .len = PAGE};
	char *ptr = bench_ptr(b, KERNEL_LA);
	void *pinned;

	child_assert(mmu_sys_read(channel[0], ptr, 8) == -EOWNERDEAD);
	child_assert(strstr(mmu_last_error(), "is not copied"));
	child_assert(mmu_sys_write(channel[1], ptr, 8) == -EOWNERDEAD);
	child_assert(mmu_pin(ptr, 8, MMU_WRITE, &pinned) == -EOWNERDEAD);
	child_assert(strstr(mmu_last_error(), "is not copied"));
	child_assert(mmu_window_open(b->machine, &config) == -EOWNERDEAD);
	child_assert(strstr(mmu_last_error(), "is not copied"));
	mmu_machine_destroy(b->machine);
}

static void test_fork_refuses_system_calls_and_windows_of_the_lost(void **state)
{
	struct bench *b = bench_enter(state);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	mmu_set_fork_copy(b->machine, false);
	assert_int_equal(pipe(channel), 0);
	assert_int_equal(write(channel[1], "abcdefgh", 8), 8);
	in_child(all_is_refused, b);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 1);
	close(channel[0]);
	close(channel[1]);
}

/**
 * struct views - what mmu_pin() gave: to read, and to write
 */
struct views {
	volatile char *r, *w;
};

static void views_are_private(struct bench *b)
{
	struct views *views = b->arg;

	child_assert(views->w[0] == 1 && views->w[PAGE] == 2);
	child_assert(views->r[0] == 1);
	views->w[0] = views->w[PAGE] = 5;
	child_assert(views->r[0] == 1);
	child_assert(!host_writable((void *)views->r));
	mmu_unpin((void *)views->w);
	mmu_machine_destroy(b->machine);
}

/* The host may write to them as long as it likes; what it writes in the child
 * must not come out in the parent. */
static void test_fork_keeps_views_of_pinned_memory_apart(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	struct views views;
	void *pinned;

	bench_expect(b, DEMAND);
	bench_store(ptr, 1);
	bench_store(ptr + PAGE, 2);
	assert_int_equal(mmu_pin(ptr, 2 * PAGE, MMU_WRITE, &pinned), 2 * PAGE);
	views.w = pinned;
	assert_int_equal(mmu_pin(ptr, 1, MMU_READ, &pinned), 1);
	views.r = pinned;
	b->arg = &views;
	in_child(views_are_private, b);
	assert_int_equal(bench_load(ptr), 1);
	assert_int_equal(bench_load(ptr + PAGE), 2);
	views.w[0] = 3;
	assert_int_equal(bench_load(ptr), 3);
	mmu_unpin((void *)views.w);
	mmu_unpin((void *)views.r);
}

static void test_fork_with_pinned_memory(void **state)
{
	struct bench *b = bench_enter(state);
	void *pinned = NULL;

	bench_expect(b, DEMAND);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	bench_store(bench_ptr(b, SIM_STACK), 1);
	assert_int_equal(mmu_pin(bench_ptr(b, KERNEL_LA), PAGE, MMU_READ,
				 &pinned),
			 PAGE);
	assert_lost(b, "pinned");
	mmu_unpin(pinned);
}

/* --- other programs ------------------------------------------------------------------ */

static void test_fork_and_exec_leak_nothing(void **state)
{
	struct bench *b = bench_enter(state);
	char line[4096];
	FILE *fds;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_load(bench_ptr(b, KERNEL_LA));
	fds = popen("ls -l /proc/self/fd; cat /proc/self/maps", "r");
	assert_non_null(fds);
	while (fgets(line, sizeof(line), fds))
		assert_null(strstr(line, "mmusim-ram"));
	assert_int_equal(pclose(fds), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_fork_gives_the_child_a_machine_of_its_own),
		bench_test(test_fork_in_a_fault_handler),
		bench_test(test_fork_leaves_no_lock_held),
		bench_test(test_fork_copies_nothing_that_the_parent_does_later),
		bench_test(test_fork_copies_one_moment_of_other_threads),
		bench_test(test_fork_with_handlers_that_use_the_machine),
		bench_test(test_fork_unpins_what_other_threads_had_pinned),
		bench_test(test_fork_by_a_signal_handler_inside_of_a_call),
		bench_test(test_fork_and_a_snapshot_from_before),
		bench_test(test_fork_without_a_copy),
		bench_test(test_fork_no_snapshot_brings_a_lost_machine_back),
		bench_test(test_fork_beyond_the_limit_of_file_sizes),
		bench_test(test_fork_without_descriptors_loses_machines),
		bench_test(test_fork_while_another_thread_drives_it),
		bench_test(test_fork_with_pinned_memory),
		bench_test(
			test_fork_refuses_system_calls_and_windows_of_the_lost),
		bench_test(test_fork_keeps_views_of_pinned_memory_apart),
		bench_test(test_fork_and_exec_leak_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
