/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_reclaim.c - memory runs short: which pages go, where to, and that nothing
 * is lost.
 */
#include "../support/swap_rig.h"

#include <sys/stat.h>

#include <mmusim/cmocka.h>
#include <mmusim/snapshot.h>
#include <mmusim/window.h>
#include "native/native.h"

#define AREA 0x10000000ull

static uint64_t stat_of(struct kern *k, const char *name)
{
	int64_t value = kern_vmstat(k, name);

	assert_true(value >= 0);
	return (uint64_t)value;
}

/* --- 8 times the RAM ---------------------------------------------------------------- */

/* In pages; under Valgrind it would take half a minute. */
static uint64_t big(void)
{
	return (kern_rig_under("valgrind") ? 3 : 8) * SMALL_RAM / PAGE;
}

/* What a page holds, in its first word and in its last. */
static uint64_t pattern(uint64_t i, unsigned int round)
{
	return (i + 1) * 0x9e3779b97f4a7c15ull + round;
}

enum { ROUNDS = 3 };

/* What the rounds will do, for those who need to know. */
static struct kern_trace *foresee(void)
{
	struct kern_trace *trace;

	assert_int_equal(kern_trace_create(&trace), 0);
	for (uint64_t i = 0; i < ROUNDS * big(); i++)
		assert_int_equal(kern_trace_add(trace, AREA / PAGE + i % big()),
				 0);
	return trace;
}

static void soft_round(struct kern *k, uint64_t la, uint64_t i,
		       unsigned int round)
{
	uint64_t at = la + i * PAGE, value;

	if (round) {
		assert_int_equal(mmu_load(k->cpu, at, &value, 8, NULL), 0);
		assert_int_equal(value, pattern(i, round - 1));
		assert_int_equal(mmu_load(k->cpu, at + 4088, &value, 8, NULL),
				 0);
		assert_int_equal(value, ~pattern(i, round - 1));
	}
	value = pattern(i, round);
	assert_int_equal(mmu_store(k->cpu, at, &value, 8, NULL), 0);
	value = ~value;
	assert_int_equal(mmu_store(k->cpu, at + 4088, &value, 8, NULL), 0);
}

static void native_round(volatile uint64_t *page, uint64_t i,
			 unsigned int round)
{
	if (round) {
		assert_int_equal(page[0], pattern(i, round - 1));
		assert_int_equal(page[511], ~pattern(i, round - 1));
	}
	page[0] = pattern(i, round);
	page[511] = ~pattern(i, round);
}

static void write_and_verify(bool native, unsigned int policy)
{
	struct kern *k = small_kern();
	struct mmu_window_config window = {
		.size = sizeof(window), .la = AREA, .len = big() * PAGE};
	struct kern_mm *mm = new_mm(k);
	struct kern_trace *trace = foresee();
	char *base = NULL;

	use_policy(k, policy, trace);
	swap_on(k, big() + 100);
	map(mm, AREA, big(), RW, ANON | MAP_FIXED, NULL, 0);
	if (native) {
		assert_int_equal(mmu_window_open(k->machine, &window), 0);
		assert_int_equal(mmu_cpu_enter(k->cpu), 0);
		base = mmu_ptr(k->machine, AREA);
	}
	kern_use_mm(k, mm);
	kern_enter_user(k);
	for (unsigned int round = 0; round < ROUNDS; round++)
		for (uint64_t i = 0; i < big(); i++) {
			kern_opt_seek(k, round * big() + i);
			if (native)
				native_round((void *)(base + i * PAGE), i,
					     round);
			else
				soft_round(k, AREA, i, round);
		}
	kern_leave_user(k);
	assert_true(kern_mm_check_all(k));
	assert_true(kern_page_check(k));
	assert_true(stat_of(k, "pswpout") > 2 * big());
	assert_true(stat_of(k, "pswpin") > big());
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	if (native)
		mmu_cpu_leave(k->cpu);
	kern_shutdown(k);
	kern_trace_destroy(trace);
}

static void test_reclaim_eight_times_the_ram_natively(void **state)
{
	(void)state;
	for (unsigned int n = 0; kern_replacement_at(n); n++)
		write_and_verify(true, n);
}

static void test_reclaim_eight_times_the_ram_softly(void **state)
{
	(void)state;
	for (unsigned int n = 0; kern_replacement_at(n); n++)
		write_and_verify(false, n);
}

