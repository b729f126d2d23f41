/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_vmalloc.c - areas with guard pages: kernel/vmalloc.c.
 *
 * The range has 64 pages (mini_kern.h):
 *
 *   page:  0       1      2       3      4 ...                 63
 *         | area a | guard | area b | guard |        hole        |
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/gfp.h"
#include "kernel/page.h"
#include "kernel/text.h"

#include "../support/mini_kern.h"

#define PAGE(n) (KERN_VMALLOC_START + (n)*KERN_PAGE)

static uint64_t alloc(struct kern *k, uint64_t npages)
{
	return kern_vmalloc(k, npages * KERN_PAGE, KERN_AREA_VMALLOC,
			    KERN_PAGE_KERNEL);
}

static int load(struct kern *k, uint64_t la)
{
	char c;

	return mmu_load(k->cpu, la, &c, 1, NULL);
}

static int store(struct kern *k, uint64_t la, char c)
{
	return mmu_store(k->cpu, la, &c, 1, NULL);
}

static void assert_logged(struct kern *k, const char *part)
{
	char *log = mini_kern_log(k);

	if (!strstr(log, part))
		fail_msg("no \"%s\" in \"%s\"", part, log);
	free(log);
}

static void test_vmalloc_maps_pages_and_a_guard(void **state)
{
	struct kern *k = *state;
	uint64_t a = alloc(k, 2), b = alloc(k, 1);

	assert_int_equal(a, PAGE(0));
	assert_int_equal(b, PAGE(3));
	assert_int_equal(store(k, a + 2 * KERN_PAGE - 1, 'A'), 0);
	assert_int_equal(store(k, a + 2 * KERN_PAGE, 'A'), MMU_TRAP_PF);
	assert_int_equal(load(k, b), 0);
	assert_int_equal(load(k, b + KERN_PAGE), MMU_TRAP_PF);
}

static void test_vmalloc_rounds_up(void **state)
{
	struct kern *k = *state;
	uint64_t a = kern_vmalloc(k, KERN_PAGE + 1, KERN_AREA_VMALLOC,
				  KERN_PAGE_KERNEL);

	assert_int_equal(load(k, a + 2 * KERN_PAGE - 1), 0);
	assert_int_equal(load(k, a + 2 * KERN_PAGE), MMU_TRAP_PF);
}

static void test_vmalloc_refuses_odd_sizes(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_vmalloc(k, 0, KERN_AREA_VMALLOC, 0), 0);
	assert_int_equal(kern_vmalloc(k, ~0ull, KERN_AREA_VMALLOC, 0), 0);
	assert_int_equal(alloc(k, 1ull << 20), 0);
}

static void test_vmalloc_stack_has_a_guard_below(void **state)
{
	struct kern *k = *state;
	uint64_t a = kern_vmalloc(k, KERN_THREAD_SIZE, KERN_AREA_STACK,
				  KERN_PAGE_KERNEL);

	/* As in Linux stacks are aligned to their size. */
	assert_int_equal(a, PAGE(4));
	assert_int_equal(load(k, a), 0);
	assert_int_equal(load(k, a - 1), MMU_TRAP_PF);
	assert_int_equal(load(k, a + KERN_THREAD_SIZE), MMU_TRAP_PF);
	/* An area that fits below still leaves the guard free. */
	assert_int_equal(alloc(k, 4), PAGE(9));
	assert_int_equal(alloc(k, 3), PAGE(0));
}

static void test_vmalloc_modules_have_their_own_range(void **state)
{
	struct kern *k = *state;
	uint64_t a = kern_vmalloc(k, KERN_PAGE, KERN_AREA_MODULE,
				  KERN_PAGE_KERNEL_ROX);

	assert_int_equal(a, KERN_MODULES_START);
	assert_int_equal(mmu_fetch(k->cpu, a, 1, NULL), 0);
	assert_int_equal(store(k, a, 0), MMU_TRAP_PF);
	kern_vfree(k, a);
	assert_int_equal(kern_log_next(k), 0);
}

