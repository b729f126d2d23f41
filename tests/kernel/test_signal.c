/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_signal.c - signals of tasks: handlers, masks, stacks, waiting, keys. */
#define _GNU_SOURCE
#include "../support/signal_rig.h"

/* --- handlers ---------------------------------------------------------------------------- */

static void skip_insn(int sig, siginfo_t *info, void *context)
{
	greg_t *greg = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)sig;
	(void)info;
	seen.count++;
	greg[REG_RIP] += 2; /* movb $1, (%rdi) has three bytes; see below */
	greg[REG_RIP] += 1;
	greg[REG_RAX] = 0x1234;
}

/* All registers and the red zone survive, but RAX, which the handler changed. */
uint64_t regs_survive(uint64_t bad);
__asm__(".text\n"
	"regs_survive:	push	%rbx\n"
	"		push	%r12\n"
	"		push	%r15\n"
	"		mov	$11, %ebx\n"
	"		mov	$12, %r12d\n"
	"		mov	$15, %r15d\n"
	"		mov	$1, %ecx\n"
	"		mov	$2, %edx\n"
	"		mov	$8, %r8d\n"
	"		mov	$9, %r9d\n"
	"		mov	$10, %r10d\n"
	"		mov	$13, %r11d\n"
	"		movq	%rbx, %xmm5\n"
	"		movq	$77, -8(%rsp)\n"
	"		movq	$78, -128(%rsp)\n"
	"		std\n"
	"		movb	$1, (%rdi)\n"
	"		pushfq\n" /* overwrites -8(%rsp) */
	"		pop	%rsi\n"
	"		cld\n"
	"		bt	$10, %rsi\n" /* DF */
	"		jnc	1f\n"
	"		cmp	$0x1234, %rax\n"
	"		jne	1f\n"
	"		cmpq	$78, -128(%rsp)\n"
	"		jne	1f\n"
	"		movq	%xmm5, %rax\n"
	"		add	%rbx, %rax\n"
	"		add	%r12, %rax\n"
	"		add	%r15, %rax\n"
	"		add	%rcx, %rax\n"
	"		add	%rdx, %rax\n"
	"		add	%r8, %rax\n"
	"		add	%r9, %rax\n"
	"		add	%r10, %rax\n"
	"		add	%r11, %rax\n"
	"		jmp	2f\n"
	"1:		mov	$1, %eax\n"
	"2:		pop	%r15\n"
	"		pop	%r12\n"
	"		pop	%rbx\n"
	"		ret\n");

static int checks_registers(void *arg)
{
	(void)arg;
	handle(SIGSEGV, skip_insn, 0);
	return regs_survive(8) == 11 + 11 + 12 + 15 + 1 + 2 + 8 + 9 + 10 + 13 ?
		       0 :
		       1;
}

static void test_signal_handler_returns_to_changed_registers(void **state)
{
	assert_exited(run_task(*state, checks_registers, NULL), 0);
	assert_int_equal(seen.count, 1);
}

static void note(int sig, siginfo_t *info, void *context)
{
	volatile double fp = 1.5; /* uses the FPU */

	(void)context;
	seen.signo = sig;
	seen.code = info->si_code;
	seen.pid = info->si_pid;
	seen.status = sig == SIGCHLD ? info->si_status : 0;
	seen.count += fp * 2 == 3.0;
	seen.sp = (uint64_t)(uintptr_t)__builtin_frame_address(0);
}

static int kills_itself(void *arg)
{
	int pid = kern_sys_getpid();

	(void)arg;
	handle(SIGUSR1, note, 0);
	if (kern_sys_kill(pid, SIGUSR1) || seen.signo != SIGUSR1 ||
	    seen.code != SI_USER || seen.pid != pid)
		return 1;
	if (kern_sys_kill(pid, 0) || kern_sys_kill(99999, SIGUSR1) != -ESRCH ||
	    kern_sys_kill(pid, 65) != -EINVAL)
		return 2;
	return seen.count == 1 ? 0 : 3;
}

