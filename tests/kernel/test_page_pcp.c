/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_page_pcp.c - per-CPU page lists: kernel/page_pcp.c, and what is verified
 * of small blocks when.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/snapshot.h>
#include "kernel/page.h"
#include "mem/bug.h"

#include "../support/kern_rig.h"
#include "../support/mini_kern.h"

#define ATOMIC KERN_GFP_ATOMIC
#define KERNEL KERN_GFP_KERNEL
#define QUIET  (KERN_GFP_KERNEL | KERN_GFP_NOWARN)

static uint64_t nfree(struct kern *k)
{
	return mmu_frames_free_count(k->machine);
}

static uint64_t in_buddy(struct kern *k)
{
	return (uint64_t)k->pages->stat[KERN_NR_FREE_PAGES];
}

static struct kern_pcp *pcp(struct kern *k)
{
	return &k->pages->pcp;
}

/* With lists of a size that is easily filled: each refill 7 pages, full at 40. */
static struct kern *boot(void)
{
	struct kern *k = mini_kern_create();

	kern_drain_pages(k);
	pcp(k)->batch = 7;
	pcp(k)->high = 40;
	pcp(k)->free_factor = 0;
	return k;
}

static int set_up(void **state)
{
	*state = boot();
	return 0;
}

static void assert_logged(struct kern *k, const char *part)
{
	char *log = mini_kern_log(k);

	if (!strstr(log, part))
		fail_msg("no \"%s\" in \"%s\"", part, log);
	free(log);
}

/* Single pages, of which none is another one's buddy. */
static void alloc_odd(struct kern *k, uint64_t *pfn, size_t n)
{
	for (size_t i = 0; i < n;) {
		pfn[i] = kern_alloc_pages(k, KERNEL, 0);
		i += pfn[i] % 2;
	}
}

/* --- Order and counts ---------------------------------------------------------------- */

static void test_pcp_page_freed_last_is_had_first(void **state)
{
	struct kern *k = *state;
	uint64_t a = kern_alloc_pages(k, KERNEL, 0);
	uint64_t b = kern_alloc_pages(k, KERNEL, 0);
	uint64_t c = kern_alloc_pages(k, KERNEL, 0);

	kern_put_pages(k, b, 0);
	kern_put_pages(k, a, 0);
	kern_put_pages(k, c, 0);
	assert_int_equal(kern_alloc_pages(k, KERNEL, 0), c);
	assert_int_equal(kern_alloc_pages(k, KERNEL, 0), a);
	assert_int_equal(kern_alloc_pages(k, KERNEL, 0), b);
	assert_true(kern_page_check(k));
}

static void test_pcp_movable_pages_have_their_own_list(void **state)
{
	struct kern *k = *state;
	uint64_t kernel = kern_alloc_pages(k, KERNEL, 0);
	uint64_t user = kern_alloc_pages(k, KERN_GFP_HIGHUSER_MOVABLE, 0);

	kern_put_pages(k, kernel, 0);
	kern_put_pages(k, user, 0);
	assert_int_equal(kern_pfn_to_page(k, user)->index,
			 KERN_MIGRATE_MOVABLE);
	assert_int_equal(kern_alloc_pages(k, KERNEL, 0), kernel);
	assert_int_equal(kern_alloc_pages(k, KERN_GFP_HIGHUSER_MOVABLE, 0),
			 user);
	assert_true(kern_page_check(k));
}

/* From one large block they come in the order in which they lie. */
static void test_pcp_refill_takes_a_batch_in_order(void **state)
{
	struct kern *k = *state;
	uint64_t block = kern_alloc_pages(k, KERNEL, 5), free, pfn;

	while (kern_nr_free(k, 0) || kern_nr_free(k, 1) || kern_nr_free(k, 2) ||
	       kern_nr_free(k, 3) || kern_nr_free(k, 4))
		kern_take_smallest(k, 0);
	kern_put_pages(k, block, 5);
	free = in_buddy(k);
	assert_int_equal(pcp(k)->count, 0);
	pfn = kern_alloc_pages(k, KERNEL, 0);
	assert_int_equal(in_buddy(k), free - 7);
	assert_int_equal(pcp(k)->count, 6);
	assert_int_equal(nfree(k), free - 1);
	for (uint64_t i = 1; i < 7; i++)
		assert_int_equal(kern_alloc_pages(k, KERNEL, 0), pfn + i);
	assert_int_equal(pcp(k)->count, 0);
	assert_true(kern_page_check(k));
}

