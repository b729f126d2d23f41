/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_swap.c - swap areas, pages that go there, and how they come back.
 */
#include "../support/swap_rig.h"

#include <mmusim/kern_fault_inject.h>
#include <mmusim/kern_oom.h>

/* --- entries ---------------------------------------------------------------------- */

static void test_swap_entries_have_linux_format(void **state)
{
	(void)state;
	/* ~offset at bit 9, type at bit 59. */
	assert_int_equal(kern_swp_entry(0, 1), 0x07fffffffffffc00ull);
	assert_int_equal(kern_swp_entry(3, 0), 0x1ffffffffffffe00ull);
	for (unsigned int type = 0; type < KERN_MAX_SWAPFILES; type++) {
		uint64_t entry = kern_swp_entry(type, 0x12345678);

		assert_int_equal(kern_swp_type(entry), type);
		assert_int_equal(kern_swp_offset(entry), 0x12345678);
		assert_false(kern_pte_present(entry));
		assert_false(entry & MMU_PTE_PS);
	}
}

/* --- out and in ------------------------------------------------------------------- */

static void test_swap_page_goes_and_comes_back(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 3), entry;
	struct kern_mm_stats stats = {.size = sizeof(stats)};

	swap_on(k, 100);
	for (uint64_t i = 0; i < 3; i++)
		poke(mm, la + i * PAGE, 1000 + i);
	all_out(k);
	kern_mm_stats(mm, &stats);
	assert_int_equal(stats.anon, 0);
	assert_int_equal(stats.swapped, 3);
	entry = pte_of(mm, la);
	assert_true(kern_is_swap_pte(entry));
	assert_int_equal(kern_vmstat(k, "pswpout"), 3);
	assert_int_equal(kern_swap_unused(k), 97);

	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(peek(mm, la + i * PAGE), 1000 + i);
	kern_mm_stats(mm, &stats);
	assert_int_equal(stats.maj_flt, 3);
	assert_int_equal(stats.swapped, 0);
	assert_int_equal(kern_vmstat(k, "pswpin"), 3);
	assert_int_equal(kern_vmstat(k, "pgfault"), 6);
	assert_int_equal(kern_vmstat(k, "pgmajfault"), 3);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
	assert_int_equal(kern_swap_unused(k), 100);
}

static void test_swap_clean_page_is_not_written_again(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), pte;

	swap_on(k, 100);
	poke(mm, la, 7);
	all_out(k);
	/* Read: it keeps its slot, and cannot be written to unnoticed. */
	assert_int_equal(peek(mm, la), 7);
	pte = pte_of(mm, la);
	assert_false(pte & (MMU_PTE_RW | MMU_PTE_D));
	assert_int_equal(kern_swap_unused(k), 99);
	all_out(k);
	assert_int_equal(kern_vmstat(k, "pswpout"), 1);
	/* Written to: the slot is given up, and the page need not be copied. */
	assert_int_equal(peek(mm, la), 7);
	pte = pte_of(mm, la);
	poke(mm, la, 8);
	assert_int_equal(kern_swap_unused(k), 100);
	assert_int_equal(pte_of(mm, la) & MMU_PTE_ADDR, pte & MMU_PTE_ADDR);
	all_out(k);
	assert_int_equal(kern_vmstat(k, "pswpout"), 2);
	assert_int_equal(peek(mm, la), 8);
	kern_mm_put(mm);
}

static void test_swap_slots_are_given_up_when_few_are_left(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 3);

	swap_on(k, 4);
	for (uint64_t i = 0; i < 3; i++)
		poke(mm, la + i * PAGE, 7);
	all_out(k);
	assert_int_equal(kern_swap_unused(k), 1);
	peek(mm, la);
	assert_int_equal(kern_swap_unused(k), 2);
	peek(mm, la + PAGE);
	assert_int_equal(kern_swap_unused(k), 2);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
}

