/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_trap.c - an access through a host pointer becomes the access of the
 * simulated CPU, with the exception that this would raise, or none.
 */
#include "bench.h"

/* --- read, write and fetch ------------------------------------------------------ */

static void test_trap_read_of_nothing_is_a_read_fault(void **state)
{
	struct bench *b = bench_enter(state);

	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA + 5)), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + 5, 0);
	assert_int_equal(mmu_cr2(b->cpu), KERNEL_LA + 5);
	assert_true(b->last.native);
	assert_false(b->last.sim);
	assert_int_equal(b->last.regs.rip, addr_of(bench_load));
	assert_int_equal(b->last.rip_la, addr_of(bench_load));
	assert_int_equal(b->last.depth, 1);
}

static void test_trap_write_of_nothing_is_a_write_fault(void **state)
{
	struct bench *b = bench_enter(state);

	assert_int_equal(bench_store(bench_ptr(b, KERNEL_LA), 1), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, MMU_PF_WR);
}

static void test_trap_jump_to_nothing_is_a_fetch_fault(void **state)
{
	struct bench *b = bench_enter(state);

	assert_int_equal(bench_jump(bench_ptr(b, KERNEL_LA)), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, MMU_PF_ID);
	assert_int_equal(b->last.regs.rip, addr_of(bench_ptr(b, KERNEL_LA)));
	assert_int_equal(b->last.rip_la, KERNEL_LA);
}

static void test_trap_write_to_a_read_only_page_faults(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_frame(b, bench_map(b, KERNEL_LA, MMU_PTE_NX))[0] = 7;
	assert_int_equal(bench_load(ptr), 7);
	assert_int_equal(b->count, 0);
	assert_int_equal(bench_store(ptr, 1), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, MMU_PF_P | MMU_PF_WR);
	assert_int_equal(bench_load(ptr), 7);
}

static void test_trap_fetch_from_a_no_execute_page_faults(void **state)
{
	struct bench *b = bench_enter(state);
	char *code = bench_map_code(b, KERNEL_LA, KERNEL_DATA, CODE_42, 6);

	assert_int_equal(bench_load(code), 0xb8); /* resident as data */
	assert_int_equal(bench_jump(code), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, MMU_PF_P | MMU_PF_ID);
}

static void test_trap_code_in_a_window_runs(void **state)
{
	struct bench *b = bench_enter(state);
	void *code = bench_map_code(b, KERNEL_LA, KERNEL_CODE, CODE_42, 6);

	assert_int_equal(bench_jump(code), 42);
	assert_int_equal(b->count, 0);
	assert_true(*bench_entry(b, KERNEL_LA) & MMU_PTE_A);
	assert_false(*bench_entry(b, KERNEL_LA) & MMU_PTE_D);
}

static void test_trap_changed_code_is_seen_after_invlpg(void **state)
{
	struct bench *b = bench_enter(state);
	void *code = bench_map_code(b, KERNEL_LA, KERNEL_CODE, CODE_42, 6);

	assert_int_equal(bench_jump(code), 42);
	bench_frame(b, *bench_entry(b, KERNEL_LA))[1] = 43;
	mmu_invlpg(b->cpu, KERNEL_LA);
	assert_int_equal(bench_jump(code), 43);
}

/* A store into its own instruction is a write, although the address is RIP. */
static void test_trap_code_that_writes_itself_is_a_write(void **state)
{
	struct bench *b = bench_enter(state);
	/* 1: movb $0, 1b(%rip); ret */
	static const char code[] = "\xc6\x05\xf9\xff\xff\xff\0\xc3";
	void *ptr = bench_map_code(b, KERNEL_LA, KERNEL_CODE, code, 8);

	assert_int_equal(bench_jump(ptr), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, MMU_PF_P | MMU_PF_WR);
}

