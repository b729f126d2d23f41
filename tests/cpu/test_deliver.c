/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_deliver.c - exceptions and their handlers, by soft accesses. */
#include "../support/rig.h"

#include <errno.h>

#define LA    0xffff888000010000ull
#define OTHER 0xffff888000020000ull

static struct rig rig;
static struct mmu_fault fault;

/* What a handler saw. */
static struct {
	unsigned int calls;
	struct mmu_frame frame; /* of the last call */
	unsigned int cpl;
	uint64_t rflags, cr2;
	unsigned int deepest;
} seen;

static void note(struct mmu_cpu *cpu, const struct mmu_frame *frame)
{
	seen.calls++;
	seen.frame = *frame;
	seen.cpl = mmu_cpl(cpu);
	seen.rflags = mmu_rflags(cpu);
	seen.cr2 = mmu_cr2(cpu);
	if (frame->depth > seen.deepest)
		seen.deepest = frame->depth;
}

/* Demand paging in five lines. */
static int map_it(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	note(cpu, frame);
	rig_map(arg, frame->fault.la & ~0xfffull, RIG_USER);
	return 0;
}

/* Returns what arg points at. */
static int answer(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	note(cpu, frame);
	return *(int *)arg;
}

static int setup(void **state)
{
	(void)state;
	memset(&seen, 0, sizeof(seen));
	rig_create(&rig, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_destroy(&rig);
	return 0;
}

static void handle(unsigned int vector, mmu_handler *handler, void *arg)
{
	mmu_set_handler(rig.machine, vector, handler, arg);
}

static int load(uint64_t la)
{
	uint64_t value;

	return mmu_load(rig.cpu, la, &value, 8, &fault);
}

static void
test_deliver_handler_resolves_and_the_access_is_retried(void **state)
{
	uint64_t value = 0;

	(void)state;
	handle(MMU_TRAP_PF, map_it, &rig);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(mmu_load(rig.cpu, 0x1000, &value, 8, &fault), 0);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(rig_stats(&rig).faults, 1);
	assert_int_equal(rig_stats(&rig).delivered, 1);
	assert_int_equal(mmu_load(rig.cpu, 0x1008, &value, 8, &fault), 0);
	assert_int_equal(seen.calls, 1);
}

static void test_deliver_crossing_store_faults_on_both_pages(void **state)
{
	const uint64_t value = 0x1122334455667788;
	uint64_t got;

	(void)state;
	handle(MMU_TRAP_PF, map_it, &rig);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(mmu_store(rig.cpu, 0x1ffc, &value, 8, &fault), 0);
	assert_int_equal(seen.calls, 2);
	assert_int_equal(seen.cr2, 0x2000);
	assert_int_equal(mmu_load(rig.cpu, 0x1ffc, &got, 8, &fault), 0);
	assert_int_equal(got, value);
}

static void test_deliver_range_faults_once_a_page(void **state)
{
	char buf[3 * 4096] = "";
	size_t done;

	(void)state;
	handle(MMU_TRAP_PF, map_it, &rig);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(
		mmu_write(rig.cpu, 0x1800, buf, sizeof(buf), &done, &fault), 0);
	assert_int_equal(done, sizeof(buf));
	assert_int_equal(seen.calls, 4);
}

static void test_deliver_without_a_handler_returns_the_vector(void **state)
{
	(void)state;
	assert_int_equal(load(LA), MMU_TRAP_PF);
	assert_int_equal(fault.la, LA);
	assert_int_equal(fault.why, MMU_WHY_NOT_PRESENT);
	assert_int_equal(load(1ull << 47), MMU_TRAP_GP);
}

static void test_deliver_unresolved_returns_the_vector(void **state)
{
	int result = 1;

	(void)state;
	handle(MMU_TRAP_PF, answer, &result);
	assert_int_equal(load(LA), MMU_TRAP_PF);
	assert_int_equal(fault.la, LA);
	assert_int_equal(seen.calls, 1);
	result = 99; /* any positive number says the same */
	assert_int_equal(load(LA), MMU_TRAP_PF);
}

static void test_deliver_errno_of_the_handler_is_passed_on(void **state)
{
	int result = -ENOMEM;

	(void)state;
	handle(MMU_TRAP_PF, answer, &result);
	assert_int_equal(load(LA), -ENOMEM);
	assert_int_equal(seen.calls, 1);
}

static void test_deliver_retry_without_progress_is_eloop(void **state)
{
	int result = 0;

	(void)state;
	handle(MMU_TRAP_PF, answer, &result);
	assert_int_equal(load(LA), -ELOOP);
	assert_in_range(seen.calls, 2, 1000);
	assert_int_equal(fault.la, LA);
	/* The next access starts afresh. */
	seen.calls = 0;
	assert_int_equal(load(LA), -ELOOP);
	assert_in_range(seen.calls, 2, 1000);
}

/* Sets one more bit of the entry each time: slow, but progress. */
static int map_slowly(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	volatile uint64_t *entry = rig_entry(arg, frame->fault.la);

	note(cpu, frame);
	if (seen.calls < 200)
		*entry = (uint64_t)seen.calls << 12; /* still not present */
	else
		rig_map(arg, frame->fault.la & ~0xfffull, RIG_RW);
	return 0;
}

static void test_deliver_slow_progress_is_no_loop(void **state)
{
	(void)state;
	rig_map(&rig, LA, RIG_RW); /* so that there is a PTE */
	*rig_entry(&rig, LA) = 0;
	handle(MMU_TRAP_PF, map_slowly, &rig);
	assert_int_equal(load(LA), 0);
	assert_int_equal(seen.calls, 200);
}

static void test_deliver_page_faults_set_cr2_and_others_do_not(void **state)
{
	int result = 1;

	(void)state;
	handle(MMU_TRAP_PF, answer, &result);
	handle(MMU_TRAP_GP, answer, &result);
	assert_int_equal(load(LA + 3), MMU_TRAP_PF);
	assert_int_equal(seen.cr2, LA + 3);
	assert_int_equal(load(1ull << 47), MMU_TRAP_GP);
	assert_int_equal(seen.cr2, LA + 3);
	assert_int_equal(mmu_cr2(rig.cpu), LA + 3);
}

static void test_deliver_handler_runs_at_cpl_0(void **state)
{
	const uint64_t flags = MMU_RFLAGS_IF | MMU_RFLAGS_AC | 2;
	int result = 1;

	(void)state;
	handle(MMU_TRAP_PF, answer, &result);
	mmu_set_cpl(rig.cpu, 3);
	mmu_set_rflags(rig.cpu, flags);
	assert_int_equal(load(LA), MMU_TRAP_PF);
	assert_int_equal(seen.cpl, 0);
	assert_int_equal(seen.frame.cpl, 3);
	assert_false(seen.rflags & (MMU_RFLAGS_IF | MMU_RFLAGS_AC));
	assert_int_equal(mmu_cpl(rig.cpu), 3); /* and back */
	assert_int_equal(mmu_rflags(rig.cpu), flags);
	assert_int_equal(mmu_cpu_mode(rig.cpu)->cpl, 3);
	assert_true(mmu_cpu_mode(rig.cpu)->ac);
}

static void test_deliver_frame_describes_the_access(void **state)
{
	int result = 1;

	(void)state;
	handle(MMU_TRAP_PF, answer, &result);
	mmu_cpu_regs(rig.cpu)->rip = 0x401000;
	mmu_cpu_regs(rig.cpu)->gpr[MMU_RSP] = 0x7ffe0000;
	mmu_cpu_regs(rig.cpu)->gpr[MMU_RAX] = 42;
	assert_int_equal(mmu_store(rig.cpu, LA, &result, 4, NULL), MMU_TRAP_PF);
	assert_int_equal(seen.frame.fault.la, LA);
	assert_int_equal(seen.frame.fault.vector, MMU_TRAP_PF);
	assert_int_equal(seen.frame.fault.error_code, MMU_PF_WR);
	assert_int_equal(seen.frame.regs.gpr[MMU_RAX], 42);
	assert_int_equal(seen.frame.rip_la, 0x401000);
	assert_int_equal(seen.frame.sp_la, 0x7ffe0000);
	assert_false(seen.frame.native);
	assert_int_equal(seen.frame.depth, 1);
}

static int change_rax(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	frame->regs.gpr[MMU_RAX] = 7;
	return map_it(cpu, frame, arg);
}

static void test_deliver_handler_may_change_registers(void **state)
{
	(void)state;
	handle(MMU_TRAP_PF, change_rax, &rig);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(load(0x1000), 0);
	assert_int_equal(mmu_cpu_regs(rig.cpu)->gpr[MMU_RAX], 7);
}

/* A handler that itself needs a page which is not there yet. */
static int needs_a_page(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	uint64_t value;

	note(cpu, frame);
	if (frame->fault.la == LA) {
		assert_int_equal(mmu_load(cpu, OTHER, &value, 8, NULL), 0);
		assert_int_equal(mmu_cr2(cpu), OTHER); /* CR2 is but one */
		assert_int_equal(frame->fault.la, LA);
		assert_int_equal(mmu_cpl(cpu), 0);
	}
	rig_map(arg, frame->fault.la, RIG_RW);
	return 0;
}

static void test_deliver_faults_in_handlers_nest(void **state)
{
	(void)state;
	handle(MMU_TRAP_PF, needs_a_page, &rig);
	assert_int_equal(load(LA), 0);
	assert_int_equal(seen.calls, 2);
	assert_int_equal(seen.deepest, 2);
	assert_int_equal(rig_stats(&rig).delivered, 2);
}

/* Touches a fresh address each time, which faults in turn, without end. */
static int run_away(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	int *last = arg;
	uint64_t value;

	note(cpu, frame);
	*last = mmu_load(cpu, frame->fault.la + 4096, &value, 8, NULL);
	return *last;
}

static void test_deliver_endless_nesting_is_eoverflow(void **state)
{
	int last = 0;

	(void)state;
	handle(MMU_TRAP_PF, run_away, &last);
	assert_int_equal(load(LA), -EOVERFLOW);
	assert_in_range(seen.deepest, 2, 1000);
	/* All of it is undone. */
	seen.deepest = 0;
	assert_int_equal(load(LA), -EOVERFLOW);
	assert_in_range(seen.deepest, 2, 1000);
}

static void test_deliver_machine_check_has_a_handler_too(void **state)
{
	int result = 1;

	(void)state;
	handle(MMU_TRAP_MC, answer, &result);
	rig_map_to(&rig, LA, 1ull << 40, 12, RIG_RW);
	assert_int_equal(load(LA), MMU_TRAP_MC);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.frame.fault.why, MMU_WHY_NO_RAM);
}

