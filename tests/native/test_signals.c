/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_signals.c - a signal that is not ours ends where it would have ended
 * without us.
 */
#include "bench.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <sigsegv.h>

static volatile char *const null_ptr;
static struct bench *alarmed;

long signals_kill(long pid, long sig);

__asm__(".text\n"
	"signals_kill:	mov	$62, %eax\n" /* kill(): one system call */
	"		syscall\n"
	"		ret\n");

/* Host code, not simulated: a bug of the program's own. */
static void crash(void)
{
	bench_load(null_ptr);
}

static void enter(struct bench *b)
{
	if (mmu_cpu_enter(b->cpu))
		_exit(9);
}

/* --- dying ------------------------------------------------------------------------ */

static void child_null(void *arg)
{
	enter(arg);
	crash();
}

static void child_wild(void *arg)
{
	enter(arg);
	bench_store((char *)0xffff888000000000, 1);
}

static void child_non_canonical(void *arg)
{
	enter(arg);
	bench_load((char *)0xdead000000000000);
}

static void child_unresolved(void *arg)
{
	struct bench *b = arg;

	enter(b);
	bench_expect(b, REFUSE);
	bench_load(bench_ptr(b, KERNEL_LA));
}

static void child_no_handler(void *arg)
{
	struct bench *b = arg;

	enter(b);
	mmu_set_handler(b->machine, MMU_TRAP_PF, NULL, NULL);
	bench_load(bench_ptr(b, KERNEL_LA));
}

static void crash_in_handler(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	(void)frame;
	crash();
}

static void child_in_handler(void *arg)
{
	struct bench *b = arg;

	enter(b);
	b->also = crash_in_handler;
	bench_load(bench_ptr(b, KERNEL_LA));
}

static void child_in_handler_of_simulated_code(void *arg)
{
	struct bench *b = arg;

	enter(b);
	b->also = crash_in_handler;
	bench_call(b, bench_load, 0, 0, NULL);
}

static void child_after_a_call(void *arg)
{
	struct bench *b = arg;

	enter(b);
	bench_expect(b, REFUSE);
	if (bench_call(b, bench_load, 0, 0, NULL) != MMU_TRAP_PF)
		_exit(8);
	crash();
}

static void child_raise(void *arg)
{
	enter(arg);
	raise(SIGSEGV);
}

static void child_kill(void *arg)
{
	enter(arg);
	kill(getpid(), SIGSEGV);
}

static void test_signals_of_the_host_kill_with_sigsegv(void **state)
{
	static const struct {
		void (*fn)(void *arg);
		const char *what;
	} rows[] = {
		{child_null, "null dereference in host code"},
		{child_wild, "wild store in host code"},
		{child_non_canonical, "non-canonical address in host code"},
		{child_unresolved, "fault that the handler refused"},
		{child_no_handler, "fault without a handler"},
		{child_in_handler, "null dereference in a fault handler"},
		{child_in_handler_of_simulated_code,
		 "the same for a fault of simulated code"},
		{child_after_a_call, "null dereference after mmu_call()"},
		{child_raise, "raise()"},
		{child_kill, "kill()"},
	};
	struct bench *b = bench_enter(state);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct child child = bench_child(rows[i].fn, b);

		if (!died_of(&child, SIGSEGV))
			fail_msg("%s: status 0x%x", rows[i].what, child.status);
	}
}

void host_ud2(void), host_int3(void), host_divide(void);

__asm__(".text\n"
	"host_ud2:	ud2\n"
	"host_int3:	int3\n"
	"		ret\n"
	"host_divide:	xor	%edx, %edx\n"
	"		xor	%ecx, %ecx\n"
	"		div	%ecx\n"
	"		ret\n");

static void child_call(void *arg)
{
	signal(SIGILL, SIG_DFL);
	signal(SIGFPE, SIG_DFL);
	signal(SIGTRAP, SIG_DFL);
	enter(((void **)arg)[0]);
	((void (*)(void))((void **)arg)[1])();
}

