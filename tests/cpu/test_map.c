/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_map.c - mmu_map_page() and mmu_find_entry(). */
#include "../support/rig.h"

#include <errno.h>

#define LA  0xffff888012345000ull
#define GIB (1ull << 30)

static struct rig rig;
static unsigned int bugs;

static int setup(void **state)
{
	(void)state;
	bugs = 0;
	rig_create(&rig, NULL);
	mmu_set_bug_hook(rig_count_bug, &bugs);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mmu_set_bug_hook(NULL, NULL);
	rig_destroy(&rig);
	return 0;
}

static int map(uint64_t la, uint64_t pa, unsigned int shift, uint64_t flags)
{
	return mmu_map_page(rig.machine, rig_root(&rig), la, pa, shift, flags);
}

static void test_map_writes_leaves_of_every_size(void **state)
{
	static const struct {
		unsigned int shift, level;
		uint64_t la, pa, ps;
	} rows[] = {
		{12, 1, 0x1000, 0x5000, 0},
		{21, 2, 0x200000, 0x400000, MMU_PTE_PS},
		{30, 3, GIB, 2 * GIB, MMU_PTE_PS},
		{12, 1, 0xfffffffffffff000, 0x5000, 0}, /* last page of all */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		volatile uint64_t *entry;
		unsigned int level;

		assert_int_equal(map(rows[i].la, rows[i].pa, rows[i].shift,
				     MMU_PTE_US),
				 0);
		entry = mmu_find_entry(rig.machine, rig_root(&rig), rows[i].la,
				       &level);
		assert_int_equal(level, rows[i].level);
		assert_int_equal(*entry, rows[i].pa | MMU_PTE_P | MMU_PTE_US |
						 rows[i].ps);
	}
	assert_int_equal(bugs, 0);
}

static void
test_map_makes_tables_that_leave_the_choice_to_the_leaf(void **state)
{
	const uint64_t flags = MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US | MMU_PTE_A;
	uint64_t table = rig_root(&rig);

	(void)state;
	assert_int_equal(map(LA, 0x5000, 12, 0), 0);
	for (unsigned int level = 4; level > 1; level--) {
		uint64_t index = LA >> (3 + 9 * level) & 511;
		uint64_t *entry =
			mmu_mem_ptr(rig.machine, table + index * 8, 8);

		assert_int_equal(*entry & ~MMU_PTE_ADDR, flags);
		table = *entry & MMU_PTE_ADDR;
	}
}

static void test_map_uses_the_tables_that_are_there(void **state)
{
	uint64_t before = mmu_frames_free_count(rig.machine);

	(void)state;
	assert_int_equal(map(LA, 0x5000, 12, 0), 0);
	assert_int_equal(mmu_frames_free_count(rig.machine), before - 3);
	assert_int_equal(map(LA + 0x1000, 0x6000, 12, 0), 0);
	assert_int_equal(mmu_frames_free_count(rig.machine), before - 3);
}

static void test_map_new_tables_are_empty_even_in_used_frames(void **state)
{
	uint64_t pa = mmu_frame_alloc(rig.machine, 3, 1);

	(void)state;
	mmu_frame_free(rig.machine, pa, 3); /* full of junk now */
	assert_int_equal(map(LA, 0x5000, 12, 0), 0);
	assert_int_equal(*rig_entry(&rig, LA + 0x1000), 0);
	assert_int_equal(*rig_entry(&rig, LA + 0x200000), 0);
	assert_int_equal(*rig_entry(&rig, LA + GIB), 0);
}

static void test_map_replaces_a_leaf(void **state)
{
	(void)state;
	assert_int_equal(map(LA, 0x5000, 12, MMU_PTE_RW), 0);
	assert_int_equal(map(LA, 0x6000, 12, 0), 0);
	assert_int_equal(*rig_entry(&rig, LA), 0x6000 | MMU_PTE_P);
}

static void test_map_refuses_what_stands_in_the_way(void **state)
{
	(void)state;
	assert_int_equal(map(0x200000, 0, 21, 0), 0);
	assert_int_equal(map(0x201000, 0, 12, 0),
			 -EEXIST); /* in a large page */
	assert_int_equal(map(GIB, 0, 12, 0), 0);
	assert_int_equal(map(GIB, 0, 21, 0), -EEXIST); /* a table is there */
	assert_int_equal(map(0, 0, 30, 0), -EEXIST);
	assert_int_equal(bugs, 0);
}

static void test_map_without_frames_is_enomem(void **state)
{
	(void)state;
	while (mmu_frame_alloc(rig.machine, 1, 1) != MMU_NO_PA)
		;
	assert_int_equal(map(LA, 0x5000, 12, 0), -ENOMEM);
	assert_int_equal(*rig_entry(&rig, LA), 0);
}

static void test_map_with_tables_outside_ram_is_einval(void **state)
{
	(void)state;
	assert_int_equal(mmu_map_page(rig.machine, 1ull << 40, LA, 0, 12, 0),
			 -EINVAL);
}

