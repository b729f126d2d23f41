/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_cmocka.c - the assertions of mmusim/cmocka.h, and mmu_try() below them.
 *
 * Whether an assertion fails is seen by running it as a test of its own, in a
 * child process whose output is kept.
 */
#include "bench.h"

#include <mmusim/cmocka.h>
#include "cpu/landing.h"

static struct bench *bench; /* of the test that runs */

static struct bench *enter(void **state)
{
	bench = bench_enter(state);
	bench_expect(bench, REFUSE);
	return bench;
}

static volatile char *at(uint64_t la)
{
	return (volatile char *)bench_ptr(bench, la);
}

/* --- assertions that hold -------------------------------------------------------- */

static void test_cmocka_page_fault_of_a_pointer(void **state)
{
	struct bench *b = enter(state);

	assert_page_fault(*at(KERNEL_LA + 8) = 1, KERNEL_LA + 8, MMU_PF_WR);
	assert_page_fault((void)*at(USER_LA), USER_LA, 0);
	bench_map(b, KERNEL_LA, MMU_PTE_NX);
	assert_page_fault(*at(KERNEL_LA) = 1, KERNEL_LA, MMU_PF_P | MMU_PF_WR);
	assert_page_fault(((void (*)(void))(uintptr_t)at(KERNEL_LA))(),
			  KERNEL_LA, MMU_PF_P | MMU_PF_ID);
	mmu_cpu_leave(b->cpu);
}

static void test_cmocka_page_fault_without_a_handler(void **state)
{
	struct bench *b = enter(state);

	mmu_set_handler(b->machine, MMU_TRAP_PF, NULL, NULL);
	assert_page_fault(*at(KERNEL_LA) = 1, KERNEL_LA, MMU_PF_WR);
	mmu_cpu_leave(b->cpu);
}

/* The machine is as it was before the statement. */
static void test_cmocka_leaves_the_cpu_usable(void **state)
{
	struct bench *b = enter(state);

	mmu_set_cpl(b->cpu, 3);
	for (int i = 0; i < 100; i++)
		assert_page_fault(*at(USER_LA) = 1, USER_LA,
				  MMU_PF_WR | MMU_PF_US);
	assert_int_equal(mmu_cpl(b->cpu), 3);
	assert_int_equal(b->cpu->depth, 0);
	assert_int_equal(b->cpu->lock.depth, 1);
	assert_null(native_self->exc);
	mmu_set_cpl(b->cpu, 0);
	bench_expect(b, DEMAND);
	assert_no_fault(*at(KERNEL_LA) = 7);
	assert_int_equal(*at(KERNEL_LA), 7);
	mmu_cpu_leave(b->cpu);
}

/* Frames that are given up are poisoned under ASan, and used again. */
static __attribute__((noinline)) int sum(volatile char *ptr, int depth)
{
	volatile char room[64];
	int n = 0;

	memset((char *)room, depth, sizeof(room));
	if (depth)
		n = sum(ptr, depth - 1);
	else
		n = *ptr;
	for (size_t i = 0; i < sizeof(room); i++)
		n += room[i];
	return n;
}

static void test_cmocka_gives_up_functions(void **state)
{
	struct bench *b = enter(state);

	for (int depth = 0; depth < 30; depth += 3)
		assert_page_fault(sum(at(KERNEL_LA), depth), KERNEL_LA, 0);
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	assert_int_equal(sum(at(KERNEL_LA), 2), 64 * 3);
	mmu_cpu_leave(b->cpu);
}

/* Registers that a function must keep. */
static void test_cmocka_keeps_local_variables(void **state)
{
	struct bench *b = enter(state);
	uint64_t a = addr_of(b), c = a * 3, d = a * 5, e = a * 7, f = a * 9;
	volatile int changed = 0;

	assert_page_fault(
		{
			changed = 1;
			bench_load(at(KERNEL_LA));
			changed = 2;
		},
		KERNEL_LA, 0);
	assert_int_equal(changed, 1);
	assert_true(a == addr_of(b) && c == a * 3 && d == a * 5 && e == a * 7 &&
		    f == a * 9);
	mmu_cpu_leave(b->cpu);
}

static void test_cmocka_page_fault_of_soft_accesses(void **state)
{
	struct bench *b = enter(state);
	volatile int result = 0;
	char byte = 1;

	assert_page_fault(result = mmu_store(b->cpu, KERNEL_LA, &byte, 1, NULL),
			  KERNEL_LA, MMU_PF_WR);
	assert_int_equal(result, MMU_TRAP_PF); /* it returned */
	assert_general_protection(mmu_load(b->cpu, 1ull << 47, &byte, 1, NULL),
				  1ull << 47);
	mmu_cpu_leave(b->cpu);
}

