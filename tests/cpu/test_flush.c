/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What makes TLB entries go, seen from outside: after an entry in the tables
 * was cleared, is the page still readable?
 *
 *   la     page of the current address space, and a global one beside it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <mmusim/cpu.h>

#define LA	  0x10000ull
#define GLOBAL_LA 0x11000ull
#define FLAGS	  (MMU_PTE_RW | MMU_PTE_A | MMU_PTE_D)

struct rig {
	struct mmu_machine *machine;
	struct mmu_cpu *cpu, *other;
	uint64_t root;
};

static int setup_with(void **state, unsigned int disable)
{
	static struct rig rig;
	struct mmu_config config = {
		.size = sizeof(config), .ncpus = 2, .disable = disable};
	uint64_t pa;

	assert_int_equal(mmu_machine_create(&config, &rig.machine), 0);
	rig.cpu = mmu_cpu(rig.machine, 0);
	rig.other = mmu_cpu(rig.machine, 1);
	rig.root = mmu_cr3(rig.cpu);
	pa = mmu_frame_alloc(rig.machine, 2, 1);
	assert_int_equal(mmu_map_page(rig.machine, rig.root, LA, pa, 12, FLAGS),
			 0);
	assert_int_equal(mmu_map_page(rig.machine, rig.root, GLOBAL_LA,
				      pa + MMU_PAGE_SIZE, 12,
				      FLAGS | MMU_PTE_G),
			 0);
	*state = &rig;
	return 0;
}

static int setup(void **state)
{
	return setup_with(state, 0);
}

static int setup_without_tlb(void **state)
{
	return setup_with(state, MMU_FEATURE_TLB);
}

static int setup_without_pcid(void **state)
{
	return setup_with(state, MMU_FEATURE_PCID);
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	mmu_machine_destroy(rig->machine);
	return 0;
}

static bool readable(struct mmu_cpu *cpu, uint64_t la)
{
	return mmu_access(cpu, la, MMU_READ, NULL, NULL) == 0;
}

/* Use both pages, then take them away in the tables. */
static void use_and_clear(const struct rig *rig, struct mmu_cpu *cpu)
{
	assert_true(readable(cpu, LA));
	assert_true(readable(cpu, GLOBAL_LA));
	*mmu_find_entry(rig->machine, rig->root, LA, NULL) = 0;
	*mmu_find_entry(rig->machine, rig->root, GLOBAL_LA, NULL) = 0;
}

static uint64_t flushed(struct mmu_cpu *cpu, enum mmu_flush_cause cause)
{
	struct mmu_stats stats;

	mmu_cpu_stats(cpu, &stats);
	return stats.flushed[cause];
}

static void enable_pcids(struct mmu_cpu *cpu)
{
	assert_int_equal(mmu_set_cr4(cpu, mmu_cr4(cpu) | MMU_CR4_PCIDE), 0);
}

static void test_a_cleared_entry_stays_usable_until_invlpg(void **state)
{
	struct rig *rig = *state;

	use_and_clear(rig, rig->cpu);
	assert_true(readable(rig->cpu, LA));
	mmu_invlpg(rig->cpu, LA + 123);
	assert_false(readable(rig->cpu, LA));
	assert_true(readable(rig->cpu, GLOBAL_LA));
	mmu_invlpg(rig->cpu, GLOBAL_LA);
	assert_false(readable(rig->cpu, GLOBAL_LA));
	assert_int_equal(flushed(rig->cpu, MMU_FLUSH_INVLPG), 2);
}

static void test_cr3_write_spares_global_pages(void **state)
{
	struct rig *rig = *state;

	use_and_clear(rig, rig->cpu);
	assert_int_equal(mmu_set_cr3(rig->cpu, rig->root), 0);
	assert_false(readable(rig->cpu, LA));
	assert_true(readable(rig->cpu, GLOBAL_LA));
	assert_int_equal(flushed(rig->cpu, MMU_FLUSH_CR3), 1);
}

static void test_change_of_pge_drops_global_pages(void **state)
{
	struct rig *rig = *state;

	use_and_clear(rig, rig->cpu);
	assert_int_equal(
		mmu_set_cr4(rig->cpu, mmu_cr4(rig->cpu) & ~MMU_CR4_PGE), 0);
	assert_false(readable(rig->cpu, GLOBAL_LA));
	assert_int_equal(flushed(rig->cpu, MMU_FLUSH_CR4), 2);
}