static void test_signals_of_host_instructions_are_passed_on(void **state)
{
	static const struct {
		void (*fn)(void);
		int sig;
	} rows[] = {
		{host_ud2, SIGILL},
		{host_divide, SIGFPE},
		{host_int3, SIGTRAP},
	};
	struct bench *b = bench_enter(state);

	for (size_t i = 0; i < COUNT(rows); i++) {
		void *arg[2] = {b, (void *)rows[i].fn};
		struct child child = bench_child(child_call, arg);

		if (!died_of(&child, rows[i].sig))
			fail_msg("signal %d: status 0x%x", rows[i].sig,
				 child.status);
	}
}

/* What the message says is for the person who wrote the handler. */
static void test_signals_unresolved_fault_says_why(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child = bench_child(child_unresolved, b);

	assert_non_null(strstr(child.said, "not present"));
	assert_non_null(strstr(child.said, "ffffc90000000000"));
}

/* --- handlers that come and go -------------------------------------------------- */

static struct sigaction found;

/* As crash reporters do: say something, put back what was there, and let the
 * instruction run again. */
static void report_and_restore(int sig, siginfo_t *info, void *context)
{
	static const char text[] = "reported\n";
	ssize_t n = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)n;
	(void)info;
	(void)context;
	sigaction(sig, &found, NULL);
}

static void install_reporter(struct bench *b)
{
	struct sigaction reporter = {.sa_sigaction = report_and_restore,
				     .sa_flags = SA_SIGINFO};

	enter(b);
	sigaction(SIGSEGV, &reporter, &found);
	enter(b); /* we stand in front of it now */
	enter(b);
}

static void child_reporter(void *arg)
{
	install_reporter(arg);
	crash();
}

static void
test_signals_handler_that_puts_ours_back_is_called_once(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child = bench_child(child_reporter, b);
	const char *said = strstr(child.said, "reported\n");

	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(said);
	assert_null(strstr(said + 1, "reported\n"));
}

static void child_removed_reporter(void *arg)
{
	install_reporter(arg);
	sigaction(SIGSEGV, &found, NULL); /* it goes, and its code perhaps */
	enter(arg);
	crash();
}

static void test_signals_handler_that_is_gone_is_not_called(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child = bench_child(child_removed_reporter, b);

	assert_true(died_of(&child, SIGSEGV));
	assert_null(strstr(child.said, "reported"));
}

static int serve_libsigsegv(void *addr, int serious)
{
	(void)serious;
	_exit(addr == NULL ? 7 : 8);
}

/* The program's own use of libsigsegv, before us or after. */
static void child_libsigsegv(void *arg)
{
	struct bench *b = arg;

	enter(b);
	sigsegv_install_handler(serve_libsigsegv);
	enter(b);
	if (bench_load(bench_ptr(b, KERNEL_LA)) != SKIPPED)
		_exit(9);
	crash();
}

static void
test_signals_libsigsegv_of_the_program_keeps_its_handler(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child = bench_child(child_libsigsegv, b);

	assert_true(WIFEXITED(child.status));
	if (!under("valgrind")) /* it has a status of its own for leaks */
		assert_int_equal(WEXITSTATUS(child.status), 7);
}

/* --- stacks of the program's own ------------------------------------------------- */

static void crash_on_signal(int sig)
{
	(void)sig;
	crash();
}

static void own_signal_stack(int sig, void (*fn)(int sig))
{
	static char stack[256 << 10];
	const stack_t own = {.ss_sp = stack, .ss_size = sizeof(stack)};
	struct sigaction action = {.sa_handler = fn, .sa_flags = SA_ONSTACK};

	sigaltstack(&own, NULL);
	sigaction(sig, &action, NULL);
}

static void child_crash_on_own_signal_stack(void *arg)
{
	struct bench *b = arg;
	uint64_t result;

	enter(b);
	own_signal_stack(SIGUSR1, crash_on_signal);
	bench_call(b, signals_kill, (uint64_t)getpid(), SIGUSR1, &result);
}