static void test_signal_kill_runs_the_handler(void **state)
{
	assert_exited(run_task(*state, kills_itself, NULL), 0);
}

static int blocks(void *arg)
{
	sigset_t set, old;
	uint64_t bits = 1ull << (SIGUSR1 - 1);
	int pid = kern_sys_getpid();

	(void)arg;
	memset(&set, 0, sizeof(set));
	memcpy(&set, &bits, sizeof(bits));
	handle(SIGUSR1, note, 0);
	if (kern_sys_rt_sigprocmask(SIG_BLOCK, &set, NULL))
		return 1;
	kern_sys_kill(pid, SIGUSR1);
	kern_sys_kill(pid, SIGUSR1);
	if (seen.count)
		return 2;
	if (kern_sys_rt_sigprocmask(SIG_UNBLOCK, &set, &old) ||
	    memcmp(&old, &bits, sizeof(bits)))
		return 3;
	if (seen.count != 1)
		return 4;
	return kern_sys_rt_sigprocmask(9, &set, NULL) == -EINVAL ? 0 : 5;
}

static void test_signal_blocked_ones_wait(void **state)
{
	assert_exited(run_task(*state, blocks, NULL), 0);
}

static int faults_with_sigsegv_blocked(void *arg)
{
	uint64_t bits = 1ull << (SIGSEGV - 1);
	sigset_t set;

	handle(SIGSEGV, handler, 0);
	memset(&set, 0, sizeof(set));
	memcpy(&set, &bits, sizeof(bits));
	if (arg)
		kern_sys_rt_sigprocmask(SIG_BLOCK, &set, NULL);
	else
		kern_sys_rt_sigaction(
			SIGSEGV, &(struct sigaction){.sa_handler = SIG_IGN},
			NULL);
	write_byte(0, 1);
	return 1;
}

static void test_signal_forced_ones_kill_when_blocked_or_ignored(void **state)
{
	struct kern *k = *state;

	assert_killed(run_task(k, faults_with_sigsegv_blocked, (void *)1),
		      SIGSEGV);
	assert_killed(run_task(k, faults_with_sigsegv_blocked, NULL), SIGSEGV);
	assert_int_equal(seen.count, 0);
}

static void faults_again(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	seen.count++;
	seen.signo = sig;
	write_byte(0, 1);
}

static int faults_in_its_handler(void *arg)
{
	(void)arg;
	handle(SIGSEGV, faults_again, 0);
	write_byte(0, 1);
	return 1;
}

static void test_signal_a_fault_in_the_handler_kills(void **state)
{
	assert_killed(run_task(*state, faults_in_its_handler, NULL), SIGSEGV);
	assert_int_equal(seen.count, 1);
}

static int overflows(void *arg)
{
	(void)arg;
	handle(SIGSEGV, handler, 0); /* no SA_ONSTACK */
	stack_overflow();
	return 1;
}

static void test_signal_no_stack_for_the_handler_kills(void **state)
{
	assert_killed(run_task(*state, overflows, NULL), SIGSEGV);
	assert_int_equal(seen.count, 0);
}

static void kill_again(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	if (++seen.count > 100)
		kern_sys_exit(3);
	kern_sys_kill(kern_sys_getpid(), sig);
}

static int uses_altstack(void *arg)
{
	stack_t alt = {.ss_size = 16 * PAGE}, old;
	uint64_t low;

	(void)arg;
	alt.ss_sp = task_map(16);
	low = (uint64_t)(uintptr_t)alt.ss_sp;
	if (kern_sys_sigaltstack(&alt, &old) || old.ss_flags != SS_DISABLE)
		return 1;
	handle(SIGUSR1, note, SA_ONSTACK);
	kern_sys_kill(kern_sys_getpid(), SIGUSR1);
	if (seen.sp < low || seen.sp >= low + 16 * PAGE)
		return 2;
	handle(SIGUSR1, note, 0);
	kern_sys_kill(kern_sys_getpid(), SIGUSR1);
	if (seen.sp >= low && seen.sp < low + 16 * PAGE)
		return 3;
	alt.ss_size = 100;
	return kern_sys_sigaltstack(&alt, NULL) == -ENOMEM ? 0 : 4;
}