/* The second half of an instruction lies in a page that is not there. */
static void test_trap_fetch_that_crosses_faults_at_the_second_page(void **state)
{
	struct bench *b = bench_enter(state);
	char *start = bench_ptr(b, KERNEL_LA + PAGE - 3);
	uint64_t pa;

	/* Valgrind reads the whole instruction, and dies of it. */
	if (under("valgrind"))
		skip();
	pa = bench_map(b, KERNEL_LA, KERNEL_CODE);
	memcpy(bench_frame(b, pa) + PAGE - 3, CODE_42, 3);
	assert_int_equal(bench_jump(start), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + PAGE, MMU_PF_ID);
	assert_int_equal(b->last.rip_la, KERNEL_LA + PAGE - 3);
}

static void test_trap_code_runs_on_into_the_next_page(void **state)
{
	struct bench *b = bench_enter(state);
	char *start = bench_ptr(b, KERNEL_LA + PAGE - 3);
	uint64_t pa = bench_map(b, KERNEL_LA, KERNEL_CODE);

	memcpy(bench_frame(b, pa) + PAGE - 3, CODE_42, 3);
	pa = bench_map(b, KERNEL_LA + PAGE, KERNEL_CODE);
	memcpy(bench_frame(b, pa), &CODE_42[3], 3);
	assert_int_equal(bench_jump(start), 42);
	assert_int_equal(b->count, 0);
}

/* --- handlers ------------------------------------------------------------------- */

static void test_trap_handler_that_maps_is_retried(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA + 3 * PAGE);

	bench_expect(b, DEMAND);
	assert_int_equal(bench_store(ptr, 9), 0);
	assert_int_equal(bench_load(ptr), 9);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + 3 * PAGE, MMU_PF_WR);
}

static void print_and_allocate(struct bench *bench, struct mmu_frame *frame)
{
	char *text = malloc(1000), why[192];
	FILE *sink = tmpfile();

	assert_non_null(text);
	assert_non_null(sink);
	mmu_fault_text(&frame->fault, why, sizeof(why));
	snprintf(text, 1000, "%s %g", why, 0.5);
	assert_true(fprintf(sink, "%s\n", text) > 0);
	fclose(sink);
	free(text);
	(void)bench;
}

static void test_trap_handler_may_print_and_allocate(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, DEMAND);
	b->also = print_and_allocate;
	/* From within a function that allocates and locks itself. */
	for (int i = 0; i < 4; i++) {
		char *page = bench_ptr(b, KERNEL_LA + (uint64_t)i * PAGE);
		FILE *in = fmemopen(page, 64, "w");

		assert_non_null(in);
		fprintf(in, "number %d", i);
		fclose(in);
		assert_int_equal(page[7], '0' + i);
	}
	assert_in_range(b->count, 4, 8);
}

static void touch_another_page(struct bench *bench, struct mmu_frame *frame)
{
	uint64_t la = page_of(frame->fault.la) + PAGE;

	if (frame->depth < 6)
		bench_store(bench_ptr(bench, la), frame->depth);
}

static void test_trap_faults_in_a_handler_nest(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, DEMAND);
	b->also = touch_another_page;
	bench_store(bench_ptr(b, KERNEL_LA), 77);
	assert_int_equal(b->count, 6);
	assert_int_equal(b->first.depth, 1);
	assert_int_equal(b->last.depth, 6);
	assert_int_equal(b->last.fault.la, KERNEL_LA + 5 * PAGE);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 77);
	for (unsigned int i = 1; i < 6; i++)
		assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA + i * PAGE)),
				 i);
	assert_int_equal(b->cpu->depth, 0);
}

static void test_trap_handler_that_changes_registers_is_obeyed(void **state)
{
	struct bench *b = bench_enter(state);

	for (int i = 0; i < 200; i++) /* more often than retries are allowed */
		assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), SKIPPED);
	assert_int_equal(b->count, 200);
}

static void load_elsewhere(struct bench *bench, struct mmu_frame *frame)
{
	frame->regs.gpr[MMU_RDI] = addr_of(bench->arg);
}

static void test_trap_handler_can_repair_the_pointer(void **state)
{
	struct bench *b = bench_enter(state);
	static const unsigned char elsewhere = 99;

	bench_expect(b, SUCCEED);
	b->also = load_elsewhere;
	b->arg = (void *)(uintptr_t)&elsewhere;
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 99);
	assert_int_equal(b->count, 1);
}