static void test_deliver_handler_can_be_removed(void **state)
{
	(void)state;
	handle(MMU_TRAP_PF, map_it, &rig);
	handle(MMU_TRAP_PF, NULL, NULL);
	assert_int_equal(load(LA), MMU_TRAP_PF);
	assert_int_equal(seen.calls, 0);
	assert_int_equal(rig_stats(&rig).delivered, 0);
}

static void test_deliver_vector_above_31_is_a_bug(void **state)
{
	unsigned int bugs = 0;

	(void)state;
	mmu_set_bug_hook(rig_count_bug, &bugs);
	handle(32, map_it, NULL);
	assert_int_equal(bugs, 1);
	mmu_set_bug_hook(NULL, NULL);
}

static unsigned int deliveries;

static void watch(struct mmu_cpu *cpu, const struct mmu_event *event, void *arg)
{
	(void)cpu;
	(void)arg;
	if (event->kind != MMU_EVENT_DELIVER)
		return;
	deliveries++;
	assert_non_null(event->fault);
	assert_int_equal(event->fault->la, LA);
}

static void test_deliver_is_an_event(void **state)
{
	int result = 1;

	(void)state;
	deliveries = 0;
	mmu_set_event_hook(rig.machine, watch, NULL);
	handle(MMU_TRAP_PF, answer, &result);
	load(LA);
	assert_int_equal(deliveries, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_deliver_handler_resolves_and_the_access_is_retried),
		TEST(test_deliver_crossing_store_faults_on_both_pages),
		TEST(test_deliver_range_faults_once_a_page),
		TEST(test_deliver_without_a_handler_returns_the_vector),
		TEST(test_deliver_unresolved_returns_the_vector),
		TEST(test_deliver_errno_of_the_handler_is_passed_on),
		TEST(test_deliver_retry_without_progress_is_eloop),
		TEST(test_deliver_slow_progress_is_no_loop),
		TEST(test_deliver_page_faults_set_cr2_and_others_do_not),
		TEST(test_deliver_handler_runs_at_cpl_0),
		TEST(test_deliver_frame_describes_the_access),
		TEST(test_deliver_handler_may_change_registers),
		TEST(test_deliver_faults_in_handlers_nest),
		TEST(test_deliver_endless_nesting_is_eoverflow),
		TEST(test_deliver_machine_check_has_a_handler_too),
		TEST(test_deliver_handler_can_be_removed),
		TEST(test_deliver_vector_above_31_is_a_bug),
		TEST(test_deliver_is_an_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