static void test_cmocka_exceptions_of_simulated_code(void **state)
{
	struct bench *b = enter(state);
	volatile int result = 0;
	uint64_t rax;
	char *ud2 =
		bench_map_code(b, USER_LA + PAGE, KERNEL_CODE, "\x0f\x0b", 2);
	/* mov (%rbp), %rax with RBP = RDI */
	char *rbp = bench_map_code(b, USER_LA + 2 * PAGE, KERNEL_CODE,
				   "\x48\x89\xfd\x48\x8b\x45\0", 7);

	assert_page_fault(result = bench_call(b, bench_load, 0x10, 0, &rax),
			  0x10, 0);
	assert_int_equal(result, MMU_TRAP_PF);
	assert_general_protection(bench_call(b, bench_load, 0xdead000000000100,
					     0, &rax),
				  0xdead000000000100);
	assert_general_protection(bench_call(b, bench_load, 0xdead000000000100,
					     0, &rax),
				  MMU_ANY_LA);
	assert_stack_fault(bench_call(b, rbp, 1ull << 62, 0, &rax), 1ull << 62);
	assert_exception(bench_call(b, ud2, 0, 0, &rax), MMU_TRAP_UD);
	assert_int_equal(b->cpu->depth, 0);
	mmu_cpu_leave(b->cpu);
}

static void test_cmocka_counts_what_handlers_resolve(void **state)
{
	struct bench *b = enter(state);

	bench_expect(b, DEMAND);
	assert_fault_count(
		2, assert_no_fault(
			   strcpy(bench_ptr(b, KERNEL_LA + PAGE - 2), "text")));
	assert_fault_count(0, (void)*at(KERNEL_LA + PAGE));
	bench_expect(b, REFUSE);
	assert_fault_count(1, *at(USER_LA) = 1);
	mmu_cpu_leave(b->cpu);
}

static void test_cmocka_assertions_nest(void **state)
{
	struct bench *b = enter(state);

	assert_no_fault({
		assert_page_fault(*at(KERNEL_LA) = 1, KERNEL_LA, MMU_PF_WR);
		assert_page_fault(*at(USER_LA) = 1, USER_LA, MMU_PF_WR);
	});
	assert_page_fault(
		{
			assert_page_fault(*at(KERNEL_LA) = 1, KERNEL_LA,
					  MMU_PF_WR);
			*at(USER_LA) = 1;
		},
		USER_LA, MMU_PF_WR);
	assert_null(cpu_record);
	mmu_cpu_leave(b->cpu);
}

/* A handler faults, and nobody resolves that. */
static void touch_missing(struct bench *b, struct mmu_frame *frame)
{
	if (frame->fault.la == KERNEL_LA)
		*(volatile char *)bench_ptr(b, USER_LA) = 1;
}

static void test_cmocka_gives_up_handlers(void **state)
{
	struct bench *b = enter(state);
	struct mmu_try attempt = {.size = sizeof(attempt)};
	char byte;

	b->also = touch_missing;
	for (int i = 0; i < 100; i++) {
		if (!mmu_try(&attempt))
			bench_load(at(KERNEL_LA));
		mmu_try_end(&attempt);
		assert_int_equal(attempt.raised, 2);
		assert_int_equal(attempt.unresolved, 2);
		assert_true(attempt.abandoned);
		assert_int_equal(attempt.result, MMU_TRAP_PF);
		assert_int_equal(attempt.frame.fault.la, USER_LA);
		assert_int_equal(attempt.frame.depth, 2);
		assert_int_equal(b->cpu->depth, 0);
		assert_int_equal(b->cpu->lock.depth, 1);
		assert_null(native_self->exc);
	}
	/* The handler of a soft access */
	assert_fault_count(2, mmu_load(b->cpu, KERNEL_LA, &byte, 1, NULL));
	/* and that of simulated code. */
	assert_fault_count(2, bench_call(b, bench_load, addr_of(at(KERNEL_LA)),
					 0, NULL));
	assert_int_equal(b->cpu->depth, 0);
	assert_null(native_self->call);
	assert_null(cpu_record);
	mmu_cpu_leave(b->cpu);
}

static void try_in_handler(struct bench *b, struct mmu_frame *frame)
{
	enum reaction outer = b->reaction;

	if (frame->fault.la != KERNEL_LA)
		return;
	b->reaction = REFUSE;
	assert_page_fault(*(volatile char *)bench_ptr(b, USER_LA) = 1, USER_LA,
			  MMU_PF_WR);
	b->reaction = outer;
}

static void test_cmocka_assertions_in_handlers(void **state)
{
	struct bench *b = enter(state);

	b->also = try_in_handler;
	assert_page_fault((void)*at(KERNEL_LA), KERNEL_LA, 0);
	b->reaction = SKIP;
	assert_int_equal(bench_load(at(KERNEL_LA)), SKIPPED);
	mmu_cpu_leave(b->cpu);
}

