/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_threads.c - each thread has stacks of its own; a machine is driven by
 * one thread at a time.
 */
#include "bench.h"

#include <pthread.h>
#include <stdatomic.h>

enum { NPAGES = 300, NTHREADS = 3 };

static void start(pthread_t *thread, void *(*fn)(void *), void *arg)
{
	assert_int_equal(pthread_create(thread, NULL, fn, arg), 0);
}

static void join(pthread_t thread, void *expected)
{
	void *result = NULL;

	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, expected);
}

/* No assertions outside of the main thread: cmocka would jump across. */
static int demand(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct mmu_machine *machine = mmu_cpu_machine(cpu);
	uint64_t pa = mmu_frame_alloc(machine, 1, 1);

	++*(unsigned int *)arg;
	return mmu_map_page(machine, mmu_cr3(cpu) & MMU_PTE_ADDR,
			    page_of(frame->fault.la), pa, 12, KERNEL_DATA);
}

/* --- a machine each ----------------------------------------------------------------- */

static bool use(struct mmu_machine *machine, unsigned int seed)
{
	for (uint64_t i = 0; i < NPAGES; i++)
		if (bench_store8(mmu_ptr(machine, KERNEL_LA + i * PAGE),
				 seed + i))
			return false;
	mmu_flush_tlb(mmu_cpu(machine, 0));
	for (uint64_t i = 0; i < NPAGES; i++)
		if (bench_load8(mmu_ptr(machine, KERNEL_LA + i * PAGE)) !=
		    seed + i)
			return false;
	return true;
}

static void *use_own_machine(void *arg)
{
	struct mmu_window_config window = {
		.size = sizeof(window), .la = KERNEL_LA, .len = WINDOW_LEN};
	struct mmu_call_args args = {.size = sizeof(args),
				     .fn = addr_of(bench_load)};
	unsigned int faults = 0;
	struct mmu_machine *machine;
	bool ok = true;

	for (unsigned int round = 0; round < 4 && ok; round++) {
		if (mmu_machine_create(NULL, &machine))
			return "create";
		mmu_set_handler(machine, MMU_TRAP_PF, demand, &faults);
		if (mmu_window_open(machine, &window))
			return "open";
		ok = use(machine, (unsigned int)(uintptr_t)arg + round);
		args.sp = addr_of(mmu_ptr(machine, KERNEL_LA + PAGE));
		args.arg[0] = addr_of(mmu_ptr(machine, KERNEL_LA));
		/* Memcheck takes the simulated stacks of several threads for
		 * one another's now and then, and reports what is none. */
		if (ok && !under("valgrind"))
			ok = !mmu_call(mmu_cpu(machine, 0), &args, NULL);
		mmu_machine_destroy(machine);
	}
	return ok && faults == 4 * NPAGES ? arg : "wrong";
}

static void test_threads_with_a_machine_each(void **state)
{
	pthread_t thread[NTHREADS];

	(void)state;
	for (uintptr_t i = 0; i < NTHREADS; i++) {
		start(&thread[i], use_own_machine, (void *)(i * 1000 + 8));
		/* Memcheck mixes up the stacks of threads that switch between
		 * stacks, and reports harmless frames: one by one there. */
		if (under("valgrind"))
			join(thread[i], (void *)(i * 1000 + 8));
	}
	for (uintptr_t i = 0; i < NTHREADS && !under("valgrind"); i++)
		join(thread[i], (void *)(i * 1000 + 8));
}

/* --- one machine for all --------------------------------------------------------------- */

static struct mmu_machine *shared;

/* Threads that never entered it: the fault is served by the window's CPU. */
static void *use_shared(void *arg)
{
	uintptr_t number = (uintptr_t)arg;
	char *base = mmu_ptr(shared, KERNEL_LA);

	for (uint64_t i = 0; i < NPAGES; i++) {
		uint64_t offset = i * PAGE + 8 * number;

		if (bench_store8(base + offset, number + i) ||
		    bench_load8(base + offset) != number + i)
			return "wrong";
	}
	return arg;
}