/* Simulated code was interrupted, but does not crash. */
static void test_signals_crash_on_the_programs_signal_stack_kills(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	bench_map(b, SIM_STACK, KERNEL_DATA);
	bench_expect(b, REFUSE);
	child = bench_child(child_crash_on_own_signal_stack, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_int_equal(b->count, 0);
}

static void load_on_own_signal_stack(int sig)
{
	(void)sig;
	bench_load(bench_ptr(alarmed, KERNEL_LA + PAGE));
}

/* The frame of the handler that is interrupted must stay as it is. */
static void raise_and_look(struct bench *bench, struct mmu_frame *frame)
{
	volatile unsigned char room[4096];

	if (frame->fault.la != KERNEL_LA)
		return;
	for (size_t i = 0; i < sizeof(room); i++)
		room[i] = (unsigned char)i;
	raise(SIGUSR1);
	for (size_t i = 0; i < sizeof(room); i++)
		assert_int_equal(room[i], (unsigned char)i);
	assert_int_equal(bench->count, 2);
}

static void test_signals_exception_stack_is_not_used_twice(void **state)
{
	struct bench *b = bench_enter(state);
	stack_t ours, gone = {.ss_flags = SS_DISABLE};

	if (under("tsan"))
		skip(); /* calls handlers of sent signals in its own way */
	alarmed = b;
	sigaltstack(NULL, &ours);
	own_signal_stack(SIGUSR1, load_on_own_signal_stack);
	b->also = raise_and_look;
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
	assert_int_equal(b->count, 2);
	signal(SIGUSR1, SIG_DFL);
	sigaltstack(&gone, NULL);
	sigaltstack(&ours, NULL);
}

/* --- full stacks ----------------------------------------------------------------- */

/* Not to be made a loop of. */
static __attribute__((noinline)) unsigned int recurse(unsigned int n)
{
	volatile char room[2000];

	room[n % sizeof(room)] = 1;
	if (n == ~0u)
		return 0;
	return recurse(n + 1) + (unsigned char)room[n * 7 % sizeof(room)];
}

static void *recurse_in_thread(void *arg)
{
	enter(arg);
	recurse(0);
	return NULL;
}

static void child_stack_overflow(void *arg)
{
	recurse_in_thread(arg);
}

static void child_stack_overflow_of_a_thread(void *arg)
{
	pthread_t thread;

	enter(arg);
	mmu_cpu_leave(((struct bench *)arg)->cpu);
	pthread_create(&thread, NULL, recurse_in_thread, arg);
	pthread_join(thread, NULL);
}

static void recurse_in_handler(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	(void)frame;
	recurse(0);
}

static void child_stack_overflow_in_handler(void *arg)
{
	struct bench *b = arg;

	enter(b);
	b->also = recurse_in_handler;
	bench_load(bench_ptr(b, KERNEL_LA));
}

static void test_signals_full_stack_is_named(void **state)
{
	static const struct {
		void (*fn)(void *arg);
		const char *says;
	} rows[] = {
		{child_stack_overflow, "the thread's own stack"},
		{child_stack_overflow_of_a_thread, "the thread's own stack"},
		{child_stack_overflow_in_handler, "fault handlers run"},
	};
	struct bench *b = bench_enter(state);
	const struct rlimit small = {1ul << 20, RLIM_INFINITY};
	struct child child;

	if (under("valgrind"))
		skip(); /* it watches stacks on its own */
	setrlimit(RLIMIT_STACK, &small);
	mmu_cpu_leave(b->cpu);
	for (size_t i = 0; i < COUNT(rows); i++) {
		child = bench_child(rows[i].fn, b);
		assert_true(died_of(&child, SIGSEGV));
		assert_non_null(strstr(child.said, "stack overflow"));
		assert_non_null(strstr(child.said, rows[i].says));
	}
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
}

/* --- handlers before ours ------------------------------------------------------------ */

static sigjmp_buf back;
static volatile int seen, seen_later;
static volatile uint64_t seen_addr;

static void jump_back(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	seen++;
	seen_addr = addr_of(info->si_addr);
	siglongjmp(back, 1);
}

static void install(int sig, void (*fn)(int, siginfo_t *, void *))
{
	struct sigaction action = {.sa_sigaction = fn, .sa_flags = SA_SIGINFO};

	assert_int_equal(sigaction(sig, &action, NULL), 0);
}

static void test_signals_reach_the_handler_before_ours(void **state)
{
	struct bench *b = *state;

	install(SIGSEGV, jump_back);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	VALGRIND_DISABLE_ERROR_REPORTING;
	for (seen = 0; seen < 5;)
		if (!sigsetjmp(back, 1)) {
			bench_store((char *)0x18, 1);
			fail();
		}
	VALGRIND_ENABLE_ERROR_REPORTING;
	assert_int_equal(seen_addr, 0x18);
	/* Ours go on as ever. */
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
	assert_int_equal(b->count, 1);
	assert_int_equal(seen, 5);
}

/* What the library says about a fault is not for here. */
static void silence(bool yes)
{
	static int saved = -1;
	int to;

	if (yes) {
		saved = dup(STDERR_FILENO);
		to = open("/dev/null", O_WRONLY);
	} else {
		to = saved;
	}
	dup2(to, STDERR_FILENO);
	close(to);
}

static void
test_signals_unresolved_fault_reaches_the_handler_before_ours(void **state)
{
	struct bench *b = *state;

	install(SIGSEGV, jump_back);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	bench_expect(b, REFUSE);
	silence(true);
	for (seen = 0; seen < 5;)
		if (!sigsetjmp(back, 1)) {
			bench_store(bench_ptr(b, KERNEL_LA + 7), 1);
			fail();
		}
	silence(false);
	assert_int_equal(seen_addr, addr_of(bench_ptr(b, KERNEL_LA + 7)));
	assert_int_equal(b->count, 5);
	bench_expect(b, SKIP);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA + 7)), SKIPPED);
}

