/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_vmalloc_huge.c - what kvmalloc() asks for: areas of large pages.
 *
 *   range: | 2 MiB page | 2 MiB page | 2 MiB page | guard ...     5 MiB
 */
#include "../support/kern_rig.h"
#include "kernel/gfp.h"
#include "kernel/page.h"

#define LARGE (2ull << 20)

static struct kern *boot(void)
{
	struct mmu_region ram = {.pa = 16 << 20, .len = 32 << 20};
	struct mmu_config machine = {
		.size = sizeof(machine), .regions = &ram, .nregions = 1};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

/* At which level the walk of this address ends; is the entry empty? */
static unsigned int level_of(struct kern *k, uint64_t la, bool *empty)
{
	unsigned int level = 0;
	volatile uint64_t *entry =
		mmu_find_entry(kern_machine(k), k->init_pgd, la, &level);

	assert_non_null(entry);
	*empty = !*entry;
	return level;
}

static uint64_t free_pages(struct kern *k)
{
	kern_drain_pages(k);
	assert_true(kern_page_check(k));
	return (uint64_t)k->pages->stat[KERN_NR_FREE_PAGES];
}

static void test_area_is_mapped_by_large_pages(void **state)
{
	struct kern *k = boot();
	uint64_t la = kern_vmalloc_huge(k, 5 << 20), before;
	bool empty;

	(void)state;
	assert_int_not_equal(la, 0);
	assert_int_equal(la % LARGE, 0);
	for (uint64_t i = 0; i < 3; i++) {
		assert_int_equal(level_of(k, la + i * LARGE, &empty), 2);
		assert_false(empty);
	}
	level_of(k, la + 3 * LARGE, &empty);
	assert_true(empty);
	before = free_pages(k);
	kern_vfree(k, la);
	assert_int_equal(level_of(k, la, &empty), 2);
	assert_true(empty);
	assert_int_equal(free_pages(k), before + 3 * 512);
	kern_shutdown(k);
}

static void test_pages_are_as_wide_as_they_seem(void **state)
{
	struct kern *k = boot();
	uint64_t la = kern_vmalloc_huge(k, 2 * LARGE), word;

	(void)state;
	for (uint64_t i = 0; i < 2 * LARGE; i += KERN_PAGE)
		assert_true(kern_poke(k, la + i, &i, sizeof(i)));
	for (uint64_t i = 0; i < 2 * LARGE; i += KERN_PAGE) {
		assert_true(kern_peek(k, la + i, &word, sizeof(word)));
		assert_int_equal(word, i);
	}
	kern_zero_area(k, la, 2 * LARGE);
	for (uint64_t i = 0; i < 2 * LARGE; i += KERN_PAGE) {
		assert_true(kern_peek(k, la + i, &word, sizeof(word)));
		assert_int_equal(word, 0);
	}
	kern_vfree(k, la);
	kern_shutdown(k);
}

static void test_small_pages_do_where_there_are_no_blocks(void **state)
{
	struct kern *k = boot();
	unsigned int gfp = KERN_GFP_KERNEL | KERN_GFP_NOWARN;
	uint64_t blocks[16], n = 0, before, la;
	bool empty;

	(void)state;
	while ((blocks[n] = kern_get_free_pages(k, gfp, 9)))
		n++;
	for (uint64_t i = 0; i < 2 * 512; i++)
		if (i % 2)
			kern_pfn_to_page(k, kern_phys(blocks[i / 512]) /
							    KERN_PAGE +
						    i % 512)
				->refcount = 1;
	for (uint64_t i = 1; i < 2 * 512; i += 2)
		kern_free_pages(k, blocks[i / 512] + i % 512 * KERN_PAGE, 0);
	before = free_pages(k);
	assert_true(before > 512);
	la = kern_vmalloc_huge(k, LARGE);
	assert_int_not_equal(la, 0);
	assert_int_equal(level_of(k, la, &empty), 1);
	kern_vfree(k, la);
	/* Up to three tables stay. */
	assert_in_range(free_pages(k), before - 3, before);
	kern_shutdown(k);
}

static void test_where_small_pages_were_small_ones_are_mapped(void **state)
{
	struct kern *k = boot();
	uint64_t a = kern_vmalloc_huge(k, LARGE), b, la;
	bool empty;

	(void)state;
	/* One lies behind it; when both are gone its table is still there. */
	b = kern_vmalloc(k, LARGE, KERN_AREA_VMALLOC, KERN_PAGE_KERNEL);
	kern_vfree(k, a);
	kern_vfree(k, b);
	kern_vmalloc_purge(k);
	la = kern_vmalloc_huge(k, 2 * LARGE);
	assert_int_equal(la, a);
	assert_int_equal(level_of(k, la, &empty), 2);
	assert_int_equal(level_of(k, la + LARGE, &empty), 1);
	assert_false(empty);
	kern_vfree(k, la);
	level_of(k, la + LARGE, &empty);
	assert_true(empty);
	free_pages(k);
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_area_is_mapped_by_large_pages),
		cmocka_unit_test(test_pages_are_as_wide_as_they_seem),
		cmocka_unit_test(test_small_pages_do_where_there_are_no_blocks),
		cmocka_unit_test(
			test_where_small_pages_were_small_ones_are_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