static void
test_swap_slots_of_the_cache_are_taken_when_there_is_no_other(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 5), pa;

	swap_on(k, 4);
	poke(mm, la, 100);
	all_out(k);
	peek(mm, la);
	assert_int_equal(kern_swap_unused(k), 3);
	pa = pte_of(mm, la) & MMU_PTE_ADDR;
	kern_frame_get(k, pa); /* it cannot go */
	for (uint64_t i = 1; i < 5; i++)
		poke(mm, la + i * PAGE, 100 + i);
	kern_use_mm(k, NULL);
	assert_int_equal(kern_reclaim(k, 5), 4);
	kern_frame_put(k, pa);
	assert_true(kern_mm_check_all(k));
	for (uint64_t i = 0; i < 5; i++)
		assert_int_equal(peek(mm, la + i * PAGE), 100 + i);
	kern_mm_put(mm);
}

/* Parent and child come for the same page: one is read, the other found. */
static void test_swap_cache_serves_whom_fork_made(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child, *grandchild;
	struct kern_mm_stats stats = {.size = sizeof(stats)};
	uint64_t la = map_anon(mm, 1);

	swap_on(k, 100);
	poke(mm, la, 7);
	child = dup_mm(mm);
	all_out(k);
	assert_int_equal(kern_vmstat(k, "pswpout"), 1);
	assert_int_equal(pte_of(mm, la), pte_of(child, la));
	/* A child that is made now has the entry, too. */
	grandchild = dup_mm(child);
	assert_int_equal(kern_swap_slot(k, pte_of(mm, la))->count, 3);
	assert_int_equal(peek(child, la), 7);
	assert_int_equal(peek(mm, la), 7);
	kern_mm_stats(child, &stats);
	assert_int_equal(stats.maj_flt, 1);
	kern_mm_stats(mm, &stats);
	assert_int_equal(stats.maj_flt, 0);
	assert_int_equal(kern_vmstat(k, "pswpin"), 1);
	/* Each has a page of its own once it writes. */
	poke(mm, la, 8);
	poke(child, la, 9);
	assert_true(kern_mm_check_all(k));
	assert_int_equal(peek(grandchild, la), 7);
	assert_int_equal(peek(mm, la), 8);
	assert_int_equal(peek(child, la), 9);
	all_out(k);
	assert_int_equal(peek(grandchild, la), 7);
	assert_int_equal(peek(mm, la), 8);
	assert_int_equal(peek(child, la), 9);
	kern_mm_put(mm);
	kern_mm_put(child);
	kern_mm_put(grandchild);
	assert_true(kern_mm_check_all(k));
	assert_int_equal(kern_swap_unused(k), 100);
}

/* --- who else looks at entries ------------------------------------------------------ */

static void test_swap_entries_are_freed_with_their_pages(void **state)
{
	struct kern *k = *state;
	struct mm_usage before;
	struct kern_mm *mm;
	uint64_t la;

	swap_on(k, 100);
	before = mm_usage(k);
	mm = new_mm(k);
	la = map_anon(mm, 6);
	for (uint64_t i = 0; i < 6; i++)
		poke(mm, la + i * PAGE, i);
	all_out(k);
	assert_int_equal(kern_madvise(mm, la, 2 * PAGE, MADV_DONTNEED), 0);
	assert_int_equal(swapped(mm), 4);
	assert_int_equal(peek(mm, la + PAGE), 0);
	assert_int_equal(kern_munmap(mm, la + 2 * PAGE, PAGE), 0);
	assert_int_equal(swapped(mm), 3);
	assert_int_equal(kern_swap_unused(k), 97);
	assert_true(kern_mm_check_all(k));
	/* One that was read is in the cache, too. */
	assert_int_equal(peek(mm, la + 4 * PAGE), 4);
	assert_int_equal(kern_munmap(mm, la, 6 * PAGE), 0);
	assert_int_equal(swapped(mm), 0);
	assert_int_equal(kern_swap_unused(k), 100);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	assert_usage(k, before);
}

static void test_swap_mprotect_leaves_entries_alone(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 2), value;

	swap_on(k, 100);
	poke(mm, la, 7);
	all_out(k);
	assert_int_equal(kern_mprotect(mm, la, 2 * PAGE, PROT_READ), 0);
	assert_int_equal(swapped(mm), 1);
	assert_int_equal(peek(mm, la), 7);
	assert_int_equal(user_store(mm, la, 8), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_ACCERR, la);
	/* What cannot be accessed can be swapped out, and comes back. */
	assert_int_equal(kern_mprotect(mm, la, 2 * PAGE, PROT_NONE), 0);
	all_out(k);
	assert_int_equal(swapped(mm), 1);
	assert_int_equal(user_load(mm, la, &value), MMU_TRAP_PF);
	assert_int_equal(kern_mprotect(mm, la, 2 * PAGE, RW), 0);
	poke(mm, la + 8, 9);
	assert_int_equal(peek(mm, la), 7);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
}

