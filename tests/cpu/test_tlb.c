/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_tlb.c - what the TLB keeps, what drops it, and what one can see of it.
 *
 * "Stale" below: the entry in memory changed and the TLB was not told.
 */
#include "../support/rig.h"

#include "cpu/machine.h"

#define LA	  0xffff888000010000ull
#define GLOBAL_LA 0xffff888000020000ull
#define PAGE	  4096ull

static struct rig rig;

/* What the event hook saw last of each kind, and how often. */
static struct {
	unsigned int n[MMU_EVENT_DELIVER + 1];
	struct mmu_event last[MMU_EVENT_DELIVER + 1];
} seen;

static void watch(struct mmu_cpu *cpu, const struct mmu_event *event, void *arg)
{
	(void)cpu;
	(void)arg;
	seen.n[event->kind]++;
	seen.last[event->kind] = *event;
}

static int setup_with(const struct mmu_config *config)
{
	memset(&seen, 0, sizeof(seen));
	rig_create(&rig, config);
	mmu_set_event_hook(rig.machine, watch, NULL);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	return setup_with(NULL);
}

/* One set of four ways: the fifth page evicts the first. */
static int setup_tiny(void **state)
{
	const struct mmu_config config = {
		.size = sizeof(config), .tlb_sets = 1, .tlb_ways = 4};

	(void)state;
	return setup_with(&config);
}

static int teardown(void **state)
{
	bool sane = tlb_check(&rig.cpu->tlb);

	(void)state;
	rig_destroy(&rig);
	return sane ? 0 : -1;
}

static void set_pcid(uint64_t pcid, uint64_t flags)
{
	assert_int_equal(mmu_set_cr3(rig.cpu, rig_root(&rig) | pcid | flags),
			 0);
}

static void enable_pcid(void)
{
	assert_int_equal(mmu_set_cr4(rig.cpu, mmu_cr4(rig.cpu) | MMU_CR4_PCIDE),
			 0);
}

/* Does the TLB hold a translation, one that the tables no longer give? */
static bool holds(uint64_t la)
{
	volatile uint64_t *entry = rig_entry(&rig, la);
	uint64_t old = *entry;
	int result;

	*entry = 0;
	result = rig_access(&rig, la, MMU_READ);
	*entry = old;
	return result == 0;
}

static void fill(uint64_t la)
{
	assert_int_equal(rig_access(&rig, la, MMU_READ), 0);
}

static void test_tlb_second_access_is_a_hit(void **state)
{
	struct mmu_stats stats;

	(void)state;
	rig_map(&rig, LA, RIG_RW);
	fill(LA);
	fill(LA + PAGE - 1);
	stats = rig_stats(&rig);
	assert_int_equal(stats.lookups, 2);
	assert_int_equal(stats.hits, 1);
	assert_int_equal(stats.walks, 1);
	assert_int_equal(stats.fills, 1);
	assert_int_equal(stats.evictions, 0);
	assert_int_equal(stats.faults, 0);
}

static void test_tlb_translation_stays_until_invlpg(void **state)
{
	uint64_t first = rig_map(&rig, LA, RIG_RW), second, pa;
	struct mmu_fault fault;

	(void)state;
	fill(LA);
	second = rig_map(&rig, LA, RIG_RW);
	assert_int_equal(mmu_access(rig.cpu, LA, MMU_READ, &pa, &fault), 0);
	assert_int_equal(pa, first); /* stale */
	mmu_invlpg(rig.cpu, LA + 5);
	assert_int_equal(mmu_access(rig.cpu, LA, MMU_READ, &pa, &fault), 0);
	assert_int_equal(pa, second);
}

static void test_tlb_unmapped_page_stays_usable_until_invlpg(void **state)
{
	(void)state;
	rig_map(&rig, LA, RIG_RW);
	fill(LA);
	*rig_entry(&rig, LA) = 0;
	fill(LA);
	mmu_invlpg(rig.cpu, LA);
	assert_int_equal(rig_access(&rig, LA, MMU_READ), MMU_TRAP_PF);
}

