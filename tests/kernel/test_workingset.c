/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_workingset.c - a limit of pages, working sets, and thrashing.
 */
#include "../support/swap_rig.h"

#include <mmusim/kern_oom.h>
#include <mmusim/kern_workingset.h>
#include <mmusim/snapshot.h>

static struct kern_working_set look(struct kern_mm *mm)
{
	struct kern_working_set set = {.size = sizeof(set)};

	assert_int_equal(kern_working_set(mm, &set), 0);
	return set;
}

static void touch(struct kern_mm *mm, uint64_t la, uint64_t first, uint64_t end)
{
	for (uint64_t i = first; i < end; i++)
		poke(mm, la + i * PAGE, i);
}

/* --- a limit ---------------------------------------------------------------------- */

static uint64_t npages(const struct kern *k)
{
	return k->reclaim->npages;
}

static void test_memory_max_holds(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map_anon(mm, 50);

	swap_on(k, 200);
	touch(mm, la, 0, 50);
	assert_int_equal(npages(k), 50);
	/* What is too much goes at once, and no more comes than may be there:
	 * the same for a child, which copies what it writes to. */
	assert_int_equal(kern_set_memory_max(k, 20), 0);
	assert_int_equal(npages(k), 20);
	child = dup_mm(mm);
	for (uint64_t i = 0; i < 50; i++) {
		assert_int_equal(peek(mm, la + i * PAGE), i);
		poke(child, la + i * PAGE, ~i);
		assert_int_equal(npages(k), 20);
	}
	for (uint64_t i = 0; i < 50; i++)
		assert_int_equal(peek(mm, la + i * PAGE), i);
	assert_true(kern_mm_check_all(k));
	kern_use_mm(k, NULL);
	kern_mm_put(child);
	assert_int_equal(kern_set_memory_max(k, UINT64_MAX), 0);
	touch(mm, la, 0, 50);
	assert_int_equal(npages(k), 50);
	kern_mm_put(mm);
}

static void test_memory_max_counts_pages_of_files(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	char *path = make_file(20, 0);
	struct kern_file *file;
	uint64_t la;

	assert_int_equal(kern_file_open(k, path, false, &file), 0);
	la = map(mm, 0, 20, RW, MAP_PRIVATE, file, 0);
	assert_int_equal(kern_set_memory_max(k, 3), 0);
	for (uint64_t i = 0; i < 20; i++) {
		assert_int_equal(peek(mm, la + i * PAGE), 1000 + i);
		assert_true(npages(k) <= 3);
	}
	/* A copy needs two of them. */
	swap_on(k, 20);
	assert_int_equal(kern_set_memory_max(k, 2), 0);
	for (uint64_t i = 0; i < 20; i++)
		poke(mm, la + i * PAGE, i);
	assert_int_equal(npages(k), 2);
	for (uint64_t i = 0; i < 20; i++)
		assert_int_equal(peek(mm, la + i * PAGE), i);
	assert_int_equal(kern_vmstat(k, "pageoutrun"), 0);
	assert_true(kern_mm_check_all(k));
	kern_file_put(file);
	kern_mm_put(mm);
	unlink(path);
}

static void test_memory_max_without_swap(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *big = new_mm(k);
	uint64_t la = map_anon(mm, 10), la_big = map_anon(big, 10);
	uint64_t from = kern_log_next(k);

	assert_int_equal(kern_set_memory_max(k, 0), -EINVAL);
	assert_int_equal(kern_set_memory_max(k, 10), 0);
	touch(big, la_big, 0, 6);
	touch(mm, la, 0, 4);
	assert_int_equal(kern_set_memory_max(k, 9), -EBUSY);
	assert_int_equal(npages(k), 10);
	assert_false(kern_oom_killed(big) || kern_oom_killed(mm));
	/* Who has most pays, and the other one goes on. */
	touch(mm, la, 4, 9);
	assert_true(kern_oom_killed(big) && !kern_oom_killed(mm));
	assert_int_equal(npages(k), 9);
	kern_rig_assert_order(
		k, from,
		(const char *const[]){
			"invoked oom-killer", "memory: usage 40kB, limit 36kB",
			"constraint=CONSTRAINT_MEMCG,",
			"Memory cgroup out of memory: Killed process", NULL});
	/* With all that is left. */
	assert_int_not_equal(user_store(mm, la + 9 * PAGE, 9), 0);
	assert_signal(mm, SIGKILL, SI_KERNEL, la + 9 * PAGE);
	assert_true(kern_oom_killed(mm));
	assert_false(kern_panicked(k));
	/* Page tables and slab objects are not limited. */
	kern_mm_put(new_mm(k));
	assert_true(kern_mm_check_all(k));
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	kern_mm_put(big);
	assert_int_equal(npages(k), 0);
}

/* init may not be killed: it gets no memory, but there is no panic. */
static void test_memory_max_and_nobody_to_kill(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 10), from = kern_log_next(k);

	kern_set_oom_score_adj(mm, KERN_OOM_SCORE_ADJ_MIN);
	assert_int_equal(kern_set_memory_max(k, 5), 0);
	touch(mm, la, 0, 5);
	assert_int_not_equal(user_store(mm, la + 5 * PAGE, 5), 0);
	assert_signal(mm, SIGKILL, SI_KERNEL, la + 5 * PAGE);
	kern_rig_assert_logged(k, from, "no killable processes");
	assert_false(kern_panicked(k));
	assert_int_equal(npages(k), 5);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
}

