/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_access.c - mmu_access(): rights, faults, counters and events. */
#include "../support/rig.h"

#define LA	  0x7f0000010000ull
#define KERNEL_LA 0xffff888000010000ull

static struct rig rig;
static struct mmu_fault fault;

static enum mmu_event_kind events[16];
static unsigned int nevents;
static struct mmu_fault event_fault;

static void watch(struct mmu_cpu *cpu, const struct mmu_event *event, void *arg)
{
	assert_ptr_equal(cpu, rig.cpu);
	assert_ptr_equal(arg, events);
	assert_true(nevents < COUNT(events));
	events[nevents++] = event->kind;
	if (event->kind == MMU_EVENT_FAULT)
		event_fault = *event->fault;
}

static int setup(void **state)
{
	(void)state;
	nevents = 0;
	rig_create(&rig, NULL);
	mmu_set_event_hook(rig.machine, watch, events);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_destroy(&rig);
	return 0;
}

static int access_la(uint64_t la, unsigned int how)
{
	return mmu_access(rig.cpu, la, how, NULL, &fault);
}

static void test_access_gives_the_physical_address(void **state)
{
	uint64_t page = rig_map(&rig, KERNEL_LA, RIG_RW), pa = 0;

	(void)state;
	assert_int_equal(mmu_access(rig.cpu, KERNEL_LA + 0xabc, MMU_READ, &pa,
				    &fault),
			 0);
	assert_int_equal(pa, page + 0xabc);
	pa = 0; /* now from the TLB */
	assert_int_equal(mmu_access(rig.cpu, KERNEL_LA + 0xdef, MMU_READ, &pa,
				    &fault),
			 0);
	assert_int_equal(pa, page + 0xdef);
}

static void test_access_fault_leaves_the_output_alone(void **state)
{
	uint64_t pa = 0x1234;

	(void)state;
	assert_int_equal(mmu_access(rig.cpu, LA, MMU_READ, &pa, &fault),
			 MMU_TRAP_PF);
	assert_int_equal(pa, 0x1234);
}

static void test_access_fault_says_what_happened(void **state)
{
	(void)state;
	rig_map(&rig, LA, MMU_PTE_US);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(access_la(LA + 7, MMU_WRITE), MMU_TRAP_PF);
	assert_int_equal(fault.vector, MMU_TRAP_PF);
	assert_int_equal(fault.la, LA + 7);
	assert_int_equal(fault.error_code, MMU_PF_P | MMU_PF_WR | MMU_PF_US);
	assert_int_equal(fault.why, MMU_WHY_READ_ONLY);
	assert_int_equal(fault.level, 1);
	assert_int_equal(fault.entry, *rig_entry(&rig, LA));
	assert_int_equal(rig_stats(&rig).faults, 1);
}

/* The access path raises; it neither delivers nor sets CR2. */
static int never(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	(void)cpu;
	(void)frame;
	(void)arg;
	fail_msg("delivered");
	return 1;
}

static void test_access_does_not_deliver(void **state)
{
	(void)state;
	mmu_set_handler(rig.machine, MMU_TRAP_PF, never, NULL);
	mmu_set_cr2(rig.cpu, 0x1111);
	assert_int_equal(access_la(LA, MMU_READ), MMU_TRAP_PF);
	assert_int_equal(mmu_cr2(rig.cpu), 0x1111);
	assert_int_equal(rig_stats(&rig).delivered, 0);
}

static void test_access_rejudges_rights_on_tlb_hits(void **state)
{
	(void)state;
	rig_map(&rig, KERNEL_LA, RIG_RW);
	rig_map(&rig, LA, RIG_USER);

	/* CPL: the entry was filled by the supervisor. */
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), 0);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), MMU_TRAP_PF);
	assert_int_equal(fault.why, MMU_WHY_SUPERVISOR);

	/* AC: filled by the user. */
	assert_int_equal(access_la(LA, MMU_READ), 0);
	mmu_set_cpl(rig.cpu, 0);
	assert_int_equal(access_la(LA, MMU_READ), MMU_TRAP_PF);
	assert_int_equal(fault.why, MMU_WHY_SMAP);
	mmu_set_rflags(rig.cpu, mmu_rflags(rig.cpu) | MMU_RFLAGS_AC);
	assert_int_equal(access_la(LA, MMU_READ), 0);
	assert_int_equal(access_la(LA, MMU_FETCH), MMU_TRAP_PF);
	assert_int_equal(fault.why, MMU_WHY_SMEP);
}