static void test_tlb_invlpg_spares_other_pages(void **state)
{
	(void)state;
	rig_map(&rig, LA, RIG_RW);
	rig_map(&rig, LA + PAGE, RIG_RW);
	fill(LA);
	fill(LA + PAGE);
	mmu_invlpg(rig.cpu, LA);
	assert_false(holds(LA));
	assert_true(holds(LA + PAGE));
	assert_int_equal(rig_stats(&rig).flushes, 1);
	assert_int_equal(seen.n[MMU_EVENT_FLUSH], 1);
	assert_int_equal(seen.last[MMU_EVENT_FLUSH].la, LA);
	assert_int_equal(seen.last[MMU_EVENT_FLUSH].count, 1);
}

static void test_tlb_invlpg_drops_a_large_page_by_any_address(void **state)
{
	static const struct {
		unsigned int shift;
		uint64_t la;
	} rows[] = {
		{21, 0x40000000},
		{30, 0x80000000},
	};

	const struct mmu_config config = {.size = sizeof(config),
					  .ram_bytes = 1ull << 30};

	(void)state;
	rig_destroy(&rig);
	setup_with(&config);
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t la = rows[i].la;

		rig_map_to(&rig, la, 0, rows[i].shift, RIG_RW);
		fill(la);
		fill(la + 0x1ff000); /* the same entry serves */
		assert_int_equal(rig_stats(&rig).fills, i + 1);
		mmu_invlpg(rig.cpu, la + 0x123456);
		assert_false(holds(la));
	}
}

static void test_tlb_invlpg_of_nothing_drops_nothing(void **state)
{
	(void)state;
	mmu_invlpg(rig.cpu, LA);
	mmu_invlpg(rig.cpu, 1ull << 63); /* not canonical */
	assert_int_equal(rig_stats(&rig).flushes, 0);
}

static void test_tlb_cr3_write_drops_all_but_global_pages(void **state)
{
	(void)state;
	rig_map(&rig, LA, RIG_RW);
	rig_map(&rig, GLOBAL_LA, RIG_RW | MMU_PTE_G);
	fill(LA);
	fill(GLOBAL_LA);
	assert_int_equal(mmu_set_cr3(rig.cpu, mmu_cr3(rig.cpu)), 0);
	assert_false(holds(LA));
	assert_true(holds(GLOBAL_LA));
	assert_int_equal(rig_stats(&rig).flushes, 1);
	assert_int_equal(seen.last[MMU_EVENT_FLUSH].la, ~0ull);
}

static void test_tlb_global_pages_go_by_invlpg_pge_and_full_flush(void **state)
{
	uint64_t cr4 = mmu_cr4(rig.cpu);

	(void)state;
	rig_map(&rig, GLOBAL_LA, RIG_RW | MMU_PTE_G);
	fill(GLOBAL_LA);
	mmu_invlpg(rig.cpu, GLOBAL_LA);
	assert_false(holds(GLOBAL_LA));

	fill(GLOBAL_LA);
	assert_int_equal(mmu_set_cr4(rig.cpu, cr4 ^ MMU_CR4_PGE), 0);
	assert_int_equal(mmu_set_cr4(rig.cpu, cr4), 0);
	assert_false(holds(GLOBAL_LA));

	fill(GLOBAL_LA);
	mmu_flush_tlb(rig.cpu);
	assert_false(holds(GLOBAL_LA));
}

/* Reference: Intel SDM vol. 3A, "Global Pages". */
static void test_tlb_g_means_nothing_without_pge(void **state)
{
	uint64_t cr4 = mmu_cr4(rig.cpu);

	(void)state;
	assert_int_equal(mmu_set_cr4(rig.cpu, cr4 & ~MMU_CR4_PGE), 0);
	rig_map(&rig, GLOBAL_LA, RIG_RW | MMU_PTE_G);
	fill(GLOBAL_LA);
	assert_int_equal(mmu_set_cr3(rig.cpu, mmu_cr3(rig.cpu)), 0);
	assert_false(holds(GLOBAL_LA));
}

static void test_tlb_pcids_keep_address_spaces_apart(void **state)
{
	(void)state;
	enable_pcid();
	rig_map(&rig, LA, RIG_RW);
	set_pcid(1, 0);
	fill(LA);
	set_pcid(2, MMU_CR3_NOFLUSH);
	assert_false(holds(LA)); /* that of PCID 1 does not serve */
	set_pcid(1, MMU_CR3_NOFLUSH);
	assert_true(holds(LA)); /* but is still there */
}