/* --- when it begins, and when it ends -------------------------------------------------- */

static void test_reclaim_kswapd_between_low_and_high(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	const struct kern_pages *p = k->pages;
	uint64_t la = map_anon(mm, 1000);

	swap_on(k, 1000);
	for (uint64_t i = 0; i < 1000; i++) {
		int64_t free = p->stat[KERN_NR_FREE_PAGES];

		poke(mm, la + i * PAGE, i);
		/* Woken below low, it reclaims up to high, and more when it
		 * has freed 32 at a time. */
		assert_true(p->stat[KERN_NR_FREE_PAGES] >=
			    (int64_t)p->wmark[KERN_WMARK_LOW] - 3);
		if (p->stat[KERN_NR_FREE_PAGES] > free)
			assert_in_range(p->stat[KERN_NR_FREE_PAGES],
					p->wmark[KERN_WMARK_HIGH],
					p->wmark[KERN_WMARK_HIGH] + 32);
	}
	assert_true(stat_of(k, "pgsteal_kswapd") > 500);
	assert_true(stat_of(k, "pageoutrun") > 10);
	assert_int_equal(stat_of(k, "allocstall_dma32"), 0);
	kern_mm_put(mm);
}

/* One that wants more at once than kswapd leaves. */
static void test_reclaim_directly(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 300), pfn[1000];
	unsigned int n = 0;

	swap_on(k, 1000);
	for (uint64_t i = 0; i < 300; i++)
		poke(mm, la + i * PAGE, i);
	/* Who cannot wait gets less, and does not reclaim. */
	while (n < 1000) {
		pfn[n] = kern_alloc_pages(k, KERN_GFP_ATOMIC | KERN_GFP_NOWARN,
					  0);
		if (!pfn[n])
			break;
		n++;
	}
	assert_int_equal(stat_of(k, "pgscan_direct"), 0);
	assert_true(k->reclaim->woken);
	pfn[n] = kern_alloc_pages(k, KERN_GFP_KERNEL, 0);
	assert_true(pfn[n++]);
	assert_true(stat_of(k, "allocstall_dma32") > 0);
	assert_true(stat_of(k, "pgsteal_direct") >= 32);
	while (n)
		kern_put_pages(k, pfn[--n], 0);
	for (uint64_t i = 0; i < 300; i++)
		assert_int_equal(peek(mm, la + i * PAGE), i);
	kern_mm_put(mm);
}

static void test_reclaim_without_swap_keeps_anonymous_pages(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1000), n = 0;

	for (unsigned int p = 0; kern_replacement_at(p); p++) {
		use_policy(k, p, no_trace());
		while (!user_store(mm, la + n * PAGE, n))
			n++;
		assert_signal(mm, SIGKILL, SI_KERNEL, la + n * PAGE);
		for (uint64_t i = 0; i < n; i++)
			assert_int_equal(peek(mm, la + i * PAGE), i);
	}
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
}

/* --- pages of files ---------------------------------------------------------------------- */

static void test_reclaim_pages_of_files(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	char *path = make_file(4, 100);
	struct kern_file *file;
	uint64_t shared, private;

	assert_int_equal(kern_file_open(k, path, true, &file), 0);
	shared = map(mm, 0, 5, RW, MAP_SHARED, file, 0);
	private = map(mm, 0, 5, RW, MAP_PRIVATE, file, 0);
	assert_int_equal(peek(mm, shared), 1000);
	assert_int_equal(peek(mm, private + PAGE), 1001);
	poke(mm, shared + 2 * PAGE, 2222);
	poke(mm, private + 3 * PAGE, 3333);
	swap_on(k, 100);
	all_out(k);
	assert_int_equal(stat_of(k, "nr_file_pages"), 0);
	assert_int_equal(stat_of(k, "nr_dirty"), 0);
	/* Written back where it is shared; the private copy went to swap. */
	assert_int_equal(read_file(path, 2), 2222);
	assert_int_equal(read_file(path, 3), 1003);
	assert_int_equal(stat_of(k, "pswpout"), 1);
	assert_int_equal(pte_of(mm, shared), 0);
	assert_int_equal(peek(mm, shared + 2 * PAGE), 2222);
	assert_int_equal(peek(mm, shared + 3 * PAGE), 1003);
	assert_int_equal(peek(mm, private + 3 * PAGE), 3333);
	kern_file_put(file);
	kern_mm_put(mm);
	assert_true(kern_mm_check_all(k));
	unlink(path);
}