static void jump_plainly(int sig)
{
	(void)sig;
	seen++;
	siglongjmp(back, 1);
}

static void test_signals_sent_reach_the_handler_before_ours(void **state)
{
	struct bench *b = *state;

	signal(SIGSEGV, jump_plainly);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	seen = 0;
	if (!sigsetjmp(back, 1)) {
		raise(SIGSEGV);
		fail();
	}
	assert_int_equal(seen, 1);
}

static void test_signals_sent_and_ignored_are_ignored(void **state)
{
	struct bench *b = *state;

	signal(SIGSEGV, SIG_IGN);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	raise(SIGSEGV);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
}

/* --- handlers after ours ------------------------------------------------------------- */

static struct sigaction theirs_before;

/* A good citizen: what it does not know it gives to who was here before. */
static void chain(int sig, siginfo_t *info, void *context)
{
	seen_later++;
	theirs_before.sa_sigaction(sig, info, context);
}

static void install_chain(void)
{
	struct sigaction action = {.sa_sigaction = chain,
				   .sa_flags = SA_SIGINFO | SA_ONSTACK |
					       SA_NODEFER};

	assert_int_equal(sigaction(SIGSEGV, &action, &theirs_before), 0);
	seen = seen_later = 0;
}

static void test_signals_through_a_handler_in_front_of_ours(void **state)
{
	struct bench *b = bench_enter(state);

	install_chain();
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	assert_int_equal(bench_store(bench_ptr(b, KERNEL_LA), 3), 0);
	assert_int_equal(seen_later, 1);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA + PAGE)), SKIPPED);
	assert_int_equal(seen_later, 2);
	assert_int_equal(b->count, 1);
}

/* We go to the front again, and the handler that was there is our elder now.
 * It chains to us, but ours have been tried; so it is the turn of the one
 * before both. */
static void test_signals_between_two_handlers_of_others(void **state)
{
	struct bench *b = *state;

	install(SIGSEGV, jump_back);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	install_chain();
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
	assert_int_equal(seen_later, 0);
	for (int i = 1; i <= 5; i++) {
		VALGRIND_DISABLE_ERROR_REPORTING;
		if (!sigsetjmp(back, 1)) {
			crash();
			fail();
		}
		VALGRIND_ENABLE_ERROR_REPORTING;
		assert_int_equal(seen, i);
		assert_int_equal(seen_later, i);
	}
	mmu_cpu_leave(b->cpu);
}

static void child_chained(void *arg)
{
	enter(arg);
	install_chain();
	enter(arg);
	crash();
}

static void child_chained_unresolved(void *arg)
{
	enter(arg);
	install_chain();
	child_unresolved(arg);
}

static void test_signals_chained_in_a_circle_still_kill(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child = bench_child(child_chained, b);

	assert_true(died_of(&child, SIGSEGV));
	child = bench_child(child_chained_unresolved, b);
	assert_true(died_of(&child, SIGSEGV));
}

/* --- re-arming -------------------------------------------------------------------------- */