static void test_threads_share_a_machine(void **state)
{
	pthread_t thread[NTHREADS];
	unsigned int faults = 0;
	struct bench b;

	(void)state;
	bench_create(&b);
	shared = b.machine;
	mmu_set_handler(b.machine, MMU_TRAP_PF, demand, &faults);
	for (uintptr_t i = 0; i < NTHREADS; i++)
		start(&thread[i], use_shared, (void *)(i + 1));
	for (uintptr_t i = 0; i < NTHREADS; i++)
		join(thread[i], (void *)(i + 1));
	assert_int_equal(faults, NPAGES);
	bench_destroy(&b);
}

/* --- entering ---------------------------------------------------------------------------- */

static atomic_int order;

static void *enter_later(void *arg)
{
	struct mmu_cpu *cpu = arg;

	if (mmu_cpu_enter(cpu))
		return "enter";
	if (order != 1)
		return "too early";
	mmu_cpu_leave(cpu);
	return arg;
}

static void test_threads_enter_waits_for_the_driver(void **state)
{
	struct bench *b = bench_enter(state);
	pthread_t thread;

	order = 0;
	assert_int_equal(mmu_cpu_enter(b->cpu), 0); /* nests */
	start(&thread, enter_later, b->cpu);
	for (int i = 0; i < 100; i++)
		sched_yield();
	mmu_cpu_leave(b->cpu);
	for (int i = 0; i < 100; i++)
		sched_yield();
	order = 1;
	mmu_cpu_leave(b->cpu);
	join(thread, b->cpu);
}

/* --- stacks -------------------------------------------------------------------------------- */

static void *touch_once(void *arg)
{
	bench_load(mmu_ptr(shared, KERNEL_LA));
	return arg;
}

/* The stacks of a thread go with it. Leak checkers look at the rest. */
static void test_threads_give_their_stacks_back(void **state)
{
	struct bench *b = *state;
	unsigned int before = 0, after = 0;
	pthread_t thread;

	shared = b->machine;
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	mmu_cpu_leave(b->cpu);
	for (int i = 0; i < 60; i++) {
		FILE *maps = fopen("/proc/self/maps", "r");
		unsigned int n = 0;

		assert_non_null(maps);
		for (int c; (c = getc(maps)) != EOF;)
			n += c == '\n';
		fclose(maps);
		if (i == 20)
			before = n;
		after = n;
		start(&thread, touch_once, b);
		join(thread, b);
	}
	assert_in_range(after, 1, before + 10);
}

static void *with_own_signal_stack(void *arg)
{
	stack_t own = {.ss_size = 65536}, now;

	own.ss_sp = malloc(own.ss_size);
	sigaltstack(&own, NULL);
	bench_load(mmu_ptr(shared, KERNEL_LA));
	sigaltstack(NULL, &now);
	if (now.ss_sp == own.ss_sp)
		arg = "not ours";
	own.ss_flags = SS_DISABLE;
	sigaltstack(&own, NULL); /* the thread changes its mind */
	free(own.ss_sp);
	return arg;
}

static void test_threads_may_have_a_signal_stack(void **state)
{
	struct bench *b = *state;
	pthread_t thread;

	shared = b->machine;
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	mmu_cpu_leave(b->cpu);
	start(&thread, with_own_signal_stack, b);
	join(thread, b);
}

/* --- another thread's window operations ----------------------------------------------------- */

static atomic_bool stop;

static void *open_and_close(void *arg)
{
	struct mmu_window_config window = {.size = sizeof(window),
					   .len = 0x10000};

	for (uint64_t i = 0; !stop; i = (i + 1) % 64) {
		window.la = 0x40000000 + i * 0x10000;
		if (mmu_window_open(shared, &window) ||
		    mmu_window_close(shared, window.la))
			return "failed";
	}
	return arg;
}

static void test_threads_windows_come_and_go_beside_faults(void **state)
{
	struct bench *b = *state;
	char *base = bench_ptr(b, KERNEL_LA);
	pthread_t thread;

	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	mmu_cpu_leave(b->cpu);
	shared = b->machine;
	stop = false;
	bench_expect(b, DEMAND);
	start(&thread, open_and_close, b);
	for (uint64_t i = 0; i < 2000; i++) {
		uint64_t offset = i % 128 * PAGE;

		bench_store8(base + offset, i);
		assert_int_equal(mmu_la(b->machine, base + offset),
				 KERNEL_LA + offset);
		if (i % 50 == 0) {
			assert_int_equal(mmu_cpu_enter(b->cpu), 0);
			mmu_flush_tlb(b->cpu);
			mmu_cpu_leave(b->cpu);
		}
	}
	stop = true;
	join(thread, b);
	assert_int_equal(b->count, 128);
}