static void test_tlb_cr3_without_noflush_drops_that_pcid_only(void **state)
{
	(void)state;
	enable_pcid();
	rig_map(&rig, LA, RIG_RW);
	set_pcid(1, 0);
	fill(LA);
	set_pcid(2, 0);
	fill(LA);
	set_pcid(2, 0);
	assert_false(holds(LA));
	set_pcid(1, MMU_CR3_NOFLUSH);
	assert_true(holds(LA));
	set_pcid(1, 0);
	assert_false(holds(LA));
}

static void test_tlb_global_pages_serve_every_pcid(void **state)
{
	(void)state;
	enable_pcid();
	rig_map(&rig, GLOBAL_LA, RIG_RW | MMU_PTE_G);
	set_pcid(1, 0);
	fill(GLOBAL_LA);
	set_pcid(2, 0);
	assert_true(holds(GLOBAL_LA));
}

static void test_tlb_write_through_a_clean_entry_sets_d(void **state)
{
	(void)state;
	rig_map(&rig, LA, RIG_RW);
	fill(LA);
	assert_false(*rig_entry(&rig, LA) & MMU_PTE_D);
	assert_int_equal(rig_access(&rig, LA, MMU_WRITE), 0);
	assert_true(*rig_entry(&rig, LA) & MMU_PTE_D);
	/* That took a walk but no second entry; the next write takes none. */
	assert_int_equal(rig_stats(&rig).walks, 2);
	assert_int_equal(rig_stats(&rig).fills, 1);
	assert_int_equal(rig_access(&rig, LA, MMU_WRITE), 0);
	assert_int_equal(rig_stats(&rig).walks, 2);
}

static void test_tlb_cleared_d_is_not_noticed_before_invlpg(void **state)
{
	(void)state;
	rig_map(&rig, LA, RIG_RW);
	assert_int_equal(rig_access(&rig, LA, MMU_WRITE), 0);
	*rig_entry(&rig, LA) &= ~MMU_PTE_D;
	assert_int_equal(rig_access(&rig, LA, MMU_WRITE), 0);
	assert_false(*rig_entry(&rig, LA) & MMU_PTE_D); /* the lesson */
	mmu_invlpg(rig.cpu, LA);
	assert_int_equal(rig_access(&rig, LA, MMU_WRITE), 0);
	assert_true(*rig_entry(&rig, LA) & MMU_PTE_D);
}

static void test_tlb_full_set_evicts_its_oldest_entry(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 6; i++)
		rig_map(&rig, LA + i * PAGE, RIG_RW);
	for (unsigned int i = 0; i < 4; i++)
		fill(LA + i * PAGE);
	assert_int_equal(rig_stats(&rig).evictions, 0);

	fill(LA + 4 * PAGE);
	assert_int_equal(rig_stats(&rig).evictions, 1);
	assert_int_equal(seen.n[MMU_EVENT_EVICT], 1);
	assert_int_equal(seen.last[MMU_EVENT_EVICT].la, LA);
	fill(LA + 5 * PAGE);
	assert_int_equal(seen.last[MMU_EVENT_EVICT].la, LA + PAGE);
	for (unsigned int i = 0; i < 6; i++)
		assert_int_equal(holds(LA + i * PAGE), i >= 2);
}

static void test_tlb_large_pages_do_not_evict_small_ones(void **state)
{
	(void)state;
	rig_map_to(&rig, 0x40000000, 0, 21, RIG_RW);
	for (unsigned int i = 0; i < 4; i++) {
		rig_map(&rig, LA + i * PAGE, RIG_RW);
		fill(LA + i * PAGE);
	}
	fill(0x40000000);
	for (unsigned int i = 0; i < 4; i++)
		assert_true(holds(LA + i * PAGE));
	assert_int_equal(rig_stats(&rig).evictions, 0);
}