static void test_noflush_bit_keeps_the_entries_of_a_pcid(void **state)
{
	struct rig *rig = *state;

	enable_pcids(rig->cpu);
	assert_int_equal(mmu_set_cr3(rig->cpu, rig->root | 1), 0);
	use_and_clear(rig, rig->cpu);
	assert_int_equal(mmu_set_cr3(rig->cpu, rig->root | 2), 0);
	assert_false(readable(rig->cpu, LA)); /* another PCID */
	assert_int_equal(mmu_set_cr3(rig->cpu, rig->root | 1 | MMU_CR3_NOFLUSH),
			 0);
	assert_true(readable(rig->cpu, LA));
	assert_int_equal(mmu_set_cr3(rig->cpu, rig->root | 1), 0);
	assert_false(readable(rig->cpu, LA));
}

/* After PCIDs 1 and 2 used LA, and 2 is current: what a type of INVPCID with
 * PCID 1 leaves. */
static const struct {
	enum mmu_invpcid_type type;
	bool pcid1, pcid2, global;
	const char *why;
} invpcid_rows[] = {
	{MMU_INVPCID_ADDRESS, false, true, true, "one page of PCID 1"},
	{MMU_INVPCID_CONTEXT, false, true, true, "all of PCID 1"},
	{MMU_INVPCID_ALL, false, false, false, "everything"},
	{MMU_INVPCID_ALL_BUT_GLOBAL, false, false, true, "all but global"},
};

static void check_invpcid(struct rig *rig, size_t row)
{
	uint64_t flush_none = MMU_CR3_NOFLUSH;

	assert_int_equal(mmu_invpcid(rig->cpu, invpcid_rows[row].type, 1, LA),
			 0);
	assert_int_equal(readable(rig->cpu, LA), invpcid_rows[row].pcid2);
	assert_int_equal(readable(rig->cpu, GLOBAL_LA),
			 invpcid_rows[row].global);
	mmu_set_cr3(rig->cpu, rig->root | 1 | flush_none);
	assert_int_equal(readable(rig->cpu, LA), invpcid_rows[row].pcid1);
}

static void test_invpcid_types(void **state)
{
	for (size_t i = 0; i < sizeof(invpcid_rows) / sizeof(invpcid_rows[0]);
	     i++) {
		struct rig *rig;

		teardown(state);
		setup(state);
		rig = *state;
		enable_pcids(rig->cpu);
		mmu_set_cr3(rig->cpu, rig->root | 1);
		assert_true(readable(rig->cpu, LA));
		mmu_set_cr3(rig->cpu, rig->root | 2);
		use_and_clear(rig, rig->cpu);
		check_invpcid(rig, i);
	}
}

static void test_invpcid_refuses_bad_descriptors(void **state)
{
	struct rig *rig = *state;
	const uint64_t wild = 1ull << 63;

	assert_int_equal(mmu_invpcid(rig->cpu, 0, 1, LA), MMU_TRAP_GP);
	enable_pcids(rig->cpu);
	assert_int_equal(mmu_invpcid(rig->cpu, 0, 1, LA), 0);
	assert_int_equal(mmu_invpcid(rig->cpu, 4, 0, 0), MMU_TRAP_GP);
	assert_int_equal(mmu_invpcid(rig->cpu, 2, 4096, 0), MMU_TRAP_GP);
	assert_int_equal(mmu_invpcid(rig->cpu, 0, 0, wild), MMU_TRAP_GP);
	assert_int_equal(mmu_invpcid(rig->cpu, 1, 0, wild), 0);
}

static void test_invpcid_needs_the_feature(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(mmu_invpcid(rig->cpu, 2, 0, 0), MMU_TRAP_UD);
}

static void test_without_tlb_every_access_walks(void **state)
{
	struct rig *rig = *state;
	struct mmu_stats stats;

	use_and_clear(rig, rig->cpu);
	assert_false(readable(rig->cpu, LA));
	mmu_cpu_stats(rig->cpu, &stats);
	assert_int_equal(stats.walks, 3);
	assert_int_equal(stats.hits, 0);
	assert_int_equal(stats.fills, 0);
}

static void test_another_cpu_keeps_the_stale_translation(void **state)
{
	struct rig *rig = *state;

	assert_true(readable(rig->other, LA));
	use_and_clear(rig, rig->cpu);
	mmu_invlpg(rig->cpu, LA);
	assert_false(readable(rig->cpu, LA));
	assert_true(readable(rig->other, LA)); /* nobody told it */
}