/* --- two machines crosswise --------------------------------------------------- */

static struct bench crossed[2];
static pthread_barrier_t both_in_handlers;

/* In the handler of one machine, touch the other. */
static int cross(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct bench *other = &crossed[cpu == crossed[0].cpu];

	(void)frame;
	(void)arg;
	pthread_barrier_wait(&both_in_handlers);
	bench_load(bench_ptr(other, USER_LA));
	return 1;
}

static void *touch_crossed(void *arg)
{
	bench_load(bench_ptr(arg, KERNEL_LA));
	return NULL;
}

static void deadlock(void *arg)
{
	pthread_t thread;

	(void)arg;
	mmu_cpu_enter(crossed[0].cpu); /* puts our signal handler back */
	mmu_cpu_leave(crossed[0].cpu);
	pthread_create(&thread, NULL, touch_crossed, &crossed[0]);
	touch_crossed(&crossed[1]);
}

static void *enter_second_then_first(void *arg)
{
	int err;

	mmu_cpu_enter(crossed[1].cpu);
	pthread_barrier_wait(&both_in_handlers);
	err = mmu_cpu_enter(crossed[0].cpu);
	if (!err)
		mmu_cpu_leave(crossed[0].cpu);
	mmu_cpu_leave(crossed[1].cpu);
	*(int *)arg = err;
	return NULL;
}

static void test_threads_that_wait_for_each_other_are_told(void **state)
{
	struct child child;
	pthread_t thread;
	int here, there = 1;

	(void)state;
	pthread_barrier_init(&both_in_handlers, NULL, 2);
	for (int i = 0; i < 2; i++) {
		bench_create(&crossed[i]);
		mmu_set_handler(crossed[i].machine, MMU_TRAP_PF, cross, NULL);
	}
	assert_int_equal(mmu_cpu_enter(crossed[0].cpu), 0);
	start(&thread, enter_second_then_first, &there);
	pthread_barrier_wait(&both_in_handlers);
	here = mmu_cpu_enter(crossed[1].cpu);
	if (!here)
		mmu_cpu_leave(crossed[1].cpu);
	mmu_cpu_leave(crossed[0].cpu);
	join(thread, NULL);
	assert_true(here == -EDEADLK || there == -EDEADLK);

	child = bench_child(deadlock, NULL);
	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, "deadlock"));
	for (int i = 0; i < 2; i++)
		bench_destroy(&crossed[i]);
	pthread_barrier_destroy(&both_in_handlers);
}

static void note_bug(const char *message, void *arg)
{
	*(bool *)arg = strstr(message, "did not enter");
}

static void test_threads_leave_only_what_they_entered(void **state)
{
	struct bench *b = *state;
	bool noted = false;

	mmu_set_bug_hook(note_bug, &noted);
	mmu_cpu_leave(b->cpu);
	mmu_set_bug_hook(NULL, NULL);
	assert_true(noted);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	mmu_cpu_leave(b->cpu);
}

static void *touch_with_all_blocked(void *arg)
{
	struct bench *b = arg;
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);
	if (mmu_cpu_enter(b->cpu))
		return NULL;
	bench_load(bench_ptr(b, KERNEL_LA));
	mmu_cpu_leave(b->cpu);
	pthread_sigmask(SIG_SETMASK, NULL, &all);
	return sigismember(&all, SIGUSR1) ? arg : NULL;
}

static void test_threads_with_all_signals_blocked_may_enter(void **state)
{
	struct bench *b = bench_enter(state);
	pthread_t thread;

	mmu_cpu_leave(b->cpu);
	start(&thread, touch_with_all_blocked, b);
	join(thread, b);
	assert_int_equal(b->count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threads_with_a_machine_each),
		cmocka_unit_test(test_threads_share_a_machine),
		bench_test(test_threads_enter_waits_for_the_driver),
		bench_test(test_threads_give_their_stacks_back),
		bench_test(test_threads_may_have_a_signal_stack),
		bench_test(test_threads_windows_come_and_go_beside_faults),
		cmocka_unit_test(
			test_threads_that_wait_for_each_other_are_told),
		bench_test(test_threads_leave_only_what_they_entered),
		bench_test(test_threads_with_all_signals_blocked_may_enter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
