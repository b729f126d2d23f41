/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_space.c - address spaces as ranges and as text.
 */
#include <stdio.h>

#include <mmusim/space.h>

#include "../support/rig.h"

#define PAGE  MMU_PAGE_SIZE
#define MIB   (1ull << 20)
#define GIB   (1ull << 30)
#define TIB   (1ull << 40)
#define HIGH  0xffff888000000000ull
#define TABLE (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US)
#define P_RW  (MMU_PTE_P | MMU_PTE_RW)

static struct rig rig;

static int setup(void **state)
{
	(void)state;
	rig_create(&rig, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_destroy(&rig);
	return 0;
}

static void map(uint64_t la, uint64_t pa, uint64_t len, uint64_t flags)
{
	assert_int_equal(
		mmu_map(rig.machine, rig_root(&rig), la, pa, len, flags), 0);
}

static uint64_t *table_at(uint64_t pa)
{
	return mmu_mem_ptr(rig.machine, pa, PAGE);
}

/* --- A listing that is kept ---------------------------------------------- */

struct list {
	struct mmu_range range[64];
	unsigned int n;
	unsigned int stop_at; /* 0: never */
};

static int keep(const struct mmu_range *range, void *arg)
{
	struct list *list = arg;

	assert_true(list->n < COUNT(list->range));
	list->range[list->n++] = *range;
	return list->n == list->stop_at ? -7 : 0;
}

static const struct list *list(unsigned int show)
{
	static struct list kept;

	kept = (struct list){.n = 0};
	assert_int_equal(mmu_space_ranges(rig.machine, rig_root(&rig), show,
					  keep, &kept),
			 0);
	return &kept;
}

static void assert_range(const struct mmu_range *range, uint64_t la,
			 uint64_t len, unsigned int level, uint64_t flags)
{
	assert_int_equal(range->kind, MMU_RANGE_PAGES);
	assert_int_equal(range->la, la);
	assert_int_equal(range->len, len);
	assert_int_equal(range->level, level);
	assert_int_equal(range->flags, flags);
}

/* --- Ranges -------------------------------------------------------------- */

static void test_an_empty_space_has_no_ranges(void **state)
{
	(void)state;
	assert_int_equal(list(0)->n, 0);
	assert_int_equal(list(MMU_SHOW_HOLES)->n, 2); /* the two halves */
}

static void test_equal_pages_are_one_range_across_all_tables(void **state)
{
	(void)state;
	/* The frames are in no order, the tables different ones. */
	map(512 * GIB - 2 * PAGE, 7 * PAGE, PAGE, MMU_PTE_RW);
	map(512 * GIB - PAGE, 3 * PAGE, 3 * PAGE, MMU_PTE_RW);
	assert_int_equal(list(0)->n, 1);
	assert_range(list(0)->range, 512 * GIB - 2 * PAGE, 4 * PAGE, 1, P_RW);
	assert_int_equal(list(0)->range[0].pa, 7 * PAGE);
}

static void test_a_range_ends_where_something_changes(void **state)
{
	static const struct {
		uint64_t flags;
		const char *reason;
	} rows[] = {
		{0, "RW"},
		{MMU_PTE_RW | MMU_PTE_US, "US"},
		{MMU_PTE_RW | MMU_PTE_NX, "NX"},
		{MMU_PTE_RW | MMU_PTE_PWT, "PWT"},
		{MMU_PTE_RW | MMU_PTE_PCD, "PCD"},
		{MMU_PTE_RW | MMU_PTE_PAT, "PAT"},
		{MMU_PTE_RW | MMU_PTE_G, "G"},
		{MMU_PTE_RW | 5ull << MMU_PTE_PKEY_SHIFT, "the key"},
	};
	const struct list *l;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		map(2 * i * PAGE, 0, PAGE, MMU_PTE_RW);
		map((2 * i + 1) * PAGE, 0, PAGE, rows[i].flags);
	}
	l = list(0);
	assert_int_equal(l->n, 2 * COUNT(rows));
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_range(&l->range[2 * i], 2 * i * PAGE, PAGE, 1, P_RW);
		if (l->range[2 * i + 1].flags != (rows[i].flags | MMU_PTE_P))
			fail_msg("%s", rows[i].reason);
	}
}