static void test_vfree_leaves_the_tlb_stale(void **state)
{
	struct kern *k = *state;
	uint64_t touched = alloc(k, 1), untouched = alloc(k, 1);

	assert_int_equal(store(k, touched, 'A'), 0);
	kern_vfree(k, touched);
	kern_vfree(k, untouched);
	assert_int_equal(load(k, touched), 0);
	assert_int_equal(load(k, untouched), MMU_TRAP_PF);
	kern_vmalloc_purge(k);
	assert_int_equal(load(k, touched), MMU_TRAP_PF);
}

static void test_vfree_frees_frames_at_once(void **state)
{
	struct kern *k = *state;
	uint64_t warm = alloc(k, 1); /* the tables are there now */
	uint64_t free = mmu_frames_free_count(k->machine);
	uint64_t a = alloc(k, 10);

	assert_int_equal(mmu_frames_free_count(k->machine), free - 10);
	kern_vfree(k, a);
	assert_int_equal(mmu_frames_free_count(k->machine), free);
	kern_vfree(k, warm);
}

static void test_vfree_of_tampered_entry_frees_the_right_frame(void **state)
{
	struct kern *k = *state;
	uint64_t a = alloc(k, 1);
	uint64_t free = mmu_frames_free_count(k->machine);
	volatile uint64_t *pte =
		mmu_find_entry(k->machine, k->init_pgd, a, NULL);

	*pte ^= 0x5000;
	kern_vfree(k, a);
	assert_int_equal(mmu_frames_free_count(k->machine), free + 1);
	assert_int_equal(*pte, 0);
}

static void test_lazy_addresses_are_not_reused(void **state)
{
	struct kern *k = *state;
	uint64_t a = alloc(k, 1);

	kern_vfree(k, a);
	assert_int_equal(alloc(k, 1), PAGE(2));
	kern_vmalloc_purge(k);
	assert_int_equal(alloc(k, 1), a);
}

static void test_exhausted_range_purges_and_tries_again(void **state)
{
	struct kern *k = *state;
	uint64_t a = alloc(k, 40);

	assert_int_equal(store(k, a, 'A'), 0);
	assert_int_equal(alloc(k, 30), 0);
	kern_vfree(k, a);
	assert_int_equal(alloc(k, 30), PAGE(0));
}

static void test_exactly_full_range(void **state)
{
	struct kern *k = *state;

	assert_int_equal(alloc(k, 64), 0); /* no room for the guard */
	assert_int_equal(alloc(k, 63), PAGE(0));
	assert_int_equal(alloc(k, 1), 0);
}

static void test_first_fit_fills_holes(void **state)
{
	struct kern *k = *state;
	uint64_t a = alloc(k, 1), b = alloc(k, 3), c = alloc(k, 1);

	kern_vfree(k, b);
	kern_vmalloc_purge(k);
	assert_int_equal(alloc(k, 4), c + 2 * KERN_PAGE);
	assert_int_equal(alloc(k, 3), b);
	kern_vfree(k, a);
	assert_int_equal(kern_log_next(k), 0);
}

static void test_module_memory_is_flushed_at_once(void **state)
{
	struct kern *k = *state;
	uint64_t a =
		kern_vmalloc(k, KERN_PAGE, KERN_AREA_MODULE, KERN_PAGE_KERNEL);

	assert_int_equal(load(k, a), 0);
	kern_vfree(k, a);
	assert_int_equal(load(k, a), MMU_TRAP_PF);
}

static void test_bad_vfree_is_reported(void **state)
{
	struct kern *k = *state;
	uint64_t a = alloc(k, 2);

	kern_vfree(k, 0);
	assert_int_equal(kern_log_next(k), 0);
	kern_vfree(k,
		   a + 3 * KERN_PAGE); /* not the page behind it: that is its */
	assert_logged(k, "Trying to vfree() nonexistent vm area (00000000");
	kern_vfree(k, a + 8);
	assert_logged(k, "Trying to vfree() bad address (00000000");
	kern_vfree(k, 0x1000);
	kern_vfree(k, a);
	kern_vfree(k, a);
	assert_int_equal(kern_log_next(k), 4 * 7); /* lines of a warning */
}