/* Fewer of larger blocks, but two. */
static void test_pcp_batches_of_larger_blocks_are_smaller(void **state)
{
	struct kern *k = *state;

	kern_alloc_pages(k, KERNEL, 1);
	assert_int_equal(pcp(k)->length[1 * KERN_MIGRATE_PCPTYPES], 2);
	kern_alloc_pages(k, KERNEL, 3);
	assert_int_equal(pcp(k)->length[3 * KERN_MIGRATE_PCPTYPES], 1);
	kern_alloc_pages(k, KERNEL, 4);
	assert_int_equal(pcp(k)->count, 2 * 2 + 8);
	assert_true(kern_page_check(k));
}

static void test_pcp_full_list_gives_back_the_oldest(void **state)
{
	struct kern *k = *state;
	uint64_t pfn[40];

	alloc_odd(k, pfn, 40);
	kern_drain_pages(k);
	for (int i = 0; i < 39; i++)
		kern_put_pages(k, pfn[i], 0);
	assert_int_equal(pcp(k)->count, 39);
	kern_put_pages(k, pfn[39], 0);
	assert_int_equal(pcp(k)->count, 33);
	assert_false(kern_pcp_holds(k, pfn[6]));
	assert_true(kern_pcp_holds(k, pfn[7]));
	assert_true(kern_page_is_free(k, pfn[6]));
	assert_true(kern_page_check(k));
}

/* Each time twice as many; half of that after an allocation. */
static void test_pcp_gives_back_more_while_only_frees_come(void **state)
{
	struct kern *k = *state;
	uint64_t pfn[60];

	alloc_odd(k, pfn, 60);
	kern_drain_pages(k);
	for (int i = 0; i < 40; i++)
		kern_put_pages(k, pfn[i], 0);
	assert_int_equal(pcp(k)->count, 33);
	for (int i = 40; i < 47; i++)
		kern_put_pages(k, pfn[i], 0);
	assert_int_equal(pcp(k)->count, 40 - 14);
	assert_int_equal(pcp(k)->free_factor, 2);
	kern_alloc_pages(k, KERNEL, 0);
	assert_int_equal(pcp(k)->free_factor, 1);
}

/* Then a larger block that is freed takes all with it. */
static void test_pcp_larger_block_empties_all_lists(void **state)
{
	struct kern *k = *state;
	uint64_t block = kern_alloc_pages(k, KERNEL, 1), pfn[41];

	alloc_odd(k, pfn, 41);
	kern_drain_pages(k);
	for (int i = 0; i < 39; i++)
		kern_put_pages(k, pfn[i], 0);
	kern_put_pages(k, block, 1);
	assert_int_not_equal(pcp(k)->count, 0);
	kern_put_pages(k, pfn[39], 0);
	kern_put_pages(k, pfn[40], 0);
	assert_int_not_equal(pcp(k)->free_factor, 0);
	block = kern_alloc_pages(k, KERNEL, 1);
	pcp(k)->free_factor = 1;
	kern_put_pages(k, block, 1);
	assert_int_equal(pcp(k)->count, 0);
	assert_true(kern_page_check(k));
}

static void test_pcp_holds_few_while_kswapd_works(void **state)
{
	struct kern *k = *state;
	uint64_t pfn[30];

	alloc_odd(k, pfn, 30);
	kern_drain_pages(k);
	pcp(k)->reclaim_active = true;
	for (int i = 0; i < 30; i++)
		kern_put_pages(k, pfn[i], 0);
	assert_in_range(pcp(k)->count, 1, 4 * 7);
}

/* zone_batchsize() and zone_highsize(), as they are on a real machine: 512 MiB
 * have batches of 31. */
static void test_pcp_sizes_are_linuxs(void **state)
{
	static const struct {
		uint64_t mib;
		unsigned int batch;
	} rows[] = {{64, 3}, {512, 31}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mmu_config machine = {.size = sizeof(machine),
					     .ram_bytes = rows[i].mib << 20};
		struct kern *k = kern_rig_boot(&machine);

		assert_int_equal(pcp(k)->batch, rows[i].batch);
		assert_int_equal(pcp(k)->high, k->pages->wmark[KERN_WMARK_LOW]);
		kern_shutdown(k);
	}
}