static uint64_t number_in(const char *text, const char *label)
{
	const char *at = strstr(text, label);

	assert_non_null(at);
	return strtoull(at + strlen(label), NULL, 10);
}

static void test_swap_in_proc(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map_anon(mm, 3), entry;
	char *text;

	swap_on(k, 100);
	for (uint64_t i = 0; i < 3; i++)
		poke(mm, la + i * PAGE, i);
	child = dup_mm(mm);
	all_out(k);
	peek(mm, la);
	text = kern_proc_status(mm);
	assert_int_equal(number_in(text, "VmSwap:"), 8);
	free(text);
	text = kern_proc_smaps(mm);
	assert_int_equal(number_in(text, "\nSwap:"), 8);
	assert_int_equal(number_in(text, "\nSwapPss:"), 4);
	free(text);
	text = kern_proc_read(k, "meminfo");
	assert_int_equal(number_in(text, "SwapTotal:"), 400);
	assert_int_equal(number_in(text, "SwapFree:"), 388);
	assert_int_equal(number_in(text, "SwapCached:"), 4);
	free(text);
	text = kern_proc_read(k, "swaps");
	assert_string_equal(text,
			    "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
			    "memory                                  memory"
			    "\t400\t\t12\t\t0\n");
	free(text);
	kern_proc_pagemap(mm, la + PAGE, 1, &entry);
	assert_int_equal(entry,
			 1ull << 62 | kern_swp_offset(pte_of(mm, la + PAGE))
					      << 5);
	kern_mm_put(child);
	kern_mm_put(mm);
}

/* A stray write made an entry of what is none. */
static void test_swap_bad_entry_is_reported(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 2), from = kern_log_next(k), value;

	swap_on(k, 100);
	poke(mm, la, 7);
	*kern_pte_find(mm, la + PAGE) = kern_swp_entry(0, 55);
	assert_int_equal(user_load(mm, la + PAGE, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGBUS, BUS_ADRERR, la + PAGE);
	kern_rig_assert_logged(k, from, "Bad swap file entry");
	*kern_pte_find(mm, la + PAGE) = kern_swp_entry(22, 5);
	kern_mm_put(mm);
	kern_rig_assert_logged(k, from, "BUG: Bad page map in process");
	assert_true(kern_mm_check_all(k));
}

/* A stray write hit the struct page. */
static void test_swap_survives_a_spoiled_struct_page(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 3), pfn, from = kern_log_next(k);

	swap_on(k, 10);
	for (uint64_t i = 0; i < 3; i++)
		poke(mm, la + i * PAGE, i);
	all_out(k);
	for (uint64_t i = 0; i < 3; i++)
		peek(mm, la + i * PAGE);
	pfn = (pte_of(mm, la) & MMU_PTE_ADDR) / PAGE;
	kern_pfn_to_page(k, pfn)->private = 0x4141414141414141ull;
	pfn = (pte_of(mm, la + PAGE) & MMU_PTE_ADDR) / PAGE;
	kern_pfn_to_page(k, pfn)->flags &= ~KERN_PG(SWAPCACHE);
	kern_use_mm(k, NULL);
	kern_reclaim(k, 10);
	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(peek(mm, la + i * PAGE), i);
	poke(mm, la, 5);
	assert_int_equal(peek(mm, la), 5);
	kern_swapoff(k, 0);
	kern_rig_assert_logged(k, from, "not in the swap cache");
	kern_mm_put(mm);
}

/* --- areas ---------------------------------------------------------------------------- */