static void test_reclaim_file_that_cannot_be_written(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	char *path = make_file(2, 0), away[80];
	struct kern_file *file;
	uint64_t la;

	snprintf(away, sizeof(away), "%s.away", path);
	assert_int_equal(kern_file_open(k, path, true, &file), 0);
	la = map(mm, 0, 2, RW, MAP_SHARED, file, 0);
	kern_file_put(file);
	poke(mm, la, 5);
	poke(mm, la + PAGE, 6);
	assert_int_equal(rename(path, away), 0);
	all_out(k);
	assert_int_equal(stat_of(k, "nr_dirty"), 2);
	assert_int_equal(peek(mm, la), 5);
	assert_int_equal(rename(away, path), 0);
	all_out(k);
	assert_int_equal(stat_of(k, "nr_file_pages"), 0);
	assert_int_equal(read_file(path, 0), 5);
	assert_int_equal(read_file(path, 1), 6);
	kern_mm_put(mm);
	unlink(path);
}

static void test_reclaim_shared_memory(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map(mm, 0, 4, RW, MAP_SHARED | MAP_ANONYMOUS, NULL, 0);
	char *text;

	poke(mm, la, 5);
	assert_int_equal(peek(mm, la + PAGE), 0);
	child = dup_mm(mm);
	all_out(k);
	assert_int_equal(stat_of(k, "nr_shmem"), 2);
	swap_on(k, 10);
	all_out(k);
	assert_int_equal(stat_of(k, "nr_shmem"), 0);
	assert_int_equal(kern_swap_unused(k), 9);
	text = kern_proc_smaps(mm);
	assert_non_null(strstr(text, "Swap:                  4 kB\n"));
	free(text);
	assert_int_equal(peek(child, la), 5);
	assert_int_equal(child->maj_flt, 1);
	poke(child, la, 6);
	assert_int_equal(peek(mm, la), 6);
	all_out(k);
	kern_mm_put(mm);
	assert_int_equal(peek(child, la), 6);
	all_out(k);
	kern_mm_put(child);
	assert_int_equal(kern_swap_unused(k), 10);
	assert_true(kern_mm_check_all(k));
}

/* --- pages that stay ------------------------------------------------------------------------ */

static void test_reclaim_leaves_pinned_pages_alone(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	struct mmu_window_config window = {
		.size = sizeof(window), .la = AREA, .len = 4 * PAGE};
	uint64_t pte;
	void *view;

	swap_on(k, 10);
	assert_int_equal(mmu_window_open(k->machine, &window), 0);
	assert_int_equal(mmu_cpu_enter(k->cpu), 0);
	map(mm, AREA, 4, RW, ANON | MAP_FIXED, NULL, 0);
	poke(mm, AREA, 5);
	poke(mm, AREA + PAGE, 6);
	kern_use_mm(k, mm);
	kern_enter_user(k);
	assert_int_equal(
		mmu_pin(mmu_ptr(k->machine, AREA), 8, MMU_WRITE, &view), 8);
	kern_leave_user(k);
	pte = pte_of(mm, AREA);
	all_out(k);
	assert_int_equal(swapped(mm), 1);
	assert_int_equal(pte_of(mm, AREA) | MMU_PTE_A, pte);
	*(volatile uint64_t *)view = 55;
	mmu_unpin(view);
	all_out(k);
	assert_int_equal(swapped(mm), 2);
	assert_int_equal(peek(mm, AREA), 55);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	mmu_cpu_leave(k->cpu);
}

static void test_reclaim_leaves_pages_alone_that_somebody_holds(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), pa;

	swap_on(k, 10);
	poke(mm, la, 5);
	pa = pte_of(mm, la) & MMU_PTE_ADDR;
	kern_frame_get(k, pa);
	kern_use_mm(k, NULL);
	assert_int_equal(kern_reclaim(k, 10), 0);
	kern_frame_put(k, pa);
	assert_int_equal(kern_reclaim(k, 10), 1);
	kern_mm_put(mm);
}