static void test_access_rejudges_keys_on_tlb_hits(void **state)
{
	(void)state;
	rig_map(&rig, LA, RIG_USER | 3ull << MMU_PTE_PKEY_SHIFT);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(access_la(LA, MMU_WRITE), 0);
	mmu_set_pkru(rig.cpu, 2 << 6); /* WD of key 3 */
	assert_int_equal(access_la(LA, MMU_READ), 0);
	assert_int_equal(access_la(LA, MMU_WRITE), MMU_TRAP_PF);
	assert_int_equal(fault.why, MMU_WHY_PKEY);
	mmu_set_pkru(rig.cpu, 0);
	assert_int_equal(access_la(LA, MMU_WRITE), 0);
}

static void test_access_rejudges_wp_on_tlb_hits(void **state)
{
	(void)state;
	rig_map(&rig, KERNEL_LA, MMU_PTE_NX);
	assert_int_equal(mmu_set_cr0(rig.cpu, mmu_cr0(rig.cpu) & ~MMU_CR0_WP),
			 0);
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), 0);
	assert_int_equal(mmu_set_cr0(rig.cpu, mmu_cr0(rig.cpu) | MMU_CR0_WP),
			 0);
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), MMU_TRAP_PF);
	assert_int_equal(fault.why, MMU_WHY_READ_ONLY);
}

/* A violation asks the tables before it is raised. */
static void test_access_sees_added_rights_without_invlpg(void **state)
{
	(void)state;
	rig_map(&rig, KERNEL_LA, MMU_PTE_NX);
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), 0);
	*rig_entry(&rig, KERNEL_LA) |= MMU_PTE_RW;
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), 0);
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), 0);
	assert_int_equal(rig_stats(&rig).walks, 2); /* the TLB has learnt it */
	*rig_entry(&rig, KERNEL_LA) &= ~MMU_PTE_NX;
	assert_int_equal(access_la(KERNEL_LA, MMU_FETCH), 0);
	assert_int_equal(rig_stats(&rig).faults, 0);
}

static void test_access_sees_removed_rights_after_invlpg_only(void **state)
{
	(void)state;
	rig_map(&rig, KERNEL_LA, RIG_RW);
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), 0);
	*rig_entry(&rig, KERNEL_LA) &= ~MMU_PTE_RW;
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), 0); /* stale */
	mmu_invlpg(rig.cpu, KERNEL_LA);
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), MMU_TRAP_PF);
}

static void test_access_to_a_new_frame_on_violation_uses_it(void **state)
{
	uint64_t second, pa;

	(void)state;
	/* Copy-on-write: the PTE gets another frame and RW, no INVLPG. */
	rig_map(&rig, KERNEL_LA, MMU_PTE_NX);
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), 0);
	second = rig_map(&rig, KERNEL_LA, RIG_RW);
	assert_int_equal(mmu_access(rig.cpu, KERNEL_LA, MMU_WRITE, &pa, &fault),
			 0);
	assert_int_equal(pa, second);
	assert_int_equal(mmu_access(rig.cpu, KERNEL_LA, MMU_READ, &pa, &fault),
			 0);
	assert_int_equal(pa, second);
}

static void test_access_peek_leaves_no_trace(void **state)
{
	struct mmu_stats stats;
	uint64_t before;

	(void)state;
	rig_map(&rig, KERNEL_LA, RIG_RW);
	before = *rig_entry(&rig, KERNEL_LA);
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE | MMU_PEEK), 0);
	assert_int_equal(*rig_entry(&rig, KERNEL_LA), before);
	stats = rig_stats(&rig);
	assert_int_equal(stats.fills, 0);
	assert_int_equal(stats.lookups, 0);
}

static void test_access_peek_sees_memory_not_the_tlb(void **state)
{
	uint64_t second, pa;

	(void)state;
	rig_map(&rig, KERNEL_LA, RIG_RW);
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), 0);
	second = rig_map(&rig, KERNEL_LA, RIG_RW);
	assert_int_equal(mmu_access(rig.cpu, KERNEL_LA, MMU_READ | MMU_PEEK,
				    &pa, &fault),
			 0);
	assert_int_equal(pa, second);
}

static void test_access_implicit_is_the_supervisors(void **state)
{
	(void)state;
	rig_map(&rig, KERNEL_LA, RIG_RW);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE | MMU_IMPLICIT), 0);
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), MMU_TRAP_PF);
}