static void test_page_sizes_are_told_apart(void **state)
{
	const struct list *l;

	(void)state;
	map(GIB - PAGE, GIB - PAGE, 2 * GIB + 2 * MIB + 2 * PAGE, MMU_PTE_PAT);
	l = list(0);
	assert_int_equal(l->n, 4);
	assert_range(&l->range[0], GIB - PAGE, PAGE, 1,
		     MMU_PTE_P | MMU_PTE_PAT);
	assert_range(&l->range[1], GIB, 2 * GIB, 3, MMU_PTE_P | MMU_PTE_PAT);
	assert_int_equal(l->range[1].pa, GIB);
	assert_range(&l->range[2], 3 * GIB, 2 * MIB, 2,
		     MMU_PTE_P | MMU_PTE_PAT);
	assert_range(&l->range[3], 3 * GIB + 2 * MIB, PAGE, 1,
		     MMU_PTE_P | MMU_PTE_PAT);
}

static void test_rights_are_combined_over_the_levels(void **state)
{
	static const struct {
		unsigned int level;
		uint64_t set, clear, want;
	} rows[] = {
		{1, 0, 0, TABLE},
		{2, 0, MMU_PTE_RW, TABLE & ~MMU_PTE_RW},
		{3, 0, MMU_PTE_US, TABLE & ~MMU_PTE_US},
		{4, MMU_PTE_NX, 0, TABLE | MMU_PTE_NX},
		{4, 0, MMU_PTE_US | MMU_PTE_RW, MMU_PTE_P},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t table = rig_root(&rig);

		map(0, 0, PAGE, TABLE);
		for (unsigned int level = 4; level >= rows[i].level; level--) {
			uint64_t *entry = table_at(table & MMU_PTE_ADDR);

			if (level == rows[i].level)
				*entry = (*entry & ~rows[i].clear) |
					 rows[i].set;
			table = *entry;
		}
		assert_range(list(0)->range, 0, PAGE, 1, rows[i].want);
		assert_int_equal(
			mmu_unmap(rig.machine, rig_root(&rig), 0, PAGE), 0);
	}
}

static void test_accessed_and_dirty_are_shown_on_request(void **state)
{
	(void)state;
	map(0, 0, 3 * PAGE, MMU_PTE_RW);
	assert_int_equal(rig_access(&rig, PAGE, MMU_WRITE), 0);
	assert_int_equal(list(0)->n, 1);
	assert_int_equal(list(MMU_SHOW_ACCESSED)->n, 3);
	assert_range(&list(MMU_SHOW_ACCESSED)->range[1], PAGE, PAGE, 1,
		     P_RW | MMU_PTE_A | MMU_PTE_D);
}

static void test_holes_and_ranges_cover_all_addresses(void **state)
{
	const struct list *l;
	uint64_t sum = 0;

	(void)state;
	map(PAGE, 0, PAGE, 0);
	map(HIGH, 0, 2 * MIB, 0);
	map(-PAGE, 0, PAGE, 0);
	l = list(MMU_SHOW_HOLES);
	assert_int_equal(l->n, 7);
	for (unsigned int i = 0; i < l->n; i++) {
		assert_true(i == 0 || i == 3 ||
			    l->range[i].la ==
				    l->range[i - 1].la + l->range[i - 1].len);
		sum += l->range[i].len;
	}
	assert_int_equal(sum, 256 * TIB);
	assert_int_equal(l->range[2].la + l->range[2].len, 128 * TIB);
	assert_int_equal(l->range[6].la + l->range[6].len, 0);
}

static void test_large_and_sparse_spaces_are_listed_at_once(void **state)
{
	(void)state;
	map(0, 0, 512 * GIB, MMU_PTE_RW); /* 512 pages */
	for (uint64_t i = 1; i < 20; i++) /* 60 tables */
		map(i * TIB + i * GIB, i * PAGE, PAGE, 0);
	assert_int_equal(list(0)->n, 20);
	assert_range(list(0)->range, 0, 512 * GIB, 3, P_RW);
}

static void test_the_caller_can_stop_it(void **state)
{
	struct list few = {.stop_at = 2};

	(void)state;
	for (uint64_t i = 0; i < 5; i++)
		map(2 * i * PAGE, 0, PAGE, 0);
	assert_int_equal(mmu_space_ranges(rig.machine, rig_root(&rig), 0, keep,
					  &few),
			 -7);
	assert_int_equal(few.n, 2);
}

static void test_five_levels(void **state)
{
	const struct mmu_config config = {.size = sizeof(config), .levels = 5};
	const struct list *l;

	teardown(state);
	rig_create(&rig, &config);
	map((1ull << 56) - PAGE, 0, PAGE, 0);
	map(-(1ull << 56), 0, 2 * PAGE, 0);
	l = list(0);
	assert_int_equal(l->n, 2);
	assert_range(&l->range[0], (1ull << 56) - PAGE, PAGE, 1, MMU_PTE_P);
	assert_range(&l->range[1], -(1ull << 56), 2 * PAGE, 1, MMU_PTE_P);
}