/* Library code that simulated code called must not be given up half-way. */
static int touch_at_gate(struct mmu_cpu *cpu, struct native_gate *gate)
{
	(void)cpu;
	(void)gate;
	*at(USER_LA) = 1;
	return 0;
}

static void try_gate(void *arg)
{
	struct mmu_try attempt = {.size = sizeof(attempt)};

	(void)arg;
	native_set_gate(touch_at_gate);
	if (!mmu_try(&attempt))
		bench_call(bench, native_gate_entry, 0, 0, NULL);
	mmu_try_end(&attempt);
}

static void test_try_does_not_give_up_library_code(void **state)
{
	struct bench *b = enter(state);
	struct child child = bench_child(try_gate, NULL);

	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, "unresolved at"));
	mmu_cpu_leave(b->cpu);
}

static jmp_buf outside;

static void jump_out(struct bench *b, struct mmu_frame *frame)
{
	(void)frame;
	b->also = NULL;
	longjmp(outside, 1);
}

static void test_cmocka_handlers_may_be_jumped_out_of(void **state)
{
	struct bench *b = enter(state);

	for (int i = 0; i < 10; i++) {
		b->also = jump_out;
		assert_page_fault(
			{
				if (!setjmp(outside))
					bench_load(at(KERNEL_LA));
				*at(USER_LA) = 1;
			},
			USER_LA, MMU_PF_WR);
		/* and out of a call */
		b->also = jump_out;
		assert_page_fault(
			{
				if (!setjmp(outside))
					bench_call(b, bench_load, 0, 0, NULL);
				*at(USER_LA) = 1;
			},
			USER_LA, MMU_PF_WR);
	}
	assert_null(cpu_record);
	mmu_cpu_leave(b->cpu);
}

static void test_cmocka_no_progress_is_unresolved(void **state)
{
	struct bench *b = enter(state);
	struct mmu_try attempt = {.size = sizeof(attempt)};

	b->reaction = SUCCEED;
	if (!mmu_try(&attempt))
		bench_load(at(KERNEL_LA));
	mmu_try_end(&attempt);
	assert_int_equal(attempt.unresolved, 1);
	assert_int_equal(attempt.result, -ELOOP);
	assert_int_equal(attempt.frame.mode.cr3, mmu_cr3(b->cpu));
	mmu_cpu_leave(b->cpu);
}

static void test_try_of_another_size_is_einval(void **state)
{
	struct mmu_try attempt = {.size = 8};

	(void)state;
	assert_int_equal(mmu_try(&attempt), -EINVAL);
	mmu_try_end(&attempt);
	assert_null(cpu_record);
}

/* --- assertions that fail --------------------------------------------------------- */

static void (*failing)(void);

static void run_failing(void **state)
{
	bench = bench_enter(state);
	bench->reaction = REFUSE;
	failing();
}

/* What it prints comes out once, and from the right process. */
static void run_group(void *arg)
{
	const struct CMUnitTest tests[] = {bench_test(run_failing)};
	int failed;

	(void)arg;
	dup2(STDERR_FILENO, STDOUT_FILENO);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	fflush(NULL);
	_exit(failed);
}

static void assert_fails(void (*assertion)(void), const char *const texts[])
{
	struct child child;
	const char *found;

	failing = assertion;
	fflush(NULL);
	child = bench_child(run_group, NULL);
	if (!WIFEXITED(child.status) || WEXITSTATUS(child.status) != 1)
		fail_msg("status %#x: %s", child.status, child.said);
	found = child.said;
	for (int i = 0; texts[i]; i++) {
		found = strstr(found, texts[i]);
		if (!found)
			fail_msg("\"%s\" is missing in: %s", texts[i],
				 child.said);
	}
}

static void expect_a_fault(void)
{
	bench_map(bench, KERNEL_LA, KERNEL_DATA);
	assert_page_fault(*at(KERNEL_LA) = 1, KERNEL_LA, MMU_PF_WR);
}

static void expect_another_address(void)
{
	assert_page_fault(*at(KERNEL_LA + 8) = 1, KERNEL_LA, MMU_PF_WR);
}

static void expect_another_code(void)
{
	bench_map(bench, KERNEL_LA, MMU_PTE_NX);
	assert_page_fault(*at(KERNEL_LA) = 1, KERNEL_LA, MMU_PF_WR);
}

static void expect_another_vector(void)
{
	char byte;

	assert_page_fault(mmu_load(bench->cpu, 1ull << 47, &byte, 1, NULL),
			  1ull << 47, 0);
}

