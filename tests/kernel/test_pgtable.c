/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_pgtable.c - what of a process's page tables modules find by their pointers:
 * pgtable.c. */
#include "../support/mm_rig.h"

#include "kernel/gfp.h"
#include "kernel/page.h"

/* As pgd_index() and its like do it: by the bits of a pointer. */
static uint64_t walk_by_hand(struct kern *k, uint64_t pgd, uint64_t ptr)
{
	uint64_t pa = pgd, entry = 0;

	for (int shift = 39; shift >= 12; shift -= 9) {
		entry = ((volatile uint64_t *)kern_frame_ptr(
			k, pa))[ptr >> shift & 511];
		if (!(entry & MMU_PTE_P) || entry & MMU_PTE_PS)
			break;
		pa = entry & MMU_PTE_ADDR;
	}
	return entry;
}

/* Was there room on the host for a window at the address that was wished? */
static bool is_aliased(struct kern *k, uint64_t la)
{
	return !((kern_host(k, la) ^ la) & ((1ull << 39) - 1));
}

static void test_pgtable_pointers_find_their_entries(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t area = kern_vmalloc(k, PAGE, KERN_AREA_VMALLOC,
				     kern_prot(k, KERN_PAGE_KERNEL));
	uint64_t page = kern_get_free_pages(k, KERN_GFP_KERNEL, 0);

	assert_true(area && page);
	if (is_aliased(k, area)) {
		uint64_t entry = walk_by_hand(k, mm->pgd, kern_host(k, area));

		assert_true(entry & MMU_PTE_P);
		assert_int_equal(entry & MMU_PTE_ADDR,
				 walk_by_hand(k, k->init_pgd, area) &
					 MMU_PTE_ADDR);
		assert_int_equal(
			walk_by_hand(k, mm->pgd, kern_host(k, area) + PAGE), 0);
	}
	if (is_aliased(k, page))
		assert_true(walk_by_hand(k, mm->pgd, kern_host(k, page)) &
			    MMU_PTE_P);
	kern_free_pages(k, page, 0);
	kern_vfree(k, area);
	kern_mm_put(mm);
	assert_true(kern_mm_check_all(k));
}

/* A process may have an area where the host has the window. */
static void test_pgtable_aliases_give_way(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t at =
		(kern_host(k, KERN_VMALLOC_START) & ~(PAGE - 1)) + (1ull << 30);
	volatile uint64_t *entry =
		(volatile uint64_t *)kern_frame_ptr(k, mm->pgd) + (at >> 39);
	uint64_t alias = *entry;

	if (!is_aliased(k, KERN_VMALLOC_START))
		skip();
	assert_int_equal(map(mm, at, 2, RW, ANON | MAP_FIXED, NULL, 0), at);
	poke(mm, at, 5);
	assert_int_not_equal(*entry, alias);
	assert_true(kern_mm_check_all(k));
	child = dup_mm(mm);
	assert_int_equal(peek(child, at), 5);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(child);
	assert_int_equal(kern_munmap(mm, at, 2 * PAGE), 0);
	assert_int_equal(*entry & MMU_PTE_ADDR, alias & MMU_PTE_ADDR);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pgtable_pointers_find_their_entries),
		TEST(test_pgtable_aliases_give_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