static void test_swap_on_a_file(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 3);
	const char *path = swap_path();

	assert_int_equal(swap_on_file(k, path, 10), 0);
	assert_int_equal(swap_on_file(k, path, 0), -EBUSY);
	for (uint64_t i = 0; i < 3; i++)
		poke(mm, la + i * PAGE, 1000 + i);
	all_out(k);
	assert_int_equal(read_file(path, kern_swp_offset(pte_of(mm, la))),
			 1000);
	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(peek(mm, la + i * PAGE), 1000 + i);
	assert_int_equal(kern_swapoff(k, 0), 0);
	/* It has mkswap's header now. */
	assert_int_equal(swap_on_file(k, path, 0), 0);
	assert_int_equal(kern_swap_total(k), 10);
	assert_int_equal(kern_swapoff(k, 0), 0);
	assert_int_equal(swap_on_file(k, path, 10), -EEXIST);
	assert_int_equal(unlink(path), 0);
	kern_mm_put(mm);
}

static void test_swap_on_refuses_what_is_no_area(void **state)
{
	struct kern *k = *state;
	struct kern_swap_config config = {.size = sizeof(config)};
	struct mm_usage before = mm_usage(k);

	assert_int_equal(kern_swapon(k, &config), -EINVAL);
	config.size--;
	assert_int_equal(kern_swapon(k, &config), -EINVAL);
	assert_int_equal(swap_on_file(k, "Makefile", 0), -EINVAL);
	assert_int_equal(swap_on_file(k, "Makefile", 5), -EEXIST);
	assert_int_equal(swap_on_file(k, "build", 0), -EISDIR);
	assert_int_equal(swap_on_file(k, "build/no/such", 5), -ENOENT);
	assert_int_equal(kern_swapoff(k, 0), -EINVAL);
	assert_int_equal(kern_swapoff(k, -1), -EINVAL);
	assert_int_equal(kern_swapoff(k, KERN_MAX_SWAPFILES), -EINVAL);
	assert_usage(k, before);
	for (int i = 0; i < KERN_MAX_SWAPFILES; i++)
		assert_int_equal(swap_on(k, 1), i);
	config.size++;
	config.npages = 1;
	assert_int_equal(kern_swapon(k, &config), -EPERM);
}

static void test_swap_highest_priority_first(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	struct kern_swap_config config = {
		.size = sizeof(config), .npages = 2, .prio = 5};
	uint64_t la = map_anon(mm, 5);
	unsigned int in[2] = {0};

	swap_on(k, 100);
	assert_int_equal(kern_swapon(k, &config), 1);
	for (uint64_t i = 0; i < 5; i++)
		poke(mm, la + i * PAGE, i);
	all_out(k);
	for (uint64_t i = 0; i < 5; i++)
		in[kern_swp_type(pte_of(mm, la + i * PAGE))]++;
	assert_int_equal(in[1], 2);
	assert_int_equal(in[0], 3);
	/* The area goes: the other one takes what there is no room for. */
	assert_int_equal(kern_swapoff(k, 1), 0);
	assert_true(kern_mm_check_all(k));
	for (uint64_t i = 0; i < 5; i++)
		assert_int_equal(peek(mm, la + i * PAGE), i);
	kern_mm_put(mm);
}

static void test_swap_off_brings_everything_back(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map_anon(mm, 4);
	uint64_t shared =
		map(mm, 0, 2, RW, MAP_SHARED | MAP_ANONYMOUS, NULL, 0);

	swap_on(k, 100);
	for (uint64_t i = 0; i < 4; i++)
		poke(mm, la + i * PAGE, i);
	poke(mm, shared, 99);
	child = dup_mm(mm);
	poke(child, la, 77);
	all_out(k);
	assert_int_equal(kern_swap_unused(k), 94);
	assert_int_equal(kern_swapoff(k, 0), 0);
	assert_int_equal(kern_swap_total(k), 0);
	assert_int_equal(swapped(mm) + swapped(child), 0);
	assert_true(kern_mm_check_all(k));
	for (uint64_t i = 0; i < 4; i++)
		assert_int_equal(peek(mm, la + i * PAGE), i);
	assert_int_equal(peek(child, la), 77);
	assert_int_equal(peek(child, shared), 99);
	kern_mm_put(mm);
	kern_mm_put(child);
}

/* There is no room for all that two tasks share; what came back for one must not
 * go to the same area again while it closes. */
