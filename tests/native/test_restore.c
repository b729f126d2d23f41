/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_restore.c - windows of a machine that is restored from a snapshot. */
#include "bench.h"

#include <mmusim/cmocka.h>
#include <mmusim/snapshot.h>
#include <pthread.h>

static struct mmu_snapshot *snapshot(struct bench *b)
{
	struct mmu_snapshot *taken;

	assert_int_equal(mmu_snapshot(b->machine, &taken), 0);
	return taken;
}

static void restore(struct bench *b, const struct mmu_snapshot *taken)
{
	assert_int_equal(mmu_restore(b->machine, taken), 0);
	assert_true(native_check(b->machine));
	assert_true(tlb_check(&b->cpu->tlb));
}

static void test_restore_shows_old_contents_in_windows(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	struct mmu_snapshot *taken;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(ptr, 1);
	taken = snapshot(b);
	assert_int_equal(bench_load(ptr), 1); /* it disturbs nothing */
	bench_store(ptr, 2);
	restore(b, taken);
	assert_false(host_readable(ptr));
	assert_int_equal(bench_load(ptr), 1);
	bench_store(ptr, 3);
	restore(b, taken);
	assert_int_equal(bench_load(ptr), 1);
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

/* The page that the window shows is given back to the host. */
static void test_restore_takes_new_pages_out_of_windows(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken = snapshot(b);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(ptr, 2);
	restore(b, taken);
	b->reaction = REFUSE;
	assert_page_fault(bench_load(ptr), KERNEL_LA, 0);
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

static void test_restore_keeps_a_stale_translation(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	struct mmu_snapshot *taken;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(ptr, 1);
	*bench_entry(b, KERNEL_LA) = 0;
	taken = snapshot(b);
	mmu_flush_tlb(b->cpu);
	restore(b, taken);
	assert_int_equal(bench_load(ptr), 1); /* the TLB knows it */
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

static void test_restore_brings_back_old_code(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken;
	uint64_t result;
	char *code;

	code = bench_map_code(b, KERNEL_LA, MMU_PTE_RW, CODE_42,
			      sizeof(CODE_42));
	assert_int_equal(bench_call(b, code, 0, 0, &result), 0);
	taken = snapshot(b);
	bench_frame(b, *bench_entry(b, KERNEL_LA))[1] = 43;
	mmu_invlpg(b->cpu, KERNEL_LA); /* for Valgrind, too, it is new code */
	assert_int_equal(bench_call(b, code, 0, 0, &result), 0);
	assert_int_equal(result, 43);
	restore(b, taken);
	assert_int_equal(bench_call(b, code, 0, 0, &result), 0);
	assert_int_equal(result, 42);
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

static void test_restore_follows_the_mode(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	struct mmu_snapshot *taken;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	mmu_set_cpl(b->cpu, 3);
	taken = snapshot(b);
	mmu_set_cpl(b->cpu, 0);
	bench_store(ptr, 1);
	restore(b, taken);
	b->reaction = REFUSE;
	assert_page_fault(bench_load(ptr), KERNEL_LA, MMU_PF_P | MMU_PF_US);
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

/* A direct map, with a page that shows another frame. */
static void test_restore_of_an_identity_window(void **state)
{
	struct mmu_window_config config = {.size = sizeof(config),
					   .la = 0xffff888000000000,
					   .len = WINDOW_LEN,
					   .identity = true};
	struct bench *b = bench_enter(state);
	uint64_t pa = mmu_frame_alloc(b->machine, 2, 1);
	struct mmu_snapshot *taken;
	char *ptr;

	assert_int_equal(mmu_window_open(b->machine, &config), 0);
	ptr = bench_ptr(b, config.la + pa);
	bench_map_to(b, config.la + pa, pa, 12, KERNEL_DATA);
	bench_store(ptr, 1);
	taken = snapshot(b);
	*bench_entry(b, config.la + pa) += PAGE;
	mmu_invlpg(b->cpu, config.la + pa);
	bench_store(ptr, 2);
	restore(b, taken);
	assert_int_equal(bench_load(ptr), 1);
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

static void test_restore_closes_windows_opened_since(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken = snapshot(b);
	uint64_t la = KERNEL_LA + (1ull << 30);
	char *ptr;

	for (int i = 0; i < 3; i++) {
		bench_open_at(b, la, PAGE);
		bench_map(b, la, KERNEL_DATA);
		ptr = bench_ptr(b, la);
		bench_store(ptr, 1);
		restore(b, taken);
		assert_true(bench_ptr(b, la) == (char *)(uintptr_t)la);
		assert_false(host_readable(ptr));
	}
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

static void test_restore_to_a_machine_without_windows(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct mmu_snapshot *without, *with;

	(void)state;
	assert_non_null(b);
	bench_create_bare(b, NULL);
	without = snapshot(b);
	bench_open_at(b, KERNEL_LA, WINDOW_LEN);
	with = snapshot(b);
	restore(b, without);
	assert_true(bench_ptr(b, KERNEL_LA) == (char *)(uintptr_t)KERNEL_LA);
	assert_int_equal(mmu_restore(b->machine, with), -ESTALE);
	bench_open_at(b, KERNEL_LA, WINDOW_LEN);
	restore(b, without);
	mmu_snapshot_free(without);
	mmu_snapshot_free(with);
	bench_destroy(b);
	free(b);
}

static void test_restore_without_a_window_is_estale(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken = snapshot(b);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	assert_int_equal(mmu_window_close(b->machine, USER_LA), 0);
	assert_int_equal(mmu_restore(b->machine, taken), -ESTALE);
	/* and nothing is changed */
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 1);
	assert_true(native_check(b->machine));
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

/* Another window, though all of it lies where the old one did. */
static void test_restore_of_another_kind_of_window_is_estale(void **state)
{
	struct mmu_window_config config = {.size = sizeof(config),
					   .la = 0xffff888000000000,
					   .len = 1 << 20,
					   .identity = true};
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken;

	assert_int_equal(mmu_window_open(b->machine, &config), 0);
	config.hint = addr_of(bench_ptr(b, config.la));
	taken = snapshot(b);
	for (int kind = 0; kind < 2; kind++) {
		assert_int_equal(mmu_window_close(b->machine, config.la), 0);
		config.identity = kind;
		config.pa = kind * PAGE;
		assert_int_equal(mmu_window_open(b->machine, &config), 0);
		assert_int_equal(addr_of(bench_ptr(b, config.la)), config.hint);
		assert_int_equal(mmu_restore(b->machine, taken), -ESTALE);
	}
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

static void restore_there(struct bench *b, struct mmu_frame *frame)
{
	(void)frame;
	assert_int_equal(mmu_restore(b->machine, b->arg), -EBUSY);
}

static void test_restore_in_a_handler_is_ebusy(void **state)
{
	struct bench *b = bench_enter(state);

	b->arg = snapshot(b);
	b->also = restore_there;
	bench_expect(b, SKIP);
	bench_load(bench_ptr(b, KERNEL_LA));
	assert_int_equal(b->count, 1);
	mmu_snapshot_free(b->arg);
	mmu_cpu_leave(b->cpu);
}

static void test_restore_with_pinned_memory_is_ebusy(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken, *other;
	void *pinned = NULL;

	bench_expect(b, DEMAND);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	taken = snapshot(b);
	bench_store(bench_ptr(b, KERNEL_LA), 2);
	assert_int_equal(mmu_pin(bench_ptr(b, KERNEL_LA), 1, MMU_READ, &pinned),
			 1);
	assert_int_equal(mmu_restore(b->machine, taken), -EBUSY);
	assert_int_equal(mmu_snapshot(b->machine, &other), -EBUSY);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 2);
	mmu_unpin(pinned);
	assert_int_equal(mmu_restore(b->machine, taken), 0);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 1);
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

static int channel[2];

static void *read_there(void *arg)
{
	return mmu_sys_read(channel[0], bench_ptr(arg, KERNEL_LA), 8) == 1 ?
		       arg :
		       NULL;
}

static void test_restore_while_a_system_call_waits_is_ebusy(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t pa = bench_map(b, KERNEL_LA, KERNEL_DATA);
	struct mmu_snapshot *taken = snapshot(b), *other;
	pthread_t thread;
	void *result;

	mmu_cpu_leave(b->cpu);
	assert_int_equal(pipe(channel), 0);
	assert_int_equal(pthread_create(&thread, NULL, read_there, b), 0);
	while (!mmu_frame_pinned(b->machine, pa))
		sched_yield();
	assert_int_equal(mmu_restore(b->machine, taken), -EBUSY);
	assert_int_equal(mmu_snapshot(b->machine, &other), -EBUSY);
	assert_int_equal(write(channel[1], "x", 1), 1);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, b);
	close(channel[0]);
	close(channel[1]);
	assert_int_equal(mmu_restore(b->machine, taken), 0);
	mmu_snapshot_free(taken);
}

/* A page whose mapping outlived its translation shows what it did then. */
static void test_restore_forgets_what_the_host_showed(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t first = bench_map(b, KERNEL_LA, KERNEL_DATA), second;
	struct mmu_snapshot *taken;

	bench_store(bench_ptr(b, KERNEL_LA), 1);
	mmu_invlpg(b->cpu, KERNEL_LA);
	taken = snapshot(b);
	second = bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(bench_ptr(b, KERNEL_LA), 2);
	mmu_invlpg(b->cpu, KERNEL_LA);
	restore(b, taken);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 1);
	assert_int_not_equal(first, second);
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

/* Simulated code calls the library, which tries to restore. */
static const struct mmu_snapshot *wanted;
static int restored;

static int restore_at_gate(struct mmu_cpu *cpu, struct native_gate *gate)
{
	struct mmu_snapshot *taken;

	gate->touch = 0;
	assert_int_equal(mmu_snapshot(mmu_cpu_machine(cpu), &taken), -EBUSY);
	restored = mmu_restore(mmu_cpu_machine(cpu), wanted);
	return 0;
}

static void test_restore_called_by_simulated_code_is_ebusy(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken = snapshot(b);

	wanted = taken;
	native_set_gate(restore_at_gate);
	assert_int_equal(bench_call(b, native_gate_entry, 0, 0, NULL), 0);
	assert_int_equal(restored, -EBUSY);
	restore(b, taken); /* now it may */
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

static jmp_buf outside;

static void jump_out(struct bench *b, struct mmu_frame *frame)
{
	(void)b;
	(void)frame;
	longjmp(outside, 1);
}

/* As a failing assertion in a handler does. */
static void test_restore_after_a_jump_out_of_a_handler(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken = snapshot(b);

	b->also = jump_out;
	if (!setjmp(outside))
		bench_load(bench_ptr(b, KERNEL_LA));
	assert_int_equal(b->count, 1);
	restore(b, taken);
	assert_int_equal(b->cpu->depth, 0);
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

/* Counters go back, too, and all registers are as before: yet that is no
 * instruction that makes no progress. */
static void test_restore_may_be_repeated_at_one_place(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_snapshot *taken;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	taken = snapshot(b);
	for (volatile int i = 0; i < 1500; i++) { /* in no register */
		bench_store(bench_ptr(b, KERNEL_LA), 1);
		assert_int_equal(mmu_restore(b->machine, taken), 0);
	}
	mmu_snapshot_free(taken);
	mmu_cpu_leave(b->cpu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_restore_shows_old_contents_in_windows),
		bench_test(test_restore_takes_new_pages_out_of_windows),
		bench_test(test_restore_keeps_a_stale_translation),
		bench_test(test_restore_brings_back_old_code),
		bench_test(test_restore_follows_the_mode),
		bench_test(test_restore_of_an_identity_window),
		bench_test(test_restore_closes_windows_opened_since),
		cmocka_unit_test(test_restore_to_a_machine_without_windows),
		bench_test(test_restore_without_a_window_is_estale),
		bench_test(test_restore_of_another_kind_of_window_is_estale),
		bench_test(test_restore_in_a_handler_is_ebusy),
		bench_test(test_restore_called_by_simulated_code_is_ebusy),
		bench_test(test_restore_with_pinned_memory_is_ebusy),
		bench_test(test_restore_while_a_system_call_waits_is_ebusy),
		bench_test(test_restore_forgets_what_the_host_showed),
		bench_test(test_restore_after_a_jump_out_of_a_handler),
		bench_test(test_restore_may_be_repeated_at_one_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