/* Not the livelock that it looks like: each time the page is really there. */
static void test_trap_the_same_fault_may_come_again_and_again(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_expect(b, DEMAND);
	bench_store(ptr, 1);
	for (int i = 0; i < 300; i++) {
		uint64_t pa = *bench_entry(b, KERNEL_LA) & MMU_PTE_ADDR;

		*bench_entry(b, KERNEL_LA) = 0;
		mmu_invlpg(b->cpu, KERNEL_LA);
		mmu_frame_free(b->machine, pa, 1);
		assert_int_equal(bench_store(ptr, 1), 0);
	}
	assert_int_equal(b->count, 301);
}

static void test_trap_the_same_fill_may_come_again_and_again(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	for (int i = 0; i < 3000; i++) {
		mmu_invlpg(b->cpu, KERNEL_LA);
		assert_int_equal(bench_load(ptr), 0);
	}
	assert_int_equal(b->count, 0);
}

static void change_errno(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	(void)frame;
	errno = EXDEV;
}

static void test_trap_errno_survives(void **state)
{
	struct bench *b = bench_enter(state);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	errno = ENOTTY;
	bench_load(bench_ptr(b, KERNEL_LA));
	assert_int_equal(errno, ENOTTY);
	b->also = change_errno;
	bench_load(bench_ptr(b, KERNEL_LA + PAGE));
	assert_int_equal(errno, ENOTTY);
	assert_int_equal(b->count, 1);
}

static void privilege_is_zero(struct bench *bench, struct mmu_frame *frame)
{
	assert_int_equal(frame->cpl, 3);
	assert_int_equal(mmu_cpl(bench->cpu), 0);
	assert_false(mmu_rflags(bench->cpu) & MMU_RFLAGS_AC);
	/* SMAP: user pages are closed to the handler, its own are open. */
	assert_false(host_readable(bench_ptr(bench, USER_LA)));
	assert_int_equal(bench_load(bench_ptr(bench, KERNEL_LA)), 0);
}

static void test_trap_handler_runs_at_cpl_0(void **state)
{
	struct bench *b = bench_enter(state);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_map(b, USER_LA, USER_DATA);
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(bench_load(bench_ptr(b, USER_LA)), 0);
	assert_true(host_readable(bench_ptr(b, USER_LA)));
	b->also = privilege_is_zero;
	bench_load(bench_ptr(b, USER_LA + PAGE));
	assert_fault(b, MMU_TRAP_PF, USER_LA + PAGE, MMU_PF_US);
	assert_int_equal(mmu_cpl(b->cpu), 3);
	assert_true(host_readable(bench_ptr(b, USER_LA)));
	assert_false(host_readable(bench_ptr(b, KERNEL_LA)));
}

/* --- more than one page ------------------------------------------------------------ */

static void test_trap_store_into_a_missing_second_page(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t value = 0x1122334455667788;
	char *ptr = bench_ptr(b, KERNEL_LA + PAGE - 3);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_expect(b, DEMAND);
	bench_store8(ptr, value);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + PAGE, MMU_PF_WR);
	assert_memory_equal(ptr, &value, 8);
	assert_true(*bench_entry(b, KERNEL_LA) & MMU_PTE_D);
}

static void test_trap_store_across_changes_nothing_when_refused(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA + PAGE - 3);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	assert_int_equal(bench_store8(ptr, ~0ull), SKIPPED);
	assert_int_equal(bench_load(ptr), 0);
}

static void rep_movsb(void *to, const void *from, size_t len)
{
	__asm__ volatile("rep movsb"
			 : "+D"(to), "+S"(from), "+c"(len)
			 :
			 : "memory");
	assert_int_equal(len, 0);
}

static void test_trap_string_copy_faults_in_the_middle(void **state)
{
	struct bench *b = bench_enter(state);
	static char from[3 * PAGE];
	char *to = bench_ptr(b, KERNEL_LA + 100);

	for (size_t i = 0; i < sizeof(from); i++)
		from[i] = (char)(i * 7);
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_expect(b, DEMAND);
	rep_movsb(to, from, sizeof(from));
	assert_int_equal(b->count, 3);
	assert_int_equal(b->first.fault.la, KERNEL_LA + PAGE);
	assert_memory_equal(to, from, sizeof(from));
}