static void test_swap_off_without_room(void **state)
{
	struct kern *k = small_kern();
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map_anon(mm, 600);

	(void)state;
	kern_oom_killer_disable(k);
	swap_on(k, 1000);
	for (uint64_t i = 0; i < 600; i++)
		poke(mm, la + i * PAGE, i);
	child = dup_mm(mm);
	all_out(k);
	assert_int_equal(kern_swapoff(k, 0), -ENOMEM);
	assert_true(kern_mm_check_all(k));
	for (uint64_t i = 0; i < 600; i++) {
		assert_int_equal(peek(mm, la + i * PAGE), i);
		assert_int_equal(peek(child, la + i * PAGE), i);
	}
	assert_int_equal(kern_munmap(child, la + 200 * PAGE, 400 * PAGE), 0);
	assert_int_equal(kern_munmap(mm, la + 200 * PAGE, 400 * PAGE), 0);
	assert_int_equal(kern_swapoff(k, 0), 0);
	for (uint64_t i = 0; i < 200; i++)
		assert_int_equal(peek(child, la + i * PAGE), i);
	kern_mm_put(mm);
	kern_mm_put(child);
	kern_shutdown(k);
}

/* Who takes the swap away gives up, before others pay for it. */
static void test_swap_off_lets_nobody_be_killed(void **state)
{
	struct kern *k = small_kern();
	struct kern_mm *mm[3];
	uint64_t la[3];

	(void)state;
	swap_on(k, 2000);
	for (int n = 0; n < 3; n++) {
		mm[n] = new_mm(k);
		la[n] = map_anon(mm[n], 300);
		for (uint64_t i = 0; i < 300; i++)
			poke(mm[n], la[n] + i * PAGE, i);
	}
	all_out(k);
	assert_int_equal(kern_swapoff(k, 0), -ENOMEM);
	assert_true(kern_mm_check_all(k));
	assert_false(k->oom.disabled); /* it was for that long */
	for (int n = 0; n < 3; n++) {
		assert_false(kern_oom_killed(mm[n]));
		for (uint64_t i = 0; i < 300; i++)
			assert_int_equal(peek(mm[n], la[n] + i * PAGE), i);
	}
	for (int n = 0; n < 3; n++)
		kern_mm_put(mm[n]);
	assert_int_equal(kern_swapoff(k, 0), 0);
	kern_shutdown(k);
}

/* --- what goes wrong --------------------------------------------------------------------- */

static void test_swap_full_keeps_the_rest(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 20);

	swap_on(k, 5);
	for (uint64_t i = 0; i < 20; i++)
		poke(mm, la + i * PAGE, 1000 + i);
	all_out(k);
	assert_int_equal(swapped(mm), 5);
	for (int round = 0; round < 3; round++) {
		for (uint64_t i = 0; i < 20; i++)
			assert_int_equal(peek(mm, la + i * PAGE), 1000 + i);
		all_out(k);
	}
	kern_mm_put(mm);
}

/* Writing fails, then reading: nothing is lost as long as the file is there
 * again. */
static void test_swap_file_that_fails(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 4), value, from = kern_log_next(k);
	const char *path = swap_path();
	char away[80];

	snprintf(away, sizeof(away), "%s.away", path);
	assert_int_equal(swap_on_file(k, path, 10), 0);
	for (uint64_t i = 0; i < 4; i++)
		poke(mm, la + i * PAGE, 1000 + i);
	assert_int_equal(rename(path, away), 0);
	kern_use_mm(k, NULL);
	assert_int_equal(kern_reclaim(k, 10), 0);
	kern_rig_assert_logged(k, from, "Write-error on swap-device");
	assert_true(kern_mm_check_all(k));
	/* It waits in the swap cache. */
	assert_int_equal(peek(mm, la), 1000);
	assert_int_equal(mm->maj_flt, 0);
	kern_use_mm(k, NULL);
	assert_int_equal(kern_reclaim(k, 10), 0);

	assert_int_equal(rename(away, path), 0);
	all_out(k);
	assert_int_equal(swapped(mm), 4);
	assert_int_equal(truncate(path, PAGE), 0);
	assert_int_equal(user_load(mm, la, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGBUS, BUS_ADRERR, la);
	kern_rig_assert_logged(k, from, "Read-error on swap-device");
	assert_int_equal(kern_swapoff(k, 0), -EIO);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
	assert_int_equal(kern_swapoff(k, 0), 0);
	unlink(path);
}