static void test_vfree_takes_any_page_of_the_area(void **state)
{
	struct kern *k = *state;
	uint64_t a = alloc(k, 3);

	kern_vfree(k, a + KERN_PAGE);
	kern_vmalloc_purge(k);
	assert_int_equal(load(k, a), MMU_TRAP_PF);
	assert_int_equal(alloc(k, 3), a);
	kern_vfree(k, a + 3 * KERN_PAGE); /* the one behind it, too */
	kern_vmalloc_purge(k);
	assert_int_equal(alloc(k, 3), a);
	assert_int_equal(kern_log_next(k), 0);
}

/* What only those get who cannot wait. */
static uint64_t reserve(struct kern *k)
{
	return k->pages->wmark[KERN_WMARK_MIN];
}

static void test_no_memory_leaves_nothing_behind(void **state)
{
	struct kern *k = *state;
	uint64_t warm = alloc(k, 1);
	size_t used = pool_used(k->pool);

	/* Leave ten frames above the reserve. */
	while (mmu_frames_free_count(k->machine) > reserve(k) + 10)
		assert_int_not_equal(mmu_frame_alloc(k->machine, 1, 1),
				     MMU_NO_PA);
	assert_int_equal(alloc(k, 11), 0);
	assert_int_equal(alloc(k, 63), 0);
	assert_int_equal(mmu_frames_free_count(k->machine), reserve(k) + 10);
	assert_int_equal(pool_used(k->pool), used);
	assert_int_equal(alloc(k, 10), warm + 2 * KERN_PAGE);
}

static void test_no_memory_for_tables_leaves_nothing_behind(void **state)
{
	struct kern *k = *state;
	size_t used = pool_used(k->pool);

	/* Two frames: one for the page, one of three tables. */
	k->pages->wmark[KERN_WMARK_MIN] = 0;
	while (mmu_frames_free_count(k->machine) > 2)
		mmu_frame_alloc(k->machine, 1, 1);
	assert_int_equal(alloc(k, 1), 0);
	assert_int_equal(pool_used(k->pool), used);
	assert_int_equal(mmu_frames_free_count(k->machine), 1);
}

static void test_set_memory_changes_rights(void **state)
{
	struct kern *k = *state;
	uint64_t a = alloc(k, 3);

	for (int i = 0; i < 3; i++)
		assert_int_equal(store(k, a + i * KERN_PAGE, 'A' + i), 0);
	kern_set_memory(k, a + KERN_PAGE, 1, KERN_PAGE_KERNEL_RO);
	assert_int_equal(store(k, a, 'a'), 0);
	assert_int_equal(store(k, a + KERN_PAGE, 'b'), MMU_TRAP_PF);
	assert_int_equal(store(k, a + 2 * KERN_PAGE, 'c'), 0);
	char c;
	assert_int_equal(mmu_load(k->cpu, a + KERN_PAGE, &c, 1, NULL), 0);
	assert_int_equal(c, 'B');
	/* The guard stays unmapped. */
	kern_set_memory(k, a, 4, KERN_PAGE_KERNEL);
	assert_int_equal(store(k, a + KERN_PAGE, 'b'), 0);
	assert_int_equal(load(k, a + 3 * KERN_PAGE), MMU_TRAP_PF);
}

/* One CPU: the limit is 32 MiB, or 8192 pages, guards included. */
static void test_many_lazy_pages_are_flushed(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_vmalloc_init(k, 64ull << 20, 0), 0);
	uint64_t first = alloc(k, 1023);
	assert_int_equal(load(k, first), 0);
	kern_vfree(k, first);
	for (int i = 0; i < 7; i++)
		kern_vfree(k, alloc(k, 1023));
	assert_int_equal(load(k, first), 0);
	kern_vfree(k, alloc(k, 1));
	assert_int_equal(load(k, first), MMU_TRAP_PF);
	assert_int_equal(alloc(k, 1), first);
}