static void test_tlb_capacity_is_what_the_config_says(void **state)
{
	const unsigned int capacity = 512 * 8;

	(void)state;
	for (unsigned int i = 0; i < capacity; i++) {
		rig_map(&rig, LA + i * PAGE, RIG_RW);
		fill(LA + i * PAGE);
	}
	assert_int_equal(rig_stats(&rig).evictions, 0);
	assert_int_equal(rig_stats(&rig).fills, capacity);
	rig_map(&rig, LA + capacity * PAGE, RIG_RW);
	fill(LA + capacity * PAGE);
	assert_int_equal(rig_stats(&rig).evictions, 1);
}

static void test_tlb_each_cpu_has_its_own(void **state)
{
	const struct mmu_config config = {.size = sizeof(config), .ncpus = 2};
	struct mmu_fault fault;
	struct mmu_cpu *other;

	(void)state;
	rig_destroy(&rig);
	setup_with(&config);
	other = mmu_cpu(rig.machine, 1);
	rig_map(&rig, LA, RIG_RW);
	fill(LA);
	assert_int_equal(mmu_access(other, LA, MMU_READ, NULL, &fault), 0);
	*rig_entry(&rig, LA) = 0;
	mmu_invlpg(rig.cpu, LA); /* and the shootdown is forgotten */
	assert_int_equal(rig_access(&rig, LA, MMU_READ), MMU_TRAP_PF);
	assert_int_equal(mmu_access(other, LA, MMU_READ, NULL, &fault), 0);
	mmu_invlpg(other, LA);
	assert_int_equal(mmu_access(other, LA, MMU_READ, NULL, &fault),
			 MMU_TRAP_PF);
}

static void test_tlb_does_not_cache_faults(void **state)
{
	(void)state;
	assert_int_equal(rig_access(&rig, LA, MMU_READ), MMU_TRAP_PF);
	rig_map(&rig, LA, RIG_RW);
	fill(LA); /* without INVLPG */
}

/* Reference: Intel SDM vol. 3A, "Operations that Invalidate TLBs": #PF. */
static void test_tlb_fault_drops_the_entry_that_denied(void **state)
{
	(void)state;
	rig_map(&rig, LA, MMU_PTE_NX);
	fill(LA);
	assert_int_equal(rig_access(&rig, LA, MMU_WRITE), MMU_TRAP_PF);
	assert_false(holds(LA));
}

static void test_tlb_walk_and_fill_events_show_the_translation(void **state)
{
	(void)state;
	rig_map(&rig, LA, RIG_RW);
	fill(LA + 8);
	assert_int_equal(seen.n[MMU_EVENT_WALK], 1);
	assert_int_equal(seen.n[MMU_EVENT_FILL], 1);
	assert_int_equal(seen.last[MMU_EVENT_FILL].la, LA + 8);
	fill(LA + 16);
	assert_int_equal(seen.n[MMU_EVENT_WALK], 1);
	assert_int_equal(seen.n[MMU_EVENT_FILL], 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TINY(name) cmocka_unit_test_setup_teardown(name, setup_tiny, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tlb_second_access_is_a_hit),
		TEST(test_tlb_translation_stays_until_invlpg),
		TEST(test_tlb_unmapped_page_stays_usable_until_invlpg),
		TEST(test_tlb_invlpg_spares_other_pages),
		TEST(test_tlb_invlpg_drops_a_large_page_by_any_address),
		TEST(test_tlb_invlpg_of_nothing_drops_nothing),
		TEST(test_tlb_cr3_write_drops_all_but_global_pages),
		TEST(test_tlb_global_pages_go_by_invlpg_pge_and_full_flush),
		TEST(test_tlb_g_means_nothing_without_pge),
		TEST(test_tlb_pcids_keep_address_spaces_apart),
		TEST(test_tlb_cr3_without_noflush_drops_that_pcid_only),
		TEST(test_tlb_global_pages_serve_every_pcid),
		TEST(test_tlb_write_through_a_clean_entry_sets_d),
		TEST(test_tlb_cleared_d_is_not_noticed_before_invlpg),
		TINY(test_tlb_full_set_evicts_its_oldest_entry),
		TINY(test_tlb_large_pages_do_not_evict_small_ones),
		TEST(test_tlb_capacity_is_what_the_config_says),
		TEST(test_tlb_each_cpu_has_its_own),
		TEST(test_tlb_does_not_cache_faults),
		TEST(test_tlb_fault_drops_the_entry_that_denied),
		TEST(test_tlb_walk_and_fill_events_show_the_translation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