/* --- Tables that are wrong ----------------------------------------------- */

static void assert_wrong(const struct mmu_range *range, unsigned int kind,
			 uint64_t la, uint64_t len, unsigned int level)
{
	assert_int_equal(range->kind, kind);
	assert_int_equal(range->la, la);
	assert_int_equal(range->len, len);
	assert_int_equal(range->level, level);
}

static void test_a_recursive_entry_is_not_followed(void **state)
{
	uint64_t *root = table_at(rig_root(&rig));
	const struct list *l;

	(void)state;
	map(0, 0, PAGE, 0);
	root[510] = root[511] = rig_root(&rig) | MMU_PTE_P;
	l = list(0);
	assert_int_equal(l->n, 3);
	assert_wrong(&l->range[1], MMU_RANGE_LOOP, -TIB, 512 * GIB, 4);
	assert_wrong(&l->range[2], MMU_RANGE_LOOP, -(TIB / 2), 512 * GIB, 4);
	assert_int_equal(l->range[2].pa, rig_root(&rig));
}

static void test_tables_outside_ram_and_reserved_bits_are_told(void **state)
{
	const struct list *l;

	(void)state;
	map(0, 0, PAGE, 0);
	map(GIB, 0, PAGE, 0);
	map(2 * GIB, 0, 2 * MIB, 0);
	*rig_entry(&rig, 0) |= 1ull << 50;
	*rig_entry(&rig, 2 * MIB) = 1ull << 40 | MMU_PTE_P;
	*rig_entry(&rig, 2 * GIB) |= 0x2000;
	table_at(rig_root(&rig))[1] = TABLE | MMU_PTE_PS;
	l = list(0);
	assert_int_equal(l->n, 5);
	assert_wrong(&l->range[0], MMU_RANGE_RESERVED, 0, PAGE, 1);
	assert_int_equal(l->range[0].flags, 1ull << 50);
	assert_wrong(&l->range[1], MMU_RANGE_NO_RAM, 2 * MIB, 2 * MIB, 2);
	assert_int_equal(l->range[1].pa, 1ull << 40);
	assert_wrong(&l->range[3], MMU_RANGE_RESERVED, 2 * GIB, 2 * MIB, 2);
	assert_wrong(&l->range[4], MMU_RANGE_RESERVED, 512 * GIB, 512 * GIB, 4);
}

static void test_a_root_outside_ram_is_told(void **state)
{
	struct list l = {.n = 0};

	(void)state;
	assert_int_equal(mmu_space_ranges(rig.machine, 1ull << 40, 0, keep, &l),
			 0);
	assert_int_equal(l.n, 1);
	assert_wrong(&l.range[0], MMU_RANGE_NO_RAM, 0, 256 * TIB, 6);
}

/* Each entry of a table leads to the same table below: 2^36 pages. */
static void share_tables(void)
{
	uint64_t at = rig_root(&rig);

	for (unsigned int level = 4; level > 1; level--) {
		uint64_t below = mmu_frame_alloc(rig.machine, 1, 1);

		for (int i = 0; i < 512; i++)
			table_at(at)[i] = below | TABLE;
		at = below;
	}
	for (int i = 0; i < 512; i++)
		table_at(at)[i] = 0x5000 | TABLE;
}

static void test_shared_uniform_tables_are_listed_at_once(void **state)
{
	(void)state;
	share_tables();
	assert_int_equal(list(0)->n, 2);
	assert_range(&list(0)->range[0], 0, 128 * TIB, 1, TABLE);
	assert_range(&list(0)->range[1], -(128 * TIB), 128 * TIB, 1, TABLE);
}

static int count(const struct mmu_range *range, void *arg)
{
	uint64_t *endless = arg;

	*endless += range->kind == MMU_RANGE_ENDLESS;
	return 0;
}

static void test_other_shared_tables_are_given_up(void **state)
{
	uint64_t endless = 0;

	(void)state;
	share_tables();
	*rig_entry(&rig, 0) = 0;
	mmu_space_ranges(rig.machine, rig_root(&rig), 0, count, &endless);
	assert_true(endless > 0);
}

/* --- Text ---------------------------------------------------------------- */