/* --- When memory is short ------------------------------------------------------------- */

static void test_pcp_pages_are_had_before_an_allocation_fails(void **state)
{
	struct kern *k = *state;
	uint64_t pfn[39], block = kern_alloc_pages(k, KERNEL, 3);

	alloc_odd(k, pfn, 39);
	while (kern_alloc_pages(k, QUIET, 0))
		;
	kern_drain_pages(k);
	for (int i = 0; i < 20; i++)
		kern_put_pages(k, pfn[i], 0);
	kern_put_pages(k, block, 3);
	assert_int_equal(pcp(k)->count, 28);
	/* Who cannot wait does not see to it. */
	assert_int_equal(kern_alloc_pages(k, ATOMIC | KERN_GFP_NOWARN, 10),
			 KERN_NO_PFN);
	assert_int_equal(pcp(k)->count, 28);
	assert_int_not_equal(kern_alloc_pages(k, QUIET, 0), KERN_NO_PFN);
	assert_true(kern_page_check(k));
}

/* The machine's frames come from there, too, whatever their number. */
static void test_pcp_frames_of_the_machine(void **state)
{
	struct kern *k = *state;
	uint64_t pa = mmu_frame_alloc(k->machine, 1, 1), free = nfree(k), n = 0;

	mmu_frame_free(k->machine, pa, 1);
	assert_true(kern_pcp_holds(k, pa / KERN_PAGE));
	assert_int_equal(nfree(k), free + 1);
	assert_int_equal(mmu_frame_alloc(k->machine, 1, 1), pa);
	mmu_frame_free(k->machine, pa, 1);
	assert_int_equal(mmu_frame_reserve(k->machine, pa, 1), 0);
	assert_int_equal(pcp(k)->count, 0);
	mmu_frame_free(k->machine, pa, 1);
	while (mmu_frame_alloc(k->machine, 1, 1) != MMU_NO_PA)
		n++;
	assert_int_equal(n, free + 1);
	assert_int_equal(nfree(k), 0);
	assert_true(kern_page_check(k));
}

/* --- What is verified, and when -------------------------------------------------------- */

static void spoil_mapping(struct kern_page *page)
{
	page->mapping = 0xdead000000000400;
}

static void spoil_count(struct kern_page *page)
{
	page->refcount = 1;
}

/* All flags are cleared before anybody looks. */
static void spoil_flags(struct kern_page *page)
{
	page->flags |= KERN_PG(LOCKED) | KERN_PG(RESERVED);
}

static void test_pcp_bad_page_is_reported_when_it_goes_on(void **state)
{
	static const struct {
		void (*spoil)(struct kern_page *page);
		bool after; /* it was freed */
		const char *reason;
	} rows[] = {
		{spoil_mapping, false, "non-NULL mapping"},
		{spoil_mapping, true, "non-NULL mapping"},
		{spoil_count, true, "nonzero _refcount"},
		{spoil_flags, false, NULL},
		{spoil_flags, true, "PAGE_FLAGS_CHECK_AT_FREE flag(s) set"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kern *k = boot();
		uint64_t pfn = kern_alloc_pages(k, KERNEL, 0), free = nfree(k);

		if (!rows[i].after)
			rows[i].spoil(kern_pfn_to_page(k, pfn));
		kern_put_pages(k, pfn, 0);
		if (rows[i].after)
			rows[i].spoil(kern_pfn_to_page(k, pfn));
		assert_int_equal(kern_log_next(k), 0);
		assert_int_equal(nfree(k), free + 1);
		assert_true(kern_page_check(k));
		kern_drain_pages(k);
		if (rows[i].reason)
			assert_logged(k, rows[i].reason);
		else
			assert_int_equal(kern_log_next(k), 0);
		assert_int_equal(nfree(k), free + !rows[i].reason);
		assert_true(kern_page_check(k));
		mini_kern_destroy(k);
	}
}

/* The second time the count goes to -1, so it is not freed; the next user begins
 * at 1 again. */
static void test_pcp_double_free_is_not_noticed(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 0);

	kern_put_pages(k, pfn, 0);
	kern_put_pages(k, pfn, 0);
	assert_int_equal(kern_pfn_to_page(k, pfn)->refcount, -1);
	assert_int_equal(kern_alloc_pages(k, KERNEL, 0), pfn);
	assert_int_equal(kern_pfn_to_page(k, pfn)->refcount, 1);
	assert_int_equal(kern_log_next(k), 0);
}