static void expect_one_of_two(void)
{
	char byte;

	assert_page_fault(
		{
			mmu_load(bench->cpu, KERNEL_LA, &byte, 1, NULL);
			mmu_load(bench->cpu, USER_LA, &byte, 1, NULL);
		},
		KERNEL_LA, 0);
}

static void expect_none(void)
{
	assert_no_fault(*at(KERNEL_LA) = 1);
}

static void expect_progress(void)
{
	bench->reaction = SUCCEED;
	assert_no_fault(*at(KERNEL_LA) = 1);
}

static void expect_three(void)
{
	bench->reaction = DEMAND;
	assert_fault_count(3, *at(KERNEL_LA) = 1);
}

#define PF_WRITE                                                            \
	"#PF at 0xffffc90000000000, error code 0x0002: write, supervisor, " \
	"not present\n"

static void test_cmocka_says_what_happened(void **state)
{
	static const struct {
		void (*assertion)(void);
		const char *texts[8];
	} rows[] = {
		{expect_a_fault,
		 {"*at(KERNEL_LA) = 1\n  expected: " PF_WRITE,
		  "  happened: no exception stayed unresolved\n",
		  "test_cmocka.c:"}},
		{expect_another_address,
		 {"  expected: " PF_WRITE,
		  "  happened: #PF at 0xffffc90000000008, error code 0x0002: ",
		  "write to 0xffffc90000000008: the PML4E at ", "PML4E [402]",
		  "<- stops here"}},
		{expect_another_code,
		 {"  expected: " PF_WRITE,
		  "error code 0x0003: write, supervisor, rights violation",
		  "PTE   [  0]"}},
		{expect_another_vector,
		 {"  expected: #PF at 0x800000000000, error code 0x0000: read",
		  "  happened: #GP at 0x800000000000\n"}},
		{expect_one_of_two,
		 {"  happened: #PF at 0xffffc90000000000", "and 1 more"}},
		{expect_none,
		 {"  expected: no fault\n", "  happened: " PF_WRITE,
		  "PML4E [402]"}},
		{expect_progress,
		 {"  expected: no fault\n", "  happened: " PF_WRITE,
		  "its handler returned 0, but the access still faults"}},
		{expect_three,
		 {"  expected: 3 exceptions\n", "  happened: 1\n"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_fails(rows[i].assertion, rows[i].texts);
}

/*
 * An assertion that fails within a statement leaves it by longjmp(). The next
 * test does not land in it.
 */
static void fails_within(void **state)
{
	bench = bench_enter(state);
	assert_no_fault(assert_no_fault(assert_int_equal(1, 2)));
}

static void faults_for_good(void **state)
{
	bench = bench_enter(state);
	bench->reaction = REFUSE;
	if (cpu_record && !cpu_record->closed)
		fail_msg("a record is open");
	assert_page_fault(*at(KERNEL_LA) = 1, KERNEL_LA, MMU_PF_WR);
	if (cpu_record)
		fail_msg("a record is left");
}

static void run_two(void *arg)
{
	const struct CMUnitTest tests[] = {bench_test(fails_within),
					   bench_test(faults_for_good),
					   bench_test(fails_within),
					   bench_test(faults_for_good)};
	int failed;

	(void)arg;
	dup2(STDERR_FILENO, STDOUT_FILENO);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	fflush(NULL);
	_exit(failed);
}

static void test_cmocka_statements_may_be_left_by_assertions(void **state)
{
	struct child child;

	(void)state;
	fflush(NULL);
	child = bench_child(run_two, NULL);
	assert_true(WIFEXITED(child.status));
	if (WEXITSTATUS(child.status) != 2)
		fail_msg("%s", child.said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_cmocka_page_fault_of_a_pointer),
		bench_test(test_cmocka_page_fault_without_a_handler),
		bench_test(test_cmocka_leaves_the_cpu_usable),
		bench_test(test_cmocka_gives_up_functions),
		bench_test(test_cmocka_keeps_local_variables),
		bench_test(test_cmocka_page_fault_of_soft_accesses),
		bench_test(test_cmocka_exceptions_of_simulated_code),
		bench_test(test_cmocka_counts_what_handlers_resolve),
		bench_test(test_cmocka_assertions_nest),
		bench_test(test_cmocka_gives_up_handlers),
		bench_test(test_cmocka_assertions_in_handlers),
		bench_test(test_try_does_not_give_up_library_code),
		bench_test(test_cmocka_handlers_may_be_jumped_out_of),
		bench_test(test_cmocka_no_progress_is_unresolved),
		cmocka_unit_test(test_try_of_another_size_is_einval),
		cmocka_unit_test(test_cmocka_says_what_happened),
		cmocka_unit_test(
			test_cmocka_statements_may_be_left_by_assertions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
