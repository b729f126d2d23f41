/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_ram.c - regions of physical addresses over one memory file.
 *
 *   region 0   0x0000000000 .. 0x0000010000   file 0x00000
 *   hole       0x0000010000 .. 0x0000100000
 *   region 1   0x0000100000 .. 0x0000104000   file 0x10000
 *   hole
 *   region 2   0x8000000000 .. 0x8000002000   file 0x14000
 */
#include <errno.h>

#include "../support/mem_rig.h"

static const struct mmu_region map[] = {
	{.pa = 0, .len = 0x10000},
	{.pa = 0x100000, .len = 0x4000},
	{.pa = 0x8000000000, .len = 0x2000},
};

static int setup(void **state)
{
	(void)state;
	return mem_rig_setup(map, COUNT(map));
}

static void test_ram_finds_the_region_of_an_address(void **state)
{
	static const struct {
		uint64_t pa;
		int region;
	} rows[] = {
		{0, 0},
		{0xffff, 0},
		{0x10000, -1}, /* first byte of a hole */
		{0xfffff, -1}, /* last byte of a hole */
		{0x100000, 1},
		{0x103fff, 1},
		{0x104000, -1},
		{0x8000000000, 2},
		{0x8000001fff, 2},
		{0x8000002000, -1}, /* end of RAM */
		{~0ull, -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mem_region *region = mem_region_of(&mem, rows[i].pa);

		assert_ptr_equal(region, rows[i].region < 0 ?
						 NULL :
						 &mem.region[rows[i].region]);
	}
}

static void test_ram_pointers_end_with_their_region(void **state)
{
	static const struct {
		uint64_t pa, len;
		bool ram;
	} rows[] = {
		{0, 1, true},
		{0, 0x10000, true},
		{0, 0x10001, false}, /* into the hole */
		{0xfffe, 2, true},
		{0xfffe, 3, false},
		{0x10000, 1, false},
		{0x103ff8, 8, true},
		{0x103ff8, 9, false},
		{0x8000000000, ~0ull, false}, /* wraps around */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(mem_ptr(&mem, rows[i].pa, rows[i].len) != NULL,
				 rows[i].ram);
}

static void test_ram_regions_follow_each_other_in_the_file(void **state)
{
	char *alias = mem_ptr(&mem, 0, 1);

	(void)state;
	assert_ptr_equal(mem_ptr(&mem, 0x100000, 1), alias + 0x10000);
	assert_ptr_equal(mem_ptr(&mem, 0x8000000000, 1), alias + 0x14000);
	assert_int_equal(mem.bytes, 0x16000);
}

static void test_ram_is_zero_and_keeps_what_is_written(void **state)
{
	char *byte = mem_ptr(&mem, 0x103fff, 1);

	(void)state;
	assert_int_equal(*byte, 0);
	*byte = 'x';
	assert_int_equal(*(char *)mem_ptr(&mem, 0x103fff, 1), 'x');
	assert_int_equal(*(char *)mem_ptr(&mem, 0x103ffe, 1), 0);
}

static void test_ram_refuses_bad_tables(void **state)
{
	static const struct {
		struct mmu_region region[2];
		unsigned int n;
		const char *reason;
	} rows[] = {
		{{{0, 0x1000}}, 0, "no region"},
		{{{0, 0}}, 1, "empty region"},
		{{{0x800, 0x1000}}, 1, "misaligned address"},
		{{{0, 0x1800}}, 1, "misaligned length"},
		{{{0x2000, 0x1000}, {0, 0x1000}}, 2, "unsorted"},
		{{{0, 0x2000}, {0x1000, 0x1000}}, 2, "overlapping"},
		{{{0, 0x1000}, {0, 0x1000}}, 2, "twice the same"},
		{{{1ull << 52, 0x1000}}, 1, "beyond 52 bits"},
		{{{0, 0x1000}, {0x2000, 0}}, 2, "empty second region"},
		{{{(1ull << 52) - 0x1000, 0x2000}}, 1, "out of 52 bits"},
		{{{0x1000, ~0xfffull}}, 1, "wraps around"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mem untouched = {.fd = 1234};

		if (mem_init(&untouched, rows[i].region, rows[i].n) != -EINVAL)
			fail_msg("accepted: %s", rows[i].reason);
		assert_int_equal(untouched.fd, 1234);
	}
}

static void test_ram_regions_may_touch(void **state)
{
	const struct mmu_region two[] = {{0, 0x1000}, {0x1000, 0x1000}};
	struct mem other;

	(void)state;
	assert_int_equal(mem_init(&other, two, 2), 0);
	assert_int_equal(mem_frames_free(&other), 1); /* not frame 0 */
	mem_fini(&other);
}

static void test_ram_more_than_the_host_can_map_is_an_error(void **state)
{
	const struct mmu_region huge = {0, 1ull << 51};
	struct mem untouched = {.fd = 1234};

	(void)state;
	assert_true(mem_init(&untouched, &huge, 1) < 0);
	assert_int_equal(untouched.fd, 1234);
}

static void test_ram_check_sees_broken_invariants(void **state)
{
	(void)state;
	mem.region[1].offset += 0x1000;
	assert_false(mem_check(&mem));
	mem.region[1].offset -= 0x1000;
	mem.region[0].nfree--;
	assert_false(mem_check(&mem));
	mem.region[0].nfree++;
	assert_int_equal(bugs, 2);
	assert_true(mem_check(&mem));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, mem_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ram_finds_the_region_of_an_address),
		TEST(test_ram_pointers_end_with_their_region),
		TEST(test_ram_regions_follow_each_other_in_the_file),
		TEST(test_ram_is_zero_and_keeps_what_is_written),
		TEST(test_ram_refuses_bad_tables),
		TEST(test_ram_regions_may_touch),
		TEST(test_ram_more_than_the_host_can_map_is_an_error),
		TEST(test_ram_check_sees_broken_invariants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