/* It is when the page went to the buddy allocator in between. */
static void test_pcp_double_free_is_noticed_when_it_comes_back(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 0);

	kern_put_pages(k, pfn, 0);
	kern_drain_pages(k);
	kern_put_pages(k, pfn, 0);
	for (int i = 0; i < 100; i++)
		assert_int_not_equal(kern_alloc_pages(k, KERNEL, 0), pfn);
	assert_logged(k, "refcount:-1 mapcount:0 mapping:0000");
}

static void test_pcp_page_of_the_kernel_is_freed_without_a_word(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = k->pages->span->start;

	while (!(kern_pfn_to_page(k, pfn)->flags & KERN_PG(RESERVED)))
		pfn++;
	kern_put_pages(k, pfn, 0);
	assert_true(kern_page_is_free(k, pfn));
	assert_int_equal(kern_log_next(k), 0);
}

static void test_pcp_poisoned_page_is_not_listed(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 0);

	kern_pfn_to_page(k, pfn)->flags |= KERN_PG(HWPOISON);
	kern_put_pages(k, pfn, 0);
	assert_false(kern_page_is_free(k, pfn));
}

/* --- Corrupted lists -------------------------------------------------------------------- */

static void test_pcp_spoiled_links_drop_the_list(void **state)
{
	static const struct {
		uint64_t next, prev; /* 0: left alone */
		const char *said;
	} rows[] = {
		{KERN_LIST_POISON1, 0, "->next is LIST_POISON1 (dead0000"},
		{0, KERN_LIST_POISON2, "->prev is LIST_POISON2 (dead0000"},
		{0x4141414141414141, 0, "per-CPU list of order 0 is corrupted"},
		{0, 0x1000, "per-CPU list of order 0 is corrupted"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kern *k = boot();
		uint64_t pfn[3], free;
		struct kern_page *page;

		alloc_odd(k, pfn, 3);
		kern_drain_pages(k);
		for (int j = 0; j < 3; j++)
			kern_put_pages(k, pfn[j], 0);
		free = nfree(k);
		page = kern_pfn_to_page(k, pfn[2]);
		if (rows[i].next)
			page->lru_next = rows[i].next;
		if (rows[i].prev)
			page->lru_prev = rows[i].prev;
		assert_int_not_equal(kern_alloc_pages(k, KERNEL, 0),
				     KERN_NO_PFN);
		assert_logged(k, rows[i].said);
		assert_logged(k, "3 pages lost");
		assert_int_equal(nfree(k), free - 3 - 1);
		assert_false(kern_page_is_free(k, pfn[0]));
		assert_true(kern_page_check(k));
		mini_kern_destroy(k);
	}
}

/* The last one is what is given back first; the list ends there. */
static void test_pcp_spoiled_while_it_is_given_back(void **state)
{
	struct kern *k = *state;
	uint64_t pfn[3];

	alloc_odd(k, pfn, 3);
	kern_drain_pages(k);
	for (int i = 0; i < 3; i++)
		kern_put_pages(k, pfn[i], 0);
	kern_pfn_to_page(k, pfn[1])->lru_prev = 0x10;
	kern_drain_pages(k);
	assert_int_equal(pcp(k)->count, 0);
	assert_logged(k, "per-CPU list of order 0 is corrupted, 2 pages lost");
	assert_true(kern_page_check(k));
}

static unsigned int bugs;

static void count_bug(const char *message, void *arg)
{
	(void)message;
	(void)arg;
	bugs++;
}

static void test_pcp_check_finds_what_was_spoiled(void **state)
{
	enum { LINK, BACK, LENGTH, TOTAL, NOTE, BUDDY, END };

	(void)state;
	for (int what = LINK; what < END; what++) {
		struct kern *k = boot();
		struct kern_page *page;
		uint64_t pfn[2];

		alloc_odd(k, pfn, 2);
		kern_drain_pages(k);
		kern_put_pages(k, pfn[0], 0);
		kern_put_pages(k, pfn[1], 0);
		assert_true(kern_page_check(k));
		page = kern_pfn_to_page(k, pfn[1]);
		switch (what) {
		case LINK:
			page->lru_next = 0x1000;
			break;
		case BACK:
			page->lru_prev = 0x1000;
			break;
		case LENGTH:
			pcp(k)->length[0]++;
			break;
		case TOTAL:
			pcp(k)->count++;
			break;
		case NOTE:
			k->pages->span->pcp[pfn[1] - 1] = 1;
			break;
		case BUDDY:
			page->page_type &= ~KERN_PG_BUDDY;
		}
		bugs = 0;
		mmu_set_bug_hook(count_bug, NULL);
		assert_false(kern_page_check(k));
		mmu_set_bug_hook(NULL, NULL);
		assert_int_equal(bugs, 1);
		mini_kern_destroy(k);
	}
}

/* --- The rest ----------------------------------------------------------------------------- */

static void test_pcp_snapshot_brings_the_lists_back(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 0), free;
	struct mmu_snapshot *snapshot;
	unsigned int count;

	(void)state;
	kern_put_pages(k, pfn, 0);
	free = nfree(k);
	count = pcp(k)->count;
	assert_int_equal(mmu_snapshot(kern_machine(k), &snapshot), 0);
	kern_drain_pages(k);
	assert_int_equal(mmu_restore(kern_machine(k), snapshot), 0);
	assert_int_equal(pcp(k)->count, count);
	assert_int_equal(nfree(k), free);
	assert_true(kern_page_check(k));
	assert_int_equal(kern_alloc_pages(k, KERNEL, 0), pfn);
	mmu_snapshot_free(snapshot);
	kern_shutdown(k);
}