static void test_trap_string_copy_between_missing_pages(void **state)
{
	struct bench *b = bench_enter(state);
	char *from = bench_ptr(b, KERNEL_LA), *to = from + 64 * PAGE;

	bench_expect(b, DEMAND);
	for (int i = 0; i < 2; i++)
		from[i * 4096] = (char)(i + 1);
	rep_movsb(to + 10, from, 2 * PAGE);
	assert_int_equal(b->count, 2 + 3);
	assert_memory_equal(to + 10, from, 2 * PAGE);
}

/* --- no progress -------------------------------------------------------------------- */

static void touch(void *arg)
{
	struct bench *b = arg;

	if (mmu_cpu_enter(b->cpu))
		_exit(9);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
}

static void test_trap_livelock_is_diagnosed(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	bench_map(b, KERNEL_LA, MMU_PTE_NX);
	bench_expect(b, SUCCEED);
	child = bench_child(touch, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, "no progress"));
	assert_non_null(strstr(child.said, "forbids writing"));
}

static void flush_all(struct bench *bench, struct mmu_frame *frame)
{
	(void)frame;
	mmu_flush_tlb(bench->cpu);
}

/* Pages that are refilled in between do not hide it. */
static void test_trap_livelock_with_flushes_is_diagnosed(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	bench_map(b, KERNEL_LA, MMU_PTE_NX);
	bench_expect(b, SUCCEED);
	b->also = flush_all;
	child = bench_child(touch, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, "no progress"));
}

/* Nor does a fault that the handler itself takes in between. */
static void touch_another(struct bench *bench, struct mmu_frame *frame)
{
	if (frame->depth > 1)
		return;
	*bench_entry(bench, KERNEL_LA + PAGE) = 0;
	mmu_invlpg(bench->cpu, KERNEL_LA + PAGE);
	bench->reaction = DEMAND;
	bench_store(bench_ptr(bench, KERNEL_LA + PAGE), 1);
	bench->reaction = SUCCEED;
}

static void test_trap_livelock_with_nested_faults_is_diagnosed(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	bench_map(b, KERNEL_LA + PAGE, KERNEL_DATA);
	bench_map(b, KERNEL_LA, MMU_PTE_NX);
	bench_expect(b, SUCCEED);
	b->also = touch_another;
	child = bench_child(touch, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, "no progress"));
}

static void count_in_a_register(struct bench *bench, struct mmu_frame *frame)
{
	frame->regs.gpr[MMU_R11] = bench->count;
}

/* Nor does a handler that changes registers, but not the instruction. */
static void test_trap_livelock_with_other_registers_is_diagnosed(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	bench_map(b, KERNEL_LA, MMU_PTE_NX);
	bench_expect(b, SUCCEED);
	b->also = count_in_a_register;
	child = bench_child(touch, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, "no progress"));
}

/* A page that soft accesses evict again and again is no livelock, though the
 * registers be the same each time. */
static void test_trap_page_evicted_every_time_is_no_livelock(void **state)
{
	static const struct mmu_config config = {
		.size = sizeof(config), .tlb_sets = 1, .tlb_ways = 4};
	static volatile unsigned int i;
	struct bench b;
	unsigned char byte;

	(void)state;
	bench_create_with(&b, &config);
	assert_int_equal(mmu_cpu_enter(b.cpu), 0);
	for (i = 0; i <= 4; i++)
		bench_map(&b, KERNEL_LA + i * PAGE, KERNEL_DATA);
	for (i = 0; i < 1200; i++) {
		bench_load(bench_ptr(&b, KERNEL_LA));
		for (uint64_t j = 1; j <= 4; j++)
			mmu_load(b.cpu, KERNEL_LA + j * PAGE, &byte, 1, NULL);
	}
	assert_int_equal(b.count, 0);
	assert_true(b.cpu->stats.evictions > 1200);
	mmu_cpu_leave(b.cpu);
	bench_destroy(&b);
}

static void fault_deeper(struct bench *bench, struct mmu_frame *frame)
{
	bench_store(bench_ptr(bench, page_of(frame->fault.la) + PAGE), 1);
}