static void test_shootdown_reaches_the_other_cpu(void **state)
{
	struct rig *rig = *state;

	assert_true(readable(rig->other, LA));
	use_and_clear(rig, rig->cpu);
	mmu_shootdown(rig->cpu, LA, MMU_PAGE_SIZE);
	assert_false(readable(rig->cpu, LA));
	assert_false(readable(rig->other, LA));
	assert_true(readable(rig->cpu, GLOBAL_LA)); /* beside the range */
	assert_int_equal(flushed(rig->other, MMU_FLUSH_REMOTE), 1);
}

static void test_soft_loads_serve_requests_on_their_fast_path(void **state)
{
	struct rig *rig = *state;
	uint64_t value;

	assert_int_equal(mmu_load(rig->other, LA, &value, 8, NULL), 0);
	*mmu_find_entry(rig->machine, rig->root, LA, NULL) = 0;
	assert_int_equal(mmu_load(rig->other, LA, &value, 8, NULL), 0);
	mmu_request_flush(rig->other, LA + 8, 1);
	assert_int_equal(mmu_load(rig->other, LA, &value, 8, NULL),
			 MMU_TRAP_PF);
}

static void test_requests_that_overflow_become_a_full_flush(void **state)
{
	struct rig *rig = *state;

	use_and_clear(rig, rig->other);
	for (uint64_t i = 0; i < 40; i++)
		mmu_request_flush(rig->other, 0x100000 + i * MMU_PAGE_SIZE, 1);
	assert_false(readable(rig->other, LA));
	assert_false(readable(rig->other, GLOBAL_LA));
	assert_int_equal(flushed(rig->other, MMU_FLUSH_REMOTE), 2);
}

static void test_a_long_range_is_one_full_flush(void **state)
{
	struct rig *rig = *state;

	use_and_clear(rig, rig->other);
	mmu_request_flush(rig->other, 1ull << 40, 1ull << 30);
	mmu_serve_flushes(rig->other);
	assert_false(readable(rig->other, LA));
}

static void test_shootdown_of_everything_drops_everything(void **state)
{
	struct rig *rig = *state;

	use_and_clear(rig, rig->cpu);
	mmu_shootdown(rig->cpu, 0, ~0ull);
	assert_false(readable(rig->cpu, LA));
	assert_false(readable(rig->cpu, GLOBAL_LA));
}

static void test_a_request_for_nothing_does_nothing(void **state)
{
	struct rig *rig = *state;

	use_and_clear(rig, rig->other);
	mmu_request_flush(rig->other, LA, 0);
	mmu_shootdown(rig->cpu, LA, 0);
	assert_true(readable(rig->other, LA));
}

static void test_peeking_leaves_no_trace(void **state)
{
	struct rig *rig = *state;
	struct mmu_stats stats;
	uint64_t value;

	assert_int_equal(
		mmu_copy_in(rig->cpu, &value, LA, 8, MMU_PEEK, NULL, NULL), 0);
	assert_int_equal(mmu_copy_in(rig->cpu, &value, 0x99000, 8, MMU_PEEK,
				     NULL, NULL),
			 MMU_TRAP_PF);
	mmu_cpu_stats(rig->cpu, &stats);
	assert_int_equal(stats.walks + stats.fills + stats.faults, 0);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_a_cleared_entry_stays_usable_until_invlpg),
		test(test_cr3_write_spares_global_pages),
		test(test_change_of_pge_drops_global_pages),
		test(test_noflush_bit_keeps_the_entries_of_a_pcid),
		test(test_invpcid_types),
		test(test_invpcid_refuses_bad_descriptors),
		cmocka_unit_test_setup_teardown(test_invpcid_needs_the_feature,
						setup_without_pcid, teardown),
		cmocka_unit_test_setup_teardown(
			test_without_tlb_every_access_walks, setup_without_tlb,
			teardown),
		test(test_another_cpu_keeps_the_stale_translation),
		test(test_shootdown_reaches_the_other_cpu),
		test(test_soft_loads_serve_requests_on_their_fast_path),
		test(test_requests_that_overflow_become_a_full_flush),
		test(test_a_long_range_is_one_full_flush),
		test(test_shootdown_of_everything_drops_everything),
		test(test_a_request_for_nothing_does_nothing),
		test(test_peeking_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
