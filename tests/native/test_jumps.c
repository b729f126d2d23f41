/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_jumps.c - a thread that jumps out of a handler, or ends in one, leaves
 * its CPU as if the handler had returned.
 */
#include "bench.h"

#include <pthread.h>
#include <setjmp.h>
#include <sys/syscall.h>

/* More than exceptions may nest: what was left must not count. */
enum { MANY = 3 * MMU_MAX_DEPTH };

static sigjmp_buf back, inner_back;
static struct bench *benched;

static void jump(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	(void)frame;
	siglongjmp(back, 1);
}

static void *enter_and_leave(void *arg)
{
	struct mmu_cpu *cpu = arg;

	if (mmu_cpu_enter(cpu))
		return NULL;
	mmu_cpu_leave(cpu);
	return arg;
}

/* Nobody drives the CPU: another thread can. */
static void assert_free(struct bench *b)
{
	void *result = NULL;
	pthread_t thread;

	mmu_cpu_leave(b->cpu); /* bench_enter() */
	assert_int_equal(pthread_create(&thread, NULL, enter_and_leave, b->cpu),
			 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, b->cpu);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
}

static void assert_nothing_left(struct bench *b)
{
	assert_int_equal(mmu_cpl(b->cpu), 3);
	assert_true(mmu_rflags(b->cpu) & MMU_RFLAGS_IF);
	assert_int_equal(b->cpu->depth, 0);
	b->also = NULL;
	bench_expect(b, SKIP);
	assert_int_equal(bench_load(bench_ptr(b, USER_LA)), SKIPPED);
	assert_int_equal(b->last.depth, 1);
	assert_int_equal(b->last.cpl, 3);
	assert_int_equal(b->cpu->nscopes, 0);
	assert_free(b);
}

/* At CPL 3, and with interrupts on. */
static struct bench *enter_user(void **state)
{
	struct bench *b = bench_enter(state);

	mmu_set_cpl(b->cpu, 3);
	mmu_set_rflags(b->cpu, MMU_RFLAGS_IF);
	b->also = jump;
	benched = b;
	return b;
}

static void test_jumps_out_of_a_handler_for_host_code(void **state)
{
	struct bench *b = enter_user(state);

	for (volatile int i = 0; i < MANY; i++)
		if (!sigsetjmp(back, 1)) {
			bench_load(bench_ptr(b, USER_LA));
			fail();
		}
	assert_int_equal(b->count, MANY);
	assert_nothing_left(b);
}

static void touch_kernel_and_jump(struct bench *bench, struct mmu_frame *frame)
{
	bench_load(bench_ptr(bench, KERNEL_LA));
	jump(bench, frame);
}

/* Pages that the handler could reach are the kernel's again. */
static void test_jumps_take_privilege_away_from_native_code(void **state)
{
	struct bench *b = enter_user(state);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	b->also = touch_kernel_and_jump;
	if (!sigsetjmp(back, 1))
		bench_load(bench_ptr(b, USER_LA));
	assert_int_equal(mmu_cpl(b->cpu), 3);
	b->also = NULL;
	bench_expect(b, SKIP);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, MMU_PF_P | MMU_PF_US);
	assert_nothing_left(b);
}

static void test_jumps_out_of_a_handler_for_simulated_code(void **state)
{
	struct bench *b = enter_user(state);

	bench_map(b, SIM_STACK, USER_DATA);
	for (volatile int i = 0; i < MANY; i++)
		if (!sigsetjmp(back, 1)) {
			bench_call(b, bench_load, 8, 0, NULL);
			fail();
		}
	assert_int_equal(b->count, MANY);
	assert_nothing_left(b);
	assert_null(native_self->call);
	assert_false(native_self->in_sim);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, bench_load, 8, 0, NULL), MMU_TRAP_PF);
	assert_int_equal(b->last.fault.la, 8);
}

static void null_dereference(void *arg)
{
	bench_load(arg);
}

/* Host code again: a null pointer is the program's own bug. */
static void test_jumps_out_of_simulated_code_end_it(void **state)
{
	struct bench *b = enter_user(state);
	struct child child;

	bench_map(b, SIM_STACK, USER_DATA);
	if (!sigsetjmp(back, 1))
		bench_call(b, bench_load, 8, 0, NULL);
	child = bench_child(null_dereference, NULL);
	assert_true(died_of(&child, SIGSEGV));
	assert_int_equal(b->count, 1);
	assert_nothing_left(b);
}

static void test_jumps_out_of_a_handler_for_soft_accesses(void **state)
{
	struct bench *b = enter_user(state);
	struct mmu_fault fault;
	unsigned char byte;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	for (volatile int i = 0; i < MANY; i++)
		if (!sigsetjmp(back, 1)) {
			mmu_load(b->cpu, USER_LA, &byte, 1, NULL);
			fail();
		}
	assert_int_equal(b->count, MANY);
	/* Not with the privilege of the handler. */
	b->also = NULL;
	bench_expect(b, REFUSE);
	assert_int_equal(mmu_load(b->cpu, KERNEL_LA, &byte, 1, &fault),
			 MMU_TRAP_PF);
	assert_true(fault.error_code & MMU_PF_US);
	assert_nothing_left(b);
}

/* From the handler of the second exception into that of the first. */
static void nest(struct bench *bench, struct mmu_frame *frame)
{
	if (frame->depth == 2)
		siglongjmp(inner_back, 1);
	assert_int_equal(frame->depth, 1);
	for (volatile int i = 0; i < MANY; i++)
		if (!sigsetjmp(inner_back, 1)) {
			bench_load(bench_ptr(bench, KERNEL_LA));
			fail();
		}
	assert_int_equal(mmu_cpl(bench->cpu), 0);
	assert_int_equal(bench->cpu->depth, 1);
}