static void test_map_misuse_is_a_bug(void **state)
{
	static const struct {
		uint64_t la, pa;
		unsigned int shift;
		uint64_t flags;
		const char *reason;
	} rows[] = {
		{0x1001, 0x1000, 12, 0, "misaligned linear address"},
		{0x1000, 0x1001, 12, 0, "misaligned physical address"},
		{0x201000, 0x200000, 21, 0, "misaligned for 2 MiB"},
		{0x200000, 0x201000, 21, 0, "misaligned for 2 MiB"},
		{GIB, GIB / 2, 30, 0, "misaligned for 1 GiB"},
		{0x1000, 0x1000, 13, 0, "no such page size"},
		{0x1000, 0x1000, 12, 0x2000, "an address in the flags"},
		{0x1000, 0x1000, 12, MMU_PTE_PAT_LARGE, "for large pages"},
		{0x0000800000000000, 0, 12, 0, "not canonical"},
		{0x1000, 1ull << 52, 12, 0, "more than 52 bits"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(map(rows[i].la, rows[i].pa, rows[i].shift,
				     rows[i].flags),
				 -EINVAL);
		if (bugs != i + 1)
			fail_msg("no bug: %s", rows[i].reason);
	}
}

static void test_map_takes_all_flags_of_a_leaf(void **state)
{
	const uint64_t flags = MMU_PTE_RW | MMU_PTE_US | MMU_PTE_PWT |
			       MMU_PTE_PCD | MMU_PTE_A | MMU_PTE_D | MMU_PTE_G |
			       MMU_PTE_NX | 0xe00 | 15ull << MMU_PTE_PKEY_SHIFT;

	(void)state;
	assert_int_equal(map(LA, 0x5000, 12, flags | MMU_PTE_PAT), 0);
	assert_int_equal(*rig_entry(&rig, LA),
			 0x5000 | flags | MMU_PTE_PAT | MMU_PTE_P);
	assert_int_equal(map(GIB, GIB, 21, flags | MMU_PTE_PAT_LARGE), 0);
	assert_int_equal(*rig_entry(&rig, GIB), GIB | flags | MMU_PTE_P |
							MMU_PTE_PAT_LARGE |
							MMU_PTE_PS);
	assert_int_equal(bugs, 0);
}

static void test_find_stops_at_the_first_missing_entry(void **state)
{
	static const struct {
		uint64_t la;
		unsigned int level;
	} rows[] = {
		{LA, 1},       {LA + 0x1000, 1}, {LA + 0x200000, 2},
		{LA + GIB, 3}, {0x1000, 4},
	};
	unsigned int level;

	(void)state;
	assert_int_equal(map(LA, 0x5000, 12, 0), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_non_null((void *)(uintptr_t)mmu_find_entry(
			rig.machine, rig_root(&rig), rows[i].la, &level));
		assert_int_equal(level, rows[i].level);
	}
}

static void test_find_gives_null_where_there_is_no_table(void **state)
{
	unsigned int level = 99;

	(void)state;
	/* Not canonical; the root is no RAM; a table is no RAM. */
	assert_null((void *)(uintptr_t)mmu_find_entry(
		rig.machine, rig_root(&rig), 1ull << 47, &level));
	assert_null((void *)(uintptr_t)mmu_find_entry(rig.machine, 1ull << 40,
						      LA, &level));
	*rig_entry(&rig, LA) = 1ull << 40 | MMU_PTE_P;
	assert_null((void *)(uintptr_t)mmu_find_entry(
		rig.machine, rig_root(&rig), LA, &level));
	assert_int_equal(level, 99);
}

static void test_map_works_with_five_levels(void **state)
{
	const struct mmu_config config = {.size = sizeof(config), .levels = 5};
	const uint64_t la = 0x00ab800012345000;
	struct rig five;

	(void)state;
	rig_create(&five, &config);
	rig_map(&five, la, MMU_PTE_RW);
	assert_int_equal(rig_access(&five, la, MMU_WRITE), 0);
	rig_destroy(&five);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_map_writes_leaves_of_every_size),
		TEST(test_map_makes_tables_that_leave_the_choice_to_the_leaf),
		TEST(test_map_uses_the_tables_that_are_there),
		TEST(test_map_new_tables_are_empty_even_in_used_frames),
		TEST(test_map_replaces_a_leaf),
		TEST(test_map_refuses_what_stands_in_the_way),
		TEST(test_map_without_frames_is_enomem),
		TEST(test_map_with_tables_outside_ram_is_einval),
		TEST(test_map_misuse_is_a_bug),
		TEST(test_map_takes_all_flags_of_a_leaf),
		TEST(test_find_stops_at_the_first_missing_entry),
		TEST(test_find_gives_null_where_there_is_no_table),
		TEST(test_map_works_with_five_levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
