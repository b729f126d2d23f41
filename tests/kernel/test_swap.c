/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_swap.c - swap areas, pages that go there, and how they come back.
 */
#include "../support/mm_rig.h"

#include <mmusim/kern_reclaim.h>
#include <mmusim/kern_swap.h>
#include "kernel/reclaim.h"
#include "kernel/swap.h"

/* An area in memory. */
static int swap_on(struct kern *k, uint64_t npages)
{
	struct kern_swap_config config = {.size = sizeof(config),
					  .npages = npages};
	int area = kern_swapon(k, &config);

	assert_true(area >= 0);
	return area;
}

/* Everything that can go goes. */
static void all_out(struct kern *k)
{
	while (kern_reclaim(k, 1000))
		;
	assert_true(kern_mm_check_all(k));
}

static char *new_path(void)
{
	static char path[64];
	static unsigned int n;

	snprintf(path, sizeof(path), "build/swap-test-%d-%u", (int)getpid(),
		 n++);
	return path;
}

/* --- entries ---------------------------------------------------------------------- */

static void test_swap_entries_have_linux_format(void **state)
{
	(void)state;
	/* ~offset at bit 9, type at bit 59. */
	assert_int_equal(kern_swp_entry(0, 1), 0x07fffffffffffc00ull);
	assert_int_equal(kern_swp_entry(3, 0), 0x1ffffffffffffe00ull);
	for (unsigned int type = 0; type < KERN_MAX_SWAPFILES; type++) {
		uint64_t entry = kern_swp_entry(type, 0x12345678);

		assert_int_equal(kern_swp_type(entry), type);
		assert_int_equal(kern_swp_offset(entry), 0x12345678);
		assert_false(kern_pte_present(entry));
		assert_false(entry & MMU_PTE_PS);
	}
}

/* --- out and in ------------------------------------------------------------------- */

static void test_swap_page_goes_and_comes_back(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 3), entry;
	struct kern_mm_stats stats = {.size = sizeof(stats)};

	swap_on(k, 100);
	for (uint64_t i = 0; i < 3; i++)
		poke(mm, la + i * PAGE, 1000 + i);
	kern_use_mm(k, NULL);
	all_out(k);
	kern_mm_stats(mm, &stats);
	assert_int_equal(stats.anon, 0);
	assert_int_equal(stats.swapped, 3);
	entry = pte_of(mm, la);
	assert_true(kern_is_swap_pte(entry));
	assert_int_equal(kern_vmstat(k, "pswpout"), 3);
	assert_int_equal(kern_swap_unused(k), 97);

	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(peek(mm, la + i * PAGE), 1000 + i);
	kern_mm_stats(mm, &stats);
	assert_int_equal(stats.maj_flt, 3);
	assert_int_equal(stats.swapped, 0);
	assert_int_equal(kern_vmstat(k, "pswpin"), 3);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
	assert_int_equal(kern_swap_unused(k), 100);
}

static void test_swap_clean_page_is_not_written_again(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), pte;

	swap_on(k, 100);
	poke(mm, la, 7);
	kern_use_mm(k, NULL);
	all_out(k);
	/* Read: it keeps its slot, and cannot be written to unnoticed. */
	assert_int_equal(peek(mm, la), 7);
	pte = pte_of(mm, la);
	assert_false(pte & (MMU_PTE_RW | MMU_PTE_D));
	assert_int_equal(kern_swap_unused(k), 99);
	all_out(k);
	assert_int_equal(kern_vmstat(k, "pswpout"), 1);
	/* Written to: the slot is given up. */
	assert_int_equal(peek(mm, la), 7);
	poke(mm, la, 8);
	assert_int_equal(kern_swap_unused(k), 100);
	all_out(k);
	assert_int_equal(kern_vmstat(k, "pswpout"), 2);
	assert_int_equal(peek(mm, la), 8);
	kern_mm_put(mm);
}

/* Parent and child come for the same page: one is read, the other found. */
static void test_swap_cache_serves_whom_fork_made(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child, *grandchild;
	struct kern_mm_stats stats = {.size = sizeof(stats)};
	uint64_t la = map_anon(mm, 1);

	swap_on(k, 100);
	poke(mm, la, 7);
	child = dup_mm(mm);
	kern_use_mm(k, NULL);
	all_out(k);
	assert_int_equal(kern_vmstat(k, "pswpout"), 1);
	assert_int_equal(pte_of(mm, la), pte_of(child, la));
	/* A child that is made now has the entry, too. */
	grandchild = dup_mm(child);
	assert_int_equal(kern_swap_slot(k, pte_of(mm, la))->count, 3);
	assert_int_equal(peek(child, la), 7);
	assert_int_equal(peek(mm, la), 7);
	kern_mm_stats(child, &stats);
	assert_int_equal(stats.maj_flt, 1);
	kern_mm_stats(mm, &stats);
	assert_int_equal(stats.maj_flt, 0);
	assert_int_equal(kern_vmstat(k, "pswpin"), 1);
	/* Each has a page of its own once it writes. */
	poke(mm, la, 8);
	poke(child, la, 9);
	assert_true(kern_mm_check_all(k));
	assert_int_equal(peek(grandchild, la), 7);
	assert_int_equal(peek(mm, la), 8);
	assert_int_equal(peek(child, la), 9);
	all_out(k);
	assert_int_equal(peek(grandchild, la), 7);
	assert_int_equal(peek(mm, la), 8);
	assert_int_equal(peek(child, la), 9);
	kern_mm_put(mm);
	kern_mm_put(child);
	kern_mm_put(grandchild);
	assert_true(kern_mm_check_all(k));
	assert_int_equal(kern_swap_unused(k), 100);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_swap_entries_have_linux_format),
		TEST(test_swap_page_goes_and_comes_back),
		TEST(test_swap_clean_page_is_not_written_again),
		TEST(test_swap_cache_serves_whom_fork_made),
	};

	(void)new_path;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