/* Nobody answers there: all ones. What was written has gone with the mapping. */
static void test_ioremap_reads_ones(void **state)
{
	struct kern *k = *state;
	uint64_t la = kern_ioremap(k, 0xfd000000, 2, false,
				   KERN_PAGE_KERNEL | MMU_PTE_PCD);
	uint8_t word[4] = {0};
	uint64_t nfree;
	unsigned int level;

	assert_int_equal(la, PAGE(0));
	assert_int_equal(mmu_load(k->cpu, la + KERN_PAGE, word, 4, NULL), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(word[i], 0xff);
	assert_true(*mmu_find_entry(k->machine, k->init_pgd, la, &level) &
		    MMU_PTE_PCD);
	assert_int_equal(load(k, la + 2 * KERN_PAGE), MMU_TRAP_PF);
	assert_true(kern_iounmap(k, la + KERN_PAGE));
	assert_false(kern_iounmap(k, la));
	kern_vmalloc_purge(k);
	assert_int_equal(load(k, la), MMU_TRAP_PF);
	nfree = mmu_frames_free_count(k->machine);
	la = kern_ioremap(k, 0xfd000000, 2, false, KERN_PAGE_KERNEL);
	kern_iounmap(k, la);
	assert_int_equal(mmu_frames_free_count(k->machine), nfree);
}

/* A frame that belongs to somebody: it is mapped, and stays. */
static void test_ioremap_of_a_frame_shows_it(void **state)
{
	struct kern *k = *state;
	uint64_t frame = kern_get_free_pages(k, KERN_GFP_KERNEL, 0);
	uint64_t la =
		kern_ioremap(k, kern_phys(frame), 1, true, KERN_PAGE_KERNEL);

	assert_int_equal(store(k, la, 'A'), 0);
	assert_int_equal(*(char *)mmu_mem_ptr(k->machine, kern_phys(frame), 1),
			 'A');
	assert_true(kern_iounmap(k, la));
	assert_int_equal(load(k, frame), 0);
	kern_free_pages(k, frame, 0);
}

static void test_vmallocinfo_has_the_physical_address(void **state)
{
	struct kern *k = *state;
	struct kern_text t = kern_text(k);
	uint64_t la = kern_ioremap(k, 0xfd000000, 1, false, KERN_PAGE_KERNEL);

	kern_show_vmallocinfo(k, &t);
	assert_non_null(strstr(t.text, " phys=0x00000000fd000000 ioremap\n"));
	free(t.text);
	kern_iounmap(k, la);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, mini_kern_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_vmalloc_maps_pages_and_a_guard),
		TEST(test_vmalloc_rounds_up),
		TEST(test_vmalloc_refuses_odd_sizes),
		TEST(test_vmalloc_stack_has_a_guard_below),
		TEST(test_vmalloc_modules_have_their_own_range),
		TEST(test_vfree_leaves_the_tlb_stale),
		TEST(test_vfree_frees_frames_at_once),
		TEST(test_vfree_of_tampered_entry_frees_the_right_frame),
		TEST(test_lazy_addresses_are_not_reused),
		TEST(test_exhausted_range_purges_and_tries_again),
		TEST(test_exactly_full_range),
		TEST(test_first_fit_fills_holes),
		TEST(test_module_memory_is_flushed_at_once),
		TEST(test_bad_vfree_is_reported),
		TEST(test_vfree_takes_any_page_of_the_area),
		TEST(test_no_memory_leaves_nothing_behind),
		TEST(test_no_memory_for_tables_leaves_nothing_behind),
		TEST(test_set_memory_changes_rights),
		TEST(test_many_lazy_pages_are_flushed),
		TEST(test_ioremap_reads_ones),
		TEST(test_ioremap_of_a_frame_shows_it),
		TEST(test_vmallocinfo_has_the_physical_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