/* What cmocka does around each test. */
static void test_signals_enter_puts_ours_back(void **state)
{
	struct bench *b = bench_enter(state);

	for (int i = 0; i < 20; i++) {
		void (*old)(int) = signal(SIGSEGV, jump_plainly);

		assert_int_equal(mmu_cpu_enter(b->cpu), 0);
		assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
		mmu_cpu_leave(b->cpu);
		signal(SIGSEGV, old);
		assert_int_equal(mmu_cpu_enter(b->cpu), 0);
		assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
		mmu_cpu_leave(b->cpu);
	}
	assert_int_equal(b->count, 40);
}

/* --- other signals ------------------------------------------------------------------------ */

static volatile unsigned int alarms;

/* A handler of another signal that touches simulated memory. */
static void on_usr1(int sig)
{
	(void)sig;
	alarms++;
	bench_store(bench_ptr(alarmed, KERNEL_LA + alarms * PAGE), alarms);
}

static void raise_usr1(struct bench *bench, struct mmu_frame *frame)
{
	if (frame->depth == 1) {
		raise(SIGUSR1);
		assert_int_equal(bench->last.depth, 2);
	}
}

/* It may interrupt an exception handler, and run on the signal stack. */
static void test_signals_handler_of_another_signal_may_fault(void **state)
{
	struct bench *b = bench_enter(state);
	struct sigaction action = {.sa_handler = on_usr1};

	needs_faults_in_signal_handlers();
	alarmed = b;
	for (int on_stack = 0; on_stack < 2; on_stack++) {
		action.sa_flags = on_stack ? SA_ONSTACK : 0;
		sigaction(SIGUSR1, &action, NULL);
		alarms = 0;
		b->also = NULL;
		bench_expect(b, DEMAND);
		raise(SIGUSR1);
		assert_int_equal(b->count, 1);
		b->also = raise_usr1;
		assert_int_equal(bench_store(bench_ptr(b, KERNEL_LA), 50), 0);
		assert_int_equal(b->count, 3);
		assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 50);
		assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA + 2 * PAGE)),
				 2);
		for (uint64_t i = 0; i < 3; i++)
			*bench_entry(b, KERNEL_LA + i * PAGE) = 0;
		mmu_flush_tlb(b->cpu);
	}
	signal(SIGUSR1, SIG_DFL);
}

/* After a longjmp() out of an exception handler the thread goes on. */
static void jump_from_handler(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	(void)frame;
	siglongjmp(back, 1);
}

static void test_signals_longjmp_out_of_an_exception_handler(void **state)
{
	struct bench *b = bench_enter(state);

	b->also = jump_from_handler;
	for (int i = 0; i < 5; i++)
		if (!sigsetjmp(back, 1)) {
			bench_load(bench_ptr(b, KERNEL_LA));
			fail();
		}
	assert_int_equal(b->count, 5);
	b->also = NULL;
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
	assert_int_equal(bench_call(b, bench_load, 8, 0, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_signals_of_the_host_kill_with_sigsegv),
		bench_test(test_signals_of_host_instructions_are_passed_on),
		bench_test(test_signals_unresolved_fault_says_why),
		bench_test(
			test_signals_handler_that_puts_ours_back_is_called_once),
		bench_test(test_signals_handler_that_is_gone_is_not_called),
		bench_test(
			test_signals_libsigsegv_of_the_program_keeps_its_handler),
		bench_test(
			test_signals_crash_on_the_programs_signal_stack_kills),
		bench_test(test_signals_exception_stack_is_not_used_twice),
		bench_test(test_signals_full_stack_is_named),
		bench_test(test_signals_reach_the_handler_before_ours),
		bench_test(
			test_signals_unresolved_fault_reaches_the_handler_before_ours),
		bench_test(test_signals_sent_reach_the_handler_before_ours),
		bench_test(test_signals_sent_and_ignored_are_ignored),
		bench_test(test_signals_through_a_handler_in_front_of_ours),
		bench_test(test_signals_between_two_handlers_of_others),
		bench_test(test_signals_chained_in_a_circle_still_kill),
		bench_test(test_signals_enter_puts_ours_back),
		bench_test(test_signals_handler_of_another_signal_may_fault),
		bench_test(test_signals_longjmp_out_of_an_exception_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
