/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_replace.c - replacement policies, and what they may ask. */
#include "../support/swap_rig.h"

/* --- policies ---------------------------------------------------------------------------------- */

/* A stack, which is a bad idea: the page goes that came last. */
struct lifo {
	unsigned int added, removed, put_back, ticks;
};

static void lifo_add(struct kern *k, void *state, uint64_t pfn)
{
	struct lifo *lifo = state;

	lifo->added++;
	*kern_page_data(k, pfn) = lifo->added;
	kern_lru_add(k, 2, pfn);
}

static void lifo_remove(struct kern *k, void *state, uint64_t pfn)
{
	struct lifo *lifo = state;

	lifo->removed++;
	assert_true(*kern_page_data(k, pfn));
	kern_lru_del(k, 2, pfn);
}

static uint64_t lifo_victim(struct kern *k, void *state)
{
	uint64_t pfn = kern_lru_first(k, 2);

	(void)state;
	if (pfn)
		kern_lru_del(k, 2, pfn);
	return pfn;
}

static void lifo_putback(struct kern *k, void *state, uint64_t pfn)
{
	struct lifo *lifo = state;

	lifo->put_back++;
	kern_lru_add_tail(k, 2, pfn);
}

static void lifo_tick(struct kern *k, void *state)
{
	struct lifo *lifo = state;

	(void)k;
	lifo->ticks++;
}

static int lifo_init(struct kern *k, void *state, void *arg)
{
	(void)k;
	*(struct lifo **)arg = state;
	return 0;
}

static const struct kern_replacement lifo_policy = {
	.size = sizeof(lifo_policy),
	.name = "lifo",
	.state_size = sizeof(struct lifo),
	.period_ns = 7000, /* ten faults */
	.init = lifo_init,
	.add = lifo_add,
	.remove = lifo_remove,
	.victim = lifo_victim,
	.putback = lifo_putback,
	.tick = lifo_tick,
};

static void test_replace_asks_a_policy_of_ours(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 100);
	struct lifo *lifo = NULL;

	swap_on(k, 1000);
	for (uint64_t i = 0; i < 50; i++)
		poke(mm, la + i * PAGE, i);
	assert_int_equal(kern_set_replacement(k, &lifo_policy, &lifo), 0);
	assert_ptr_equal(kern_replacement(k), &lifo_policy);
	assert_int_equal(lifo->added, 50);
	for (uint64_t i = 50; i < 100; i++)
		poke(mm, la + i * PAGE, i);
	assert_int_equal(lifo->added, 100);
	assert_in_range(lifo->ticks, 4, 6);
	kern_use_mm(k, NULL);
	assert_int_equal(kern_reclaim(k, 3), 3);
	for (uint64_t i = 97; i < 100; i++)
		assert_true(kern_is_swap_pte(pte_of(mm, la + i * PAGE)));
	assert_true(kern_mm_check_all(k));
	assert_int_equal(kern_munmap(mm, la, PAGE), 0);
	assert_int_equal(lifo->removed, 1);
	assert_int_equal(lifo->put_back, 0);
	/* Another one takes over. */
	use_policy(k, 0, NULL);
	assert_true(kern_mm_check_all(k));
	for (uint64_t i = 1; i < 100; i++)
		assert_int_equal(peek(mm, la + i * PAGE), i);
	kern_mm_put(mm);
}

static void test_replace_refuses_what_is_no_policy(void **state)
{
	struct kern *k = *state;
	struct kern_replacement policy = lifo_policy;
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = "mmusim.replacement=none"};
	struct kern *other;

	assert_int_equal(kern_set_replacement(k, kern_find_replacement("none"),
					      NULL),
			 -EINVAL);
	policy.size--;
	assert_int_equal(kern_set_replacement(k, &policy, NULL), -EINVAL);
	policy = lifo_policy;
	policy.putback = NULL;
	assert_int_equal(kern_set_replacement(k, &policy, NULL), -EINVAL);
	assert_string_equal(kern_replacement(k)->name, "lru");
	assert_int_equal(kern_boot(&config, &other), -EINVAL);
	config.cmdline = "quiet mmusim.replacement=fifo";
	assert_int_equal(kern_boot(&config, &other), 0);
	assert_string_equal(kern_replacement(other)->name, "fifo");
	kern_shutdown(other);
}

/* Sampling clears A, and the TLB forgets what it was made with. */
static void test_replace_page_referenced(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map_anon(mm, 1), pfn, value;
	struct kern_page_info info = {.size = sizeof(info)};

	poke(mm, la, 5);
	pfn = (pte_of(mm, la) & MMU_PTE_ADDR) / PAGE;
	kern_use_mm(k, mm);
	assert_int_equal(kern_page_referenced(k, pfn), 1);
	assert_int_equal(kern_page_referenced(k, pfn), 0);
	kern_enter_user(k);
	assert_int_equal(mmu_load(k->cpu, la, &value, 8, NULL), 0);
	assert_int_equal(kern_page_referenced(k, pfn), 1);
	/* It was in the TLB all the time. */
	assert_int_equal(mmu_load(k->cpu, la, &value, 8, NULL), 0);
	assert_int_equal(kern_page_referenced(k, pfn), 1);
	kern_leave_user(k);
	child = dup_mm(mm);
	peek(mm, la);
	peek(child, la);
	assert_int_equal(kern_page_referenced(k, pfn), 2);
	assert_int_equal(kern_page_info(k, pfn, &info), 0);
	assert_int_equal(info.mapcount, 2);
	assert_true(info.anon && info.dirty && !info.executable);
	assert_int_equal(info.index, la / PAGE);
	assert_int_equal(kern_page_info(k, 1ull << 40, &info), -ENOENT);
	info.size--;
	assert_int_equal(kern_page_info(k, pfn, &info), -EINVAL);
	kern_mm_put(child);
	kern_mm_put(mm);
}