static void test_signal_alternate_stack(void **state)
{
	assert_exited(run_task(*state, uses_altstack, NULL), 0);
}

/* Each handler is interrupted by the next signal: the stack is full one day. */
static int nests(void *arg)
{
	stack_t alt = {.ss_size = 16 * PAGE, .ss_sp = task_map(16)};

	(void)arg;
	seen.count = 0;
	if (kern_sys_sigaltstack(&alt, NULL))
		return 1;
	handle(SIGUSR1, kill_again, SA_ONSTACK | SA_NODEFER);
	kern_sys_kill(kern_sys_getpid(), SIGUSR1);
	return 2;
}

static void test_signal_overflow_of_the_alternate_stack_kills(void **state)
{
	struct kern *k = *state;

	assert_killed(run_task(k, nests, NULL), SIGSEGV);
	assert_in_range(seen.count, 2, 100);
	kern_rig_assert_logged(k, 0, "overflowed sigaltstack");
	assert_no_tasks(k);
}

/* --- default actions, and waiting ----------------------------------------------------------- */

static int aborts_task(void *arg)
{
	(void)arg;
	kern_sys_kill(kern_sys_getpid(), SIGABRT);
	return 1;
}

static int ignores(void *arg)
{
	(void)arg;
	kern_sys_kill(kern_sys_getpid(), SIGCHLD);
	kern_sys_kill(kern_sys_getpid(), SIGWINCH);
	kern_sys_rt_sigaction(SIGTERM,
			      &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	kern_sys_kill(kern_sys_getpid(), SIGTERM);
	return kern_sys_rt_sigaction(SIGKILL,
				     &(struct sigaction){.sa_handler = SIG_IGN},
				     NULL) == -EINVAL ?
		       4 :
		       5;
}

static void test_signal_default_actions(void **state)
{
	struct kern *k = *state;

	assert_killed(run_task(k, aborts_task, NULL), SIGABRT);
	assert_exited(run_task(k, ignores, NULL), 4);
}

static int pauses(void *arg)
{
	(void)arg;
	handle(SIGUSR1, note, 0);
	return kern_sys_pause() == -EINTR && seen.count == 1 ? 0 : 1;
}

static void test_signal_interrupts_a_sleep(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, pauses, NULL);

	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	assert_int_equal(kern_kill(k, pid, SIGUSR1), 0);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_exited(status_of(k, pid), 0);
	assert_int_equal(kern_kill(k, pid, SIGUSR1), -ESRCH);
}

static int waits_with(void *arg)
{
	struct timespec time = {.tv_nsec = 1000};
	int parent = kern_sys_getpid(), pid, result;

	handle(SIGUSR1, note, (int)(intptr_t)arg);
	handle(SIGCHLD, note, SA_RESTART);
	pid = kern_sys_fork();
	if (!pid) {
		kern_sys_nanosleep(&time, NULL);
		kern_sys_kill(parent, SIGUSR1);
		kern_sys_nanosleep(&time, NULL);
		return 6;
	}
	result = kern_sys_wait4(pid, NULL, 0, NULL);
	if (arg) /* it was made again */
		return result == pid ? 0 : 1;
	if (result != -EINTR)
		return 2;
	result = kern_sys_wait4(pid, NULL, 0, NULL);
	return result == pid && seen.signo == SIGCHLD && seen.status == 6 &&
			       seen.code == CLD_EXITED ?
		       0 :
		       3;
}

static void test_signal_interrupts_or_restarts_wait(void **state)
{
	struct kern *k = *state;

	assert_exited(run_task(k, waits_with, NULL), 0);
	assert_exited(run_task(k, waits_with, (void *)SA_RESTART), 0);
	assert_no_tasks(k);
}

/* --- protection keys -------------------------------------------------------------------------- */