/* Each allocation on the way out, and on the way in, fails once. */
static void test_swap_fail_at_every_allocation(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), n;

	swap_on(k, 10);
	poke(mm, la, 7);
	kern_use_mm(k, NULL);
	for (n = 1;; n++) {
		kern_mm_fail_nth(k, n);
		if (kern_reclaim(k, 1) && kern_fail_nth_left(k))
			break;
		kern_mm_fail_nth(k, 0);
		assert_true(kern_mm_check_all(k));
		assert_int_equal(peek(mm, la), 7);
		poke(mm, la, 7);
		kern_use_mm(k, NULL);
	}
	kern_mm_fail_nth(k, 0);
	assert_true(n > 1); /* room in the area */
	for (n = 1;; n++) {
		unsigned int result;

		kern_mm_fail_nth(k, n);
		result = kern_handle_mm_fault(kern_find_vma(mm, la), la, true);
		kern_mm_fail_nth(k, 0);
		assert_true(kern_mm_check_all(k));
		if (!(result & KERN_VM_FAULT_ERROR))
			break;
		assert_int_equal(result, KERN_VM_FAULT_OOM);
	}
	assert_true(n > 1);
	assert_int_equal(peek(mm, la), 7);
	kern_mm_put(mm);
}

/* Bringing everything back fails at each allocation: what came stays. */
static void test_swap_off_fails_at_every_allocation(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 3), n;
	uint64_t shared =
		map(mm, 0, 2, RW, MAP_SHARED | MAP_ANONYMOUS, NULL, 0);
	int err = -ENOMEM;

	swap_on(k, 10);
	for (uint64_t i = 0; i < 3; i++)
		poke(mm, la + i * PAGE, 100 + i);
	poke(mm, shared, 200);
	for (n = 1; err == -ENOMEM; n++) {
		all_out(k);
		assert_int_equal(kern_swap_unused(k), 6);
		kern_mm_fail_nth(k, n);
		err = kern_swapoff(k, 0);
		kern_mm_fail_nth(k, 0);
		assert_true(kern_mm_check_all(k));
	}
	assert_int_equal(err, 0);
	assert_int_equal(n, 4 + 2);
	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(peek(mm, la + i * PAGE), 100 + i);
	assert_int_equal(peek(mm, shared), 200);
	kern_mm_put(mm);
}

static void test_swap_on_fails_at_every_allocation(void **state)
{
	struct kern *k = *state;
	struct mm_usage before = mm_usage(k);
	const char *path = swap_path();
	int area = -ENOMEM;
	uint64_t n;

	for (n = 1; area == -ENOMEM; n++) {
		unlink(path);
		kern_mm_fail_nth(k, n);
		area = swap_on_file(k, path, 10);
		kern_mm_fail_nth(k, 0);
		if (area < 0)
			assert_usage(k, before);
	}
	assert_int_equal(area, 0);
	assert_true(n > 3);
	assert_int_equal(kern_swapoff(k, 0), 0);
	assert_usage(k, before);
	unlink(path);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_swap_entries_have_linux_format),
		TEST(test_swap_page_goes_and_comes_back),
		TEST(test_swap_clean_page_is_not_written_again),
		TEST(test_swap_slots_are_given_up_when_few_are_left),
		TEST(test_swap_slots_of_the_cache_are_taken_when_there_is_no_other),
		TEST(test_swap_cache_serves_whom_fork_made),
		TEST(test_swap_entries_are_freed_with_their_pages),
		TEST(test_swap_mprotect_leaves_entries_alone),
		TEST(test_swap_in_proc),
		TEST(test_swap_bad_entry_is_reported),
		TEST(test_swap_survives_a_spoiled_struct_page),
		TEST(test_swap_on_a_file),
		TEST(test_swap_on_refuses_what_is_no_area),
		TEST(test_swap_highest_priority_first),
		TEST(test_swap_off_brings_everything_back),
		cmocka_unit_test(test_swap_off_without_room),
		cmocka_unit_test(test_swap_off_lets_nobody_be_killed),
		TEST(test_swap_full_keeps_the_rest),
		TEST(test_swap_file_that_fails),
		TEST(test_swap_fail_at_every_allocation),
		TEST(test_swap_on_fails_at_every_allocation),
		TEST(test_swap_off_fails_at_every_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