static void test_trap_endless_nesting_is_diagnosed(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	bench_expect(b, DEMAND);
	b->also = fault_deeper;
	child = bench_child(touch, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, "handlers"));
	assert_non_null(strstr(child.said, "deep"));
}

static void test_trap_nesting_to_the_limit_works(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, DEMAND);
	b->also = fault_deeper;
	/* The page at the limit is there, so the last one does not fault. */
	bench_map(b, KERNEL_LA + MMU_MAX_DEPTH * PAGE, KERNEL_DATA);
	bench_store(bench_ptr(b, KERNEL_LA), 1);
	assert_int_equal(b->count, MMU_MAX_DEPTH);
}

static int failing_handler(struct mmu_cpu *cpu, struct mmu_frame *frame,
			   void *arg)
{
	(void)cpu;
	(void)frame;
	(void)arg;
	return -ENOMEM;
}

static void test_trap_error_of_the_handler_is_printed(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	mmu_set_handler(b->machine, MMU_TRAP_PF, failing_handler, NULL);
	child = bench_child(touch, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_non_null(strstr(child.said, strerror(ENOMEM)));
}

static void test_trap_two_pages_per_set_at_the_least_size(void **state)
{
	const struct mmu_config config = {
		.size = sizeof(config), .tlb_sets = 1, .tlb_ways = 4};
	struct bench small;

	(void)state;
	bench_create_with(&small, &config);
	bench_expect(&small, DEMAND);
	for (uint64_t i = 0; i < 20; i++)
		bench_store(bench_ptr(&small, KERNEL_LA + i * PAGE), i);
	rep_movsb(bench_ptr(&small, KERNEL_LA + 20 * PAGE),
		  bench_ptr(&small, KERNEL_LA), 20 * PAGE);
	for (uint64_t i = 0; i < 20; i++)
		assert_int_equal(bench_load(bench_ptr(
					 &small, KERNEL_LA + (20 + i) * PAGE)),
				 i);
	bench_destroy(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_trap_read_of_nothing_is_a_read_fault),
		bench_test(test_trap_write_of_nothing_is_a_write_fault),
		bench_test(test_trap_jump_to_nothing_is_a_fetch_fault),
		bench_test(test_trap_write_to_a_read_only_page_faults),
		bench_test(test_trap_fetch_from_a_no_execute_page_faults),
		bench_test(test_trap_code_in_a_window_runs),
		bench_test(test_trap_changed_code_is_seen_after_invlpg),
		bench_test(test_trap_code_that_writes_itself_is_a_write),
		bench_test(
			test_trap_fetch_that_crosses_faults_at_the_second_page),
		bench_test(test_trap_code_runs_on_into_the_next_page),
		bench_test(test_trap_handler_that_maps_is_retried),
		bench_test(test_trap_handler_may_print_and_allocate),
		bench_test(test_trap_faults_in_a_handler_nest),
		bench_test(test_trap_handler_that_changes_registers_is_obeyed),
		bench_test(test_trap_handler_can_repair_the_pointer),
		bench_test(test_trap_the_same_fault_may_come_again_and_again),
		bench_test(test_trap_the_same_fill_may_come_again_and_again),
		bench_test(test_trap_errno_survives),
		bench_test(test_trap_handler_runs_at_cpl_0),
		bench_test(test_trap_store_into_a_missing_second_page),
		bench_test(test_trap_store_across_changes_nothing_when_refused),
		bench_test(test_trap_string_copy_faults_in_the_middle),
		bench_test(test_trap_string_copy_between_missing_pages),
		bench_test(test_trap_livelock_is_diagnosed),
		bench_test(test_trap_livelock_with_flushes_is_diagnosed),
		bench_test(test_trap_livelock_with_nested_faults_is_diagnosed),
		bench_test(
			test_trap_livelock_with_other_registers_is_diagnosed),
		bench_test(test_trap_page_evicted_every_time_is_no_livelock),
		bench_test(test_trap_endless_nesting_is_diagnosed),
		bench_test(test_trap_nesting_to_the_limit_works),
		bench_test(test_trap_error_of_the_handler_is_printed),
		cmocka_unit_test(test_trap_two_pages_per_set_at_the_least_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