static const char text[] =
	"0x0000000000400000-0x0000000000403000    12K PTE   US ro x\n"
	"0x0000000000600000-0x0000000000601000     4K PTE   US RW NX key=5\n"
	"0x0000000040000000-0x0000008000000000   511G PDPTE    RW NX\n"
	"0x0000008000000000-0x0000008000001000     4K PTE   reserved bit 50 is "
	"set\n"
	"0xffff888000000000-0xffff888000400000     4M PDE      RW NX PAT G\n"
	"0xffffff0000000000-0xffffff8000000000   512G PML4E to no RAM: "
	"0x10000000000\n"
	"0xffffff8000000000-0x0000000000000000   512G PML4E to itself: "
	"0x1000\n";

static void map_what_text_says(void)
{
	uint64_t *root = table_at(rig_root(&rig));

	map(0x400000, 0, 3 * PAGE, MMU_PTE_US);
	map(0x600000, 0, PAGE,
	    MMU_PTE_US | MMU_PTE_RW | MMU_PTE_NX | 5ull << MMU_PTE_PKEY_SHIFT);
	map(GIB, GIB, 511 * GIB, RIG_RW);
	map(512 * GIB, 0, PAGE, 0);
	*rig_entry(&rig, 512 * GIB) |= 1ull << 50;
	map(HIGH, 0, 4 * MIB, RIG_RW | MMU_PTE_G | MMU_PTE_PAT);
	root[510] = 1ull << 40 | MMU_PTE_P;
	root[511] = rig_root(&rig) | MMU_PTE_P;
}

static void test_text_is_as_written(void **state)
{
	char got[2048];
	size_t len;

	(void)state;
	map_what_text_says();
	len = mmu_space_text(rig.machine, rig_root(&rig), 0, got, sizeof(got));
	assert_string_equal(got, text);
	assert_int_equal(len, strlen(text));
}

static void test_text_shows_holes(void **state)
{
	char got[256];

	(void)state;
	mmu_space_text(rig.machine, rig_root(&rig), MMU_SHOW_HOLES, got,
		       sizeof(got));
	assert_string_equal(got, "0x0000000000000000-0x0000800000000000   128T"
				 "       not mapped\n"
				 "0xffff800000000000-0x0000000000000000   128T"
				 "       not mapped\n");
}

static void test_text_is_cut_like_snprintf(void **state)
{
	char part[sizeof(text) + 8];
	size_t len = sizeof(text) - 1;

	(void)state;
	map_what_text_says();
	assert_int_equal(
		mmu_space_text(rig.machine, rig_root(&rig), 0, NULL, 0), len);
	for (size_t size = 1; size <= len + 1; size++) {
		memset(part, '#', sizeof(part));
		assert_int_equal(mmu_space_text(rig.machine, rig_root(&rig), 0,
						part, size),
				 len);
		assert_memory_equal(part, text, size - 1);
		assert_int_equal(part[size - 1], '\0');
		assert_int_equal(part[size], '#');
	}
}

static void test_a_line_never_needs_more_than_promised(void **state)
{
	static const struct mmu_range worst[] = {
		{-PAGE, (1ull << 57) - PAGE, 0, ~0ull, MMU_RANGE_PAGES, 3},
		{-PAGE, (1ull << 57) - PAGE, MMU_PTE_ADDR, ~0ull,
		 MMU_RANGE_RESERVED, 5},
		{-PAGE, (1ull << 57) - PAGE, MMU_PTE_ADDR, 0, MMU_RANGE_NO_RAM,
		 5},
	};
	char line[2 * MMU_RANGE_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(worst); i++) {
		mmu_range_text(&worst[i], line, sizeof(line));
		assert_true(strlen(line) < MMU_RANGE_TEXT);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_an_empty_space_has_no_ranges),
		TEST(test_equal_pages_are_one_range_across_all_tables),
		TEST(test_a_range_ends_where_something_changes),
		TEST(test_page_sizes_are_told_apart),
		TEST(test_rights_are_combined_over_the_levels),
		TEST(test_accessed_and_dirty_are_shown_on_request),
		TEST(test_holes_and_ranges_cover_all_addresses),
		TEST(test_large_and_sparse_spaces_are_listed_at_once),
		TEST(test_the_caller_can_stop_it),
		TEST(test_five_levels),
		TEST(test_a_recursive_entry_is_not_followed),
		TEST(test_tables_outside_ram_and_reserved_bits_are_told),
		TEST(test_a_root_outside_ram_is_told),
		TEST(test_shared_uniform_tables_are_listed_at_once),
		TEST(test_other_shared_tables_are_given_up),
		TEST(test_text_is_as_written),
		TEST(test_text_shows_holes),
		TEST(test_text_is_cut_like_snprintf),
		TEST(test_a_line_never_needs_more_than_promised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