static void unlock_key(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	seen.count++;
	seen.pkey = (int)info->si_pkey;
	/* In the handler PKRU is Linux's default: key 0 alone. */
	seen.status = kern_sys_pkey_get((int)info->si_pkey);
	kern_sys_mprotect(info->si_addr, PAGE, RW);
	kern_sys_pkey_mprotect(info->si_addr, PAGE, RW, 0);
}

static int uses_keys(void *arg)
{
	char *p = touched_page();
	int key = kern_sys_pkey_alloc(0, 0), rights;

	(void)arg;
	if (key <= 0 || kern_sys_pkey_mprotect(p, PAGE, RW, key))
		return 1;
	write_byte(page_at, 5);
	if (kern_sys_pkey_set(key, PKEY_DISABLE_WRITE) ||
	    read_byte(page_at) != 5)
		return 2;
	handle(SIGSEGV, unlock_key, 0);
	write_byte(page_at, 6);
	rights = kern_sys_pkey_get(key);
	if (seen.count != 1 || seen.pkey != key || seen.status != 1)
		return 3;
	if (rights != PKEY_DISABLE_WRITE || read_byte(page_at) != 6)
		return 4;
	return kern_sys_pkey_free(key) ? 5 : 0;
}

static void test_signal_protection_keys(void **state)
{
	assert_exited(run_task(*state, uses_keys, NULL), 0);
}

/* Each task has a PKRU of its own. */
static int key_per_task(void *arg)
{
	int key = kern_sys_pkey_alloc(0, 0), status;

	(void)arg;
	if (!kern_sys_fork()) {
		kern_sys_pkey_set(key, PKEY_DISABLE_ACCESS);
		kern_sys_sched_yield();
		return kern_sys_pkey_get(key);
	}
	kern_sys_sched_yield();
	if (kern_sys_pkey_get(key) != 0)
		return 1;
	kern_sys_wait4(-1, &status, 0, NULL);
	return WEXITSTATUS(status) == PKEY_DISABLE_ACCESS ? 0 : 2;
}

static void test_signal_pkru_belongs_to_the_task(void **state)
{
	assert_exited(run_task(*state, key_per_task, NULL), 0);
}

/* A key, and the rights to another one that nobody has allocated. */
static int opens_a_key(void *arg)
{
	int key = kern_sys_pkey_alloc(0, 0),
	    rights = kern_sys_pkey_get(key + 1);

	(void)arg;
	kern_sys_pkey_set(key + 1, 0);
	return key == 1 ? rights : 4;
}

/* Not those of the task before. */
static void test_signal_pkru_begins_anew(void **state)
{
	struct kern *k = *state;

	assert_exited(run_task(k, opens_a_key, NULL), PKEY_DISABLE_ACCESS);
	assert_int_equal(mmu_pkru(k->cpu), 0x55555554);
	mmu_set_pkru(k->cpu, 0x55555550);
	assert_exited(run_task(k, opens_a_key, NULL), PKEY_DISABLE_ACCESS);
	assert_int_equal(mmu_pkru(k->cpu), 0x55555550);
}

#define TEST(name)                                              \
	cmocka_unit_test_setup_teardown(name, signal_rig_setup, \
					kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_signal_handler_returns_to_changed_registers),
		TEST(test_signal_kill_runs_the_handler),
		TEST(test_signal_blocked_ones_wait),
		TEST(test_signal_forced_ones_kill_when_blocked_or_ignored),
		TEST(test_signal_a_fault_in_the_handler_kills),
		TEST(test_signal_no_stack_for_the_handler_kills),
		TEST(test_signal_alternate_stack),
		TEST(test_signal_overflow_of_the_alternate_stack_kills),
		TEST(test_signal_default_actions),
		TEST(test_signal_interrupts_a_sleep),
		TEST(test_signal_interrupts_or_restarts_wait),
		TEST(test_signal_protection_keys),
		TEST(test_signal_pkru_belongs_to_the_task),
		TEST(test_signal_pkru_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