static void test_access_non_canonical_is_gp_or_ss(void **state)
{
	(void)state;
	assert_int_equal(access_la(1ull << 47, MMU_READ), MMU_TRAP_GP);
	assert_int_equal(fault.vector, MMU_TRAP_GP);
	assert_int_equal(fault.error_code, 0);
	assert_int_equal(access_la(1ull << 47, MMU_READ | MMU_STACK),
			 MMU_TRAP_SS);
}

static void test_access_to_a_hole_is_a_machine_check(void **state)
{
	const uint64_t beyond = 1ull << 40;

	(void)state;
	rig_map_to(&rig, KERNEL_LA, beyond, 12, RIG_RW);
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), MMU_TRAP_MC);
	assert_int_equal(fault.vector, MMU_TRAP_MC);
	assert_int_equal(fault.why, MMU_WHY_NO_RAM);
	assert_int_equal(fault.la, KERNEL_LA);
	assert_int_equal(rig_stats(&rig).faults, 1);
}

static void
test_access_through_a_table_in_a_hole_is_a_machine_check(void **state)
{
	(void)state;
	*rig_entry(&rig, KERNEL_LA) = 1ull << 40 | MMU_PTE_P | MMU_PTE_RW;
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), MMU_TRAP_MC);
	assert_int_equal(fault.why, MMU_WHY_NO_RAM);
	assert_int_equal(fault.level, 3);
}

/* A large page that ends beyond RAM is usable as far as RAM goes. */
static void test_access_to_a_large_page_partly_in_ram(void **state)
{
	const uint64_t last = (64ull << 20) - 1;
	uint64_t pa;

	(void)state;
	rig_map_to(&rig, 0x40000000, 0, 30, RIG_RW);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(mmu_access(rig.cpu, 0x40000000 + last,
					    MMU_READ, &pa, &fault),
				 0);
		assert_int_equal(pa, last);
		assert_int_equal(access_la(0x40000000 + last + 1, MMU_READ),
				 MMU_TRAP_MC);
	}
}

static void test_access_events_come_in_order(void **state)
{
	static const enum mmu_event_kind expected[] = {
		MMU_EVENT_FAULT,		/* nothing is there */
		MMU_EVENT_WALK, MMU_EVENT_FILL, /* a page is mapped and read */
		MMU_EVENT_WALK,			/* the first write: D */
	};

	(void)state;
	access_la(KERNEL_LA, MMU_READ);
	rig_map(&rig, KERNEL_LA, RIG_RW);
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), 0);
	assert_int_equal(access_la(KERNEL_LA, MMU_READ), 0); /* a hit: none */
	assert_int_equal(access_la(KERNEL_LA, MMU_WRITE), 0);
	assert_int_equal(nevents, COUNT(expected));
	for (size_t i = 0; i < COUNT(expected); i++)
		assert_int_equal(events[i], expected[i]);
	assert_int_equal(event_fault.la, KERNEL_LA);
	assert_int_equal(event_fault.why, MMU_WHY_NOT_PRESENT);
}

static void test_access_hook_can_be_removed(void **state)
{
	(void)state;
	mmu_set_event_hook(rig.machine, NULL, NULL);
	access_la(KERNEL_LA, MMU_READ);
	assert_int_equal(nevents, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_access_gives_the_physical_address),
		TEST(test_access_fault_leaves_the_output_alone),
		TEST(test_access_fault_says_what_happened),
		TEST(test_access_does_not_deliver),
		TEST(test_access_rejudges_rights_on_tlb_hits),
		TEST(test_access_rejudges_keys_on_tlb_hits),
		TEST(test_access_rejudges_wp_on_tlb_hits),
		TEST(test_access_sees_added_rights_without_invlpg),
		TEST(test_access_sees_removed_rights_after_invlpg_only),
		TEST(test_access_to_a_new_frame_on_violation_uses_it),
		TEST(test_access_peek_leaves_no_trace),
		TEST(test_access_peek_sees_memory_not_the_tlb),
		TEST(test_access_implicit_is_the_supervisors),
		TEST(test_access_non_canonical_is_gp_or_ss),
		TEST(test_access_to_a_hole_is_a_machine_check),
		TEST(test_access_through_a_table_in_a_hole_is_a_machine_check),
		TEST(test_access_to_a_large_page_partly_in_ram),
		TEST(test_access_events_come_in_order),
		TEST(test_access_hook_can_be_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