/* A stray write hit the mapping: the page is found by nobody, and stays. */
static void test_reclaim_does_not_follow_a_spoiled_mapping(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), was[2];
	uint64_t shared =
		map(mm, 0, 1, RW, MAP_SHARED | MAP_ANONYMOUS, NULL, 0);
	struct kern_page *page[2];

	swap_on(k, 10);
	poke(mm, la, 5);
	poke(mm, shared, 6);
	kern_use_mm(k, NULL);
	page[0] = kern_pfn_to_page(k, (pte_of(mm, la) & MMU_PTE_ADDR) / PAGE);
	page[1] =
		kern_pfn_to_page(k, (pte_of(mm, shared) & MMU_PTE_ADDR) / PAGE);
	for (int i = 0; i < 2; i++) {
		was[i] = page[i]->mapping;
		page[i]->mapping = 0x4242424242424240ull | (was[i] & 1);
	}
	assert_int_equal(kern_reclaim(k, 10), 0);
	for (int i = 0; i < 2; i++)
		page[i]->mapping = was[i];
	assert_true(kern_mm_check_all(k));
	assert_int_equal(peek(mm, la), 5);
	assert_int_equal(peek(mm, shared), 6);
	kern_mm_put(mm);
}

/* A module drops the last reference: nothing is left of it. */
static void test_reclaim_page_that_outlived_its_area(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), pa, from = kern_log_next(k);

	poke(mm, la, 5);
	pa = pte_of(mm, la) & MMU_PTE_ADDR;
	kern_frame_get(k, pa);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	assert_int_equal(k->reclaim->npages, 1);
	assert_int_equal(kern_reclaim(k, 1), 0);
	kern_put_pages(k, pa / PAGE, 0);
	assert_int_equal(k->reclaim->npages, 0);
	assert_int_equal(kern_log_next(k), from);
	assert_true(kern_mm_check_all(k));
	assert_true(kern_page_check(k));
}

/* --- snapshots ---------------------------------------------------------------------------------------- */

static void test_reclaim_snapshot_includes_swap(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1000);
	struct mmu_snapshot *taken;

	swap_on(k, 2000);
	for (uint64_t i = 0; i < 1000; i++)
		poke(mm, la + i * PAGE, i);
	kern_use_mm(k, NULL);
	assert_int_equal(mmu_snapshot(k->machine, &taken), 0);
	for (int round = 0; round < 3; round++) {
		for (uint64_t i = 0; i < 1000; i++)
			poke(mm, la + i * PAGE, ~i);
		if (round == 1)
			kern_mm_put(mm);
		assert_int_equal(mmu_restore(k->machine, taken), 0);
		assert_true(kern_mm_check_all(k));
		for (uint64_t i = 0; i < 1000; i++)
			assert_int_equal(peek(mm, la + i * PAGE), i);
	}
	mmu_snapshot_free(taken);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, small_setup, kern_rig_teardown)

/* Without swap nothing of all this can go: kswapd must not look at each page, and
 * again at each allocation. */
static void test_reclaim_kswapd_gives_up_soon(void **state)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = 16ull << 20};
	struct kern *k = kern_rig_boot(&config);
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 4096), n = 0;

	(void)state;
	assert_int_equal(kern_set_replacement(k, kern_find_replacement("fifo"),
					      NULL),
			 0);
	for (; !stat_of(k, "pageoutrun"); n++)
		poke(mm, la + n * PAGE, n);
	assert_in_range(n, 3000, 4000);
	assert_in_range(stat_of(k, "pgscan_kswapd"), 1, 1000);
	/* Who asks for all that there is gets all. */
	assert_int_equal(kern_reclaim(k, 10000), 0);
	assert_in_range(stat_of(k, "pgscan_direct"), n, 3 * n);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reclaim_eight_times_the_ram_natively),
		cmocka_unit_test(test_reclaim_eight_times_the_ram_softly),
		TEST(test_reclaim_kswapd_between_low_and_high),
		TEST(test_reclaim_directly),
		TEST(test_reclaim_without_swap_keeps_anonymous_pages),
		TEST(test_reclaim_pages_of_files),
		TEST(test_reclaim_file_that_cannot_be_written),
		TEST(test_reclaim_shared_memory),
		TEST(test_reclaim_leaves_pinned_pages_alone),
		TEST(test_reclaim_leaves_pages_alone_that_somebody_holds),
		TEST(test_reclaim_does_not_follow_a_spoiled_mapping),
		TEST(test_reclaim_page_that_outlived_its_area),
		TEST(test_reclaim_snapshot_includes_swap),
		cmocka_unit_test(test_reclaim_kswapd_gives_up_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