static void test_jumps_into_an_outer_handler(void **state)
{
	struct bench *b = enter_user(state);

	b->also = nest;
	assert_int_equal(bench_load(bench_ptr(b, USER_LA)), SKIPPED);
	assert_int_equal(b->count, MANY + 1);
	assert_nothing_left(b);
}

/* Out of both at once. */
static void nest_and_leave(struct bench *bench, struct mmu_frame *frame)
{
	if (frame->depth == 3)
		siglongjmp(back, 1);
	bench_load(bench_ptr(bench, KERNEL_LA));
}

static void test_jumps_out_of_nested_handlers(void **state)
{
	struct bench *b = enter_user(state);

	b->also = nest_and_leave;
	for (volatile int i = 0; i < MANY; i++)
		if (!sigsetjmp(back, 1)) {
			bench_load(bench_ptr(b, USER_LA));
			fail();
		}
	assert_int_equal(b->count, 3 * MANY);
	assert_nothing_left(b);
}

static void end_thread(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	(void)frame;
	pthread_exit(benched);
}

static void *fault_once(void *arg)
{
	bench_load(bench_ptr(arg, USER_LA));
	return NULL;
}

static void test_jumps_thread_may_end_in_a_handler(void **state)
{
	struct bench *b = enter_user(state);

	b->also = end_thread;
	mmu_cpu_leave(b->cpu);
	for (int i = 0; i < 3; i++) {
		void *result = NULL;
		pthread_t thread;

		assert_int_equal(pthread_create(&thread, NULL, fault_once, b),
				 0);
		assert_int_equal(pthread_join(thread, &result), 0);
		assert_ptr_equal(result, b);
	}
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	assert_int_equal(b->count, 3);
	assert_nothing_left(b);
}

/* --- another signal interrupts simulated code --------------------------------- */

long jumps_kill(long pid, long sig);

__asm__(".text\n"
	"jumps_kill:	mov	$62, %eax\n" /* kill(): one system call */
	"		syscall\n"
	"		movzbl	(%rdi,%rax), %eax\n" /* a fault, at the pid */
	"		ret\n");

static void on_signal(int sig)
{
	(void)sig;
	siglongjmp(back, 1);
}

static void handle(int sig, void (*fn)(int))
{
	struct sigaction action = {.sa_handler = fn, .sa_flags = SA_ONSTACK};

	assert_int_equal(sigaction(sig, &action, NULL), 0);
}

static void test_jumps_of_a_signal_handler_out_of_simulated_code(void **state)
{
	struct bench *b = enter_user(state);

	handle(SIGUSR1, on_signal);
	bench_map(b, SIM_STACK, USER_DATA);
	for (volatile int i = 0; i < MANY; i++)
		if (!sigsetjmp(back, 1)) {
			bench_call(b, jumps_kill, (uint64_t)getpid(), SIGUSR1,
				   NULL);
			fail();
		}
	handle(SIGUSR1, SIG_DFL);
	assert_int_equal(b->count, 0);
	assert_nothing_left(b);
	assert_null(native_self->call);
}

static void load_on_signal(int sig)
{
	(void)sig;
	bench_load(bench_ptr(benched, USER_LA));
}

/* A handler that takes a fault and returns: simulated code goes on as such. */
static void test_jumps_none_but_a_fault_in_a_signal_handler(void **state)
{
	struct bench *b = enter_user(state);

	needs_faults_in_signal_handlers();
	handle(SIGUSR1, load_on_signal);
	b->also = NULL;
	bench_expect(b, SKIP);
	bench_map(b, SIM_STACK, USER_DATA);
	assert_int_equal(bench_call(b, jumps_kill, (uint64_t)getpid(), SIGUSR1,
				    NULL),
			 0);
	handle(SIGUSR1, SIG_DFL);
	assert_int_equal(b->count, 2);
	assert_int_equal(b->last.fault.la, getpid());
	assert_true(b->last.sim);
	assert_false(b->first.sim);
	assert_nothing_left(b);
}

/* --- the end of the process in a handler ---------------------------------------- */

static void exit_here(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	(void)frame;
	exit(7);
}

static void exit_in_handler(void *arg)
{
	struct bench *b = arg;

	if (mmu_cpu_enter(b->cpu))
		_exit(9);
	b->also = exit_here;
	bench_load(bench_ptr(b, USER_LA));
}

static void test_jumps_process_may_exit_in_a_handler(void **state)
{
	struct bench *b = enter_user(state);
	struct child child = bench_child(exit_in_handler, b);

	assert_true(WIFEXITED(child.status));
	if (under("native")) /* leak checkers have a status of their own */
		assert_int_equal(WEXITSTATUS(child.status), 7);
	b->also = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_jumps_out_of_a_handler_for_host_code),
		bench_test(test_jumps_take_privilege_away_from_native_code),
		bench_test(test_jumps_out_of_a_handler_for_simulated_code),
		bench_test(test_jumps_out_of_simulated_code_end_it),
		bench_test(test_jumps_out_of_a_handler_for_soft_accesses),
		bench_test(test_jumps_into_an_outer_handler),
		bench_test(test_jumps_out_of_nested_handlers),
		bench_test(test_jumps_thread_may_end_in_a_handler),
		bench_test(
			test_jumps_of_a_signal_handler_out_of_simulated_code),
		bench_test(test_jumps_none_but_a_fault_in_a_signal_handler),
		bench_test(test_jumps_process_may_exit_in_a_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