/* "name" and a number behind it, in text */
static uint64_t number(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	if (!at)
		fail_msg("no \"%s\" in \"%s\"", name, text);
	return strtoull(at + strlen(name), NULL, 10);
}

static void test_pcp_is_shown_in_zoneinfo(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	char *text = kern_proc_read(k, "zoneinfo");

	(void)state;
	assert_memory_equal(text, "Node 0, zone    DMA32\n  per-node stats\n",
			    39);
	assert_int_equal(number(text, "\n  pages free     "), in_buddy(k));
	assert_int_equal(number(text, "\n        low      "),
			 k->pages->wmark[KERN_WMARK_LOW]);
	assert_int_equal(number(text, "\n        managed  "),
			 k->pages->managed);
	assert_int_equal(number(text, "\n      nr_free_pages "), in_buddy(k));
	assert_non_null(strstr(text, "\n  pagesets\n    cpu: 0\n"));
	assert_int_equal(number(text, "\n              count: "),
			 pcp(k)->count);
	assert_int_equal(number(text, "\n              high:  "), pcp(k)->high);
	assert_int_equal(number(text, "\n              batch: "),
			 pcp(k)->batch);
	assert_int_equal(number(text, "\n  start_pfn:           "),
			 k->pages->span->start);
	free(text);
	kern_shutdown(k);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pcp_page_freed_last_is_had_first),
		TEST(test_pcp_movable_pages_have_their_own_list),
		TEST(test_pcp_refill_takes_a_batch_in_order),
		TEST(test_pcp_batches_of_larger_blocks_are_smaller),
		TEST(test_pcp_full_list_gives_back_the_oldest),
		TEST(test_pcp_gives_back_more_while_only_frees_come),
		TEST(test_pcp_larger_block_empties_all_lists),
		TEST(test_pcp_holds_few_while_kswapd_works),
		cmocka_unit_test(test_pcp_sizes_are_linuxs),
		TEST(test_pcp_pages_are_had_before_an_allocation_fails),
		TEST(test_pcp_frames_of_the_machine),
		cmocka_unit_test(test_pcp_bad_page_is_reported_when_it_goes_on),
		TEST(test_pcp_double_free_is_not_noticed),
		TEST(test_pcp_double_free_is_noticed_when_it_comes_back),
		TEST(test_pcp_page_of_the_kernel_is_freed_without_a_word),
		TEST(test_pcp_poisoned_page_is_not_listed),
		cmocka_unit_test(test_pcp_spoiled_links_drop_the_list),
		TEST(test_pcp_spoiled_while_it_is_given_back),
		cmocka_unit_test(test_pcp_check_finds_what_was_spoiled),
		cmocka_unit_test(test_pcp_snapshot_brings_the_lists_back),
		cmocka_unit_test(test_pcp_is_shown_in_zoneinfo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