static void test_memory_max_is_part_of_a_snapshot(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 10);
	struct mmu_snapshot *taken;

	swap_on(k, 10);
	assert_int_equal(kern_set_memory_max(k, 5), 0);
	assert_int_equal(mmu_snapshot(k->machine, &taken), 0);
	assert_int_equal(kern_set_memory_max(k, 8), 0);
	assert_int_equal(mmu_restore(k->machine, taken), 0);
	touch(mm, la, 0, 10);
	assert_int_equal(npages(k), 5);
	mmu_snapshot_free(taken);
	kern_mm_put(mm);
}

/* --- working sets -------------------------------------------------------------------- */

static void test_working_set_of_a_window(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 20);
	struct kern_working_set set;

	touch(mm, la, 0, 10);
	set = look(mm);
	assert_int_equal(set.used, 10);
	assert_int_equal(set.resident, 10);
	assert_int_equal(set.min_flt, 10);
	assert_int_equal(set.maj_flt, 0);
	assert_int_equal(look(mm).used, 0);
	/* 4 to 7 again, which are in the TLB; 10 and 11 are new. 12 is read:
	 * that is the page of zeros, and nobody's. */
	for (uint64_t i = 4; i < 8; i++)
		peek(mm, la + i * PAGE);
	touch(mm, la, 10, 12);
	peek(mm, la + 12 * PAGE);
	kern_pass_time(k, 5000);
	set = look(mm);
	assert_int_equal(set.used, 6);
	assert_int_equal(set.resident, 12);
	assert_int_equal(set.min_flt, 3);
	assert_in_range(set.ns, 5000 + 3 * 700, 5000 + 3 * 700);
	set.size--;
	assert_int_equal(kern_working_set(mm, &set), -EINVAL);
	kern_mm_put(mm);
}

/* Each of the two who look at A bits sees what it would see alone. */
static void
test_working_set_and_policies_do_not_disturb_each_other(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), pfn;

	poke(mm, la, 5);
	pfn = (pte_of(mm, la) & MMU_PTE_ADDR) / PAGE;
	assert_int_equal(look(mm).used, 1);
	assert_int_equal(kern_page_referenced(k, pfn), 1);
	assert_int_equal(kern_page_referenced(k, pfn), 0);
	peek(mm, la);
	assert_int_equal(kern_page_referenced(k, pfn), 1);
	assert_int_equal(look(mm).used, 1);
	assert_int_equal(look(mm).used, 0);
	assert_int_equal(kern_page_referenced(k, pfn), 0);
	/* Both see one use once. */
	peek(mm, la);
	assert_int_equal(look(mm).used, 1);
	peek(mm, la);
	assert_int_equal(kern_page_referenced(k, pfn), 1);
	kern_mm_put(mm);
}

/* What was noted of a page goes with it. */
static void test_working_set_of_a_frame_used_again(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 4);

	for (int round = 0; round < 3; round++) {
		touch(mm, la, 0, 4);
		assert_int_equal(look(mm).used, 4);
		assert_int_equal(kern_madvise(mm, la, 4 * PAGE, MADV_DONTNEED),
				 0);
		assert_int_equal(look(mm).resident, 0);
	}
	assert_true(kern_page_check(k));
	kern_mm_put(mm);
}

/* A loop over 20 pages, with as many frames, and with one less. */
static struct kern_working_set run_loop(struct kern_mm *mm, uint64_t la)
{
	look(mm);
	for (int lap = 0; lap < 10; lap++)
		for (uint64_t i = 0; i < 20; i++) {
			poke(mm, la + i * PAGE, i);
			kern_pass_time(mm->kern, 1000);
		}
	return look(mm);
}

static void test_working_set_shows_thrashing(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 20);
	struct kern_working_set set;

	swap_on(k, 100);
	assert_int_equal(kern_set_replacement(k, kern_find_replacement("fifo"),
					      NULL),
			 0);
	touch(mm, la, 0, 20);
	assert_int_equal(kern_set_memory_max(k, 20), 0);
	set = run_loop(mm, la);
	assert_int_equal(set.maj_flt, 0);
	assert_int_equal(set.used, 20);
	assert_int_equal(set.ns, 200000);
	assert_int_equal(kern_set_memory_max(k, 19), 0);
	set = run_loop(mm, la);
	/* Page 0 has gone, so each of 10 laps misses all 20. */
	assert_int_equal(set.maj_flt, 200);
	assert_int_equal(set.resident, 19);
	assert_in_range(set.ns, 100 * 200000, 105 * 200000);
	kern_mm_put(mm);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_memory_max_holds),
		TEST(test_memory_max_counts_pages_of_files),
		TEST(test_memory_max_without_swap),
		TEST(test_memory_max_and_nobody_to_kill),
		TEST(test_memory_max_is_part_of_a_snapshot),
		TEST(test_working_set_of_a_window),
		TEST(test_working_set_and_policies_do_not_disturb_each_other),
		TEST(test_working_set_of_a_frame_used_again),
		TEST(test_working_set_shows_thrashing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