/* Pages that are used all the time survive a stream of others that are not. */
static void test_replace_lru_keeps_what_is_used(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 2000), faults;

	swap_on(k, 3000);
	for (uint64_t i = 0; i < 2000; i++) {
		poke(mm, la + i * PAGE, i);
		for (uint64_t hot = 0; hot < 20; hot++)
			peek(mm, la + hot * PAGE);
	}
	faults = mm->maj_flt;
	assert_true(faults < 100);
	kern_mm_put(mm);
}

/* --- lists that somebody spoiled ------------------------------------------------------------------ */

static void test_replace_survives_a_spoiled_list(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 20), from = kern_log_next(k), pfn;

	swap_on(k, 100);
	for (uint64_t i = 0; i < 20; i++)
		poke(mm, la + i * PAGE, i);
	kern_use_mm(k, NULL);
	pfn = (pte_of(mm, la + 5 * PAGE) & MMU_PTE_ADDR) / PAGE;
	kern_pfn_to_page(k, pfn)->lru_next = 0x4141414141414141ull;
	kern_pfn_to_page(k, pfn)->mapping = 0x4242424242424243ull;
	kern_reclaim(k, 100);
	kern_rig_assert_logged(k, from, "is corrupted");
	for (uint64_t i = 0; i < 20; i++)
		assert_int_equal(peek(mm, la + i * PAGE), i);
	kern_mm_put(mm);
}

/* --- lists -------------------------------------------------------------------------- */

static void no_page(struct kern *k, void *state, uint64_t pfn)
{
	(void)k;
	(void)state;
	(void)pfn;
}

static uint64_t no_victim(struct kern *k, void *state)
{
	(void)k;
	(void)state;
	return 0;
}

/* A policy that leaves the lists to the test. */
static const struct kern_replacement idle_policy = {
	.size = sizeof(idle_policy),
	.name = "idle",
	.add = no_page,
	.remove = no_page,
	.victim = no_victim,
	.putback = no_page,
};

static void test_replace_lists(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 3), pfn[3];

	assert_int_equal(kern_set_replacement(k, &idle_policy, NULL), 0);
	for (uint64_t i = 0; i < 3; i++) {
		poke(mm, la + i * PAGE, i);
		pfn[i] = (pte_of(mm, la + i * PAGE) & MMU_PTE_ADDR) / PAGE;
	}
	assert_int_equal(kern_lru_first(k, 1), 0);
	assert_int_equal(kern_lru_last(k, 1), 0);
	kern_lru_add(k, 1, pfn[1]);
	kern_lru_add(k, 1, pfn[0]);
	kern_lru_add_tail(k, 1, pfn[2]);
	assert_int_equal(kern_lru_length(k, 1), 3);
	assert_int_equal(kern_lru_length(k, 0), 0);
	assert_int_equal(kern_vmstat(k, "nr_active_anon"), 3);
	assert_int_equal(kern_lru_first(k, 1), pfn[0]);
	assert_int_equal(kern_lru_next(k, 1, pfn[0]), pfn[1]);
	assert_int_equal(kern_lru_next(k, 1, pfn[1]), pfn[2]);
	assert_int_equal(kern_lru_next(k, 1, pfn[2]), 0);
	assert_int_equal(kern_lru_last(k, 1), pfn[2]);
	assert_int_equal(kern_lru_prev(k, 1, pfn[2]), pfn[1]);
	assert_int_equal(kern_lru_prev(k, 1, pfn[0]), 0);
	kern_lru_del(k, 1, pfn[1]);
	assert_int_equal(kern_lru_next(k, 1, pfn[0]), pfn[2]);
	kern_lru_del(k, 1, pfn[0]);
	kern_lru_del(k, 1, pfn[2]);
	assert_int_equal(kern_lru_length(k, 1), 0);
	assert_int_equal(kern_vmstat(k, "nr_active_anon"), 0);
	assert_int_equal(kern_vmstat(k, "no_such"), -1);
	assert_int_equal(kern_reclaim(k, 1), 0);
	kern_mm_put(mm);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, small_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_replace_asks_a_policy_of_ours),
		TEST(test_replace_refuses_what_is_no_policy),
		TEST(test_replace_page_referenced),
		TEST(test_replace_lru_keeps_what_is_used),
		TEST(test_replace_survives_a_spoiled_list),
		TEST(test_replace_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
