/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_fault_inject.c - which calls fail: kernel/fault_inject.c. */
#include "../support/mm_rig.h"

#include <mmusim/kern_fault_inject.h>

#include "kernel/fault_inject.h"
#include "kernel/gfp.h"
#include "kernel/page.h"

static struct kern *boot(const char *cmdline)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = cmdline};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

static struct kern_fault_attr attr_of(struct kern *k, enum kern_fail_site site)
{
	struct kern_fault_attr attr = {.size = sizeof(attr)};

	assert_int_equal(kern_fault_attr(k, site, &attr), 0);
	return attr;
}

static void set_attr(struct kern *k, enum kern_fail_site site,
		     struct kern_fault_attr attr)
{
	assert_int_equal(kern_set_fault_attr(k, site, &attr), 0);
}

/* Every call of the site fails, whatever its flags. */
static struct kern_fault_attr always(struct kern *k, enum kern_fail_site site)
{
	struct kern_fault_attr attr = attr_of(k, site);

	attr.probability = 100;
	attr.times = -1;
	attr.min_order = 0;
	attr.ignore_gfp_wait = false;
	attr.ignore_gfp_highmem = false;
	return attr;
}

static bool kmalloc_fails(struct kern *k, unsigned int gfp)
{
	uint64_t la = kern_kmalloc(k, 64, gfp);

	kern_kfree(k, la);
	return !la;
}

static bool page_fails(struct kern *k, unsigned int gfp, unsigned int order)
{
	uint64_t la = kern_get_free_pages(k, gfp, order);

	kern_free_pages(k, la, order);
	return !la;
}

/* Which of 64 calls fail, as bits. */
static uint64_t pattern(struct kern *k)
{
	uint64_t bits = 0;

	for (int i = 0; i < 64; i++)
		bits |= (uint64_t)kmalloc_fails(k, KERN_GFP_KERNEL) << i;
	return bits;
}

static void test_attr_defaults_are_linux_s(void **state)
{
	struct kern_fault_attr attr = attr_of(*state, KERN_FAIL_PAGE_ALLOC);

	assert_int_equal(attr.probability, 0);
	assert_int_equal(attr.interval, 1);
	assert_int_equal(attr.times, 1);
	assert_int_equal(attr.space, 0);
	assert_int_equal(attr.verbose, 2);
	assert_int_equal(attr.min_order, 1);
	assert_true(attr.ignore_gfp_wait);
	assert_true(attr.ignore_gfp_highmem);
	assert_int_equal(pattern(*state), 0);
}

static void test_attr_bad_arguments(void **state)
{
	struct kern_fault_attr attr = {.size = sizeof(attr)};

	assert_int_equal(kern_fault_attr(*state, KERN_NR_FAIL_SITES, &attr),
			 -EINVAL);
	assert_int_equal(kern_set_fault_attr(*state, KERN_NR_FAIL_SITES, &attr),
			 -EINVAL);
	attr.size--;
	assert_int_equal(kern_fault_attr(*state, KERN_FAILSLAB, &attr),
			 -EINVAL);
	assert_int_equal(kern_set_fault_attr(*state, KERN_FAILSLAB, &attr),
			 -EINVAL);
}

static void test_times_are_used_up(void **state)
{
	struct kern_fault_attr attr = always(*state, KERN_FAILSLAB);

	attr.times = 3;
	set_attr(*state, KERN_FAILSLAB, attr);
	assert_int_equal(pattern(*state), 7);
	assert_int_equal(attr_of(*state, KERN_FAILSLAB).times, 0);
}

static void test_interval_asks_each_so_many_th_call(void **state)
{
	struct kern_fault_attr attr = always(*state, KERN_FAILSLAB);

	attr.interval = 8;
	set_attr(*state, KERN_FAILSLAB, attr);
	assert_int_equal(pattern(*state), 0x8080808080808080);
}

static void test_space_is_used_up_first(void **state)
{
	struct kern_fault_attr attr = always(*state, KERN_FAILSLAB);

	attr.space = 3 * 64 + 1;
	set_attr(*state, KERN_FAILSLAB, attr);
	assert_int_equal(pattern(*state), ~7ull);
	assert_int_equal(attr_of(*state, KERN_FAILSLAB).space, 1);
}

static void test_probability_follows_from_the_seed(void **state)
{
	struct kern_fault_attr attr = always(*state, KERN_FAILSLAB);
	uint64_t first, second;

	attr.probability = 25;
	set_attr(*state, KERN_FAILSLAB, attr);
	kern_fault_seed(*state, 1);
	first = pattern(*state);
	second = pattern(*state);
	assert_in_range(__builtin_popcountll(first), 6, 26);
	assert_int_not_equal(first, second);
	kern_fault_seed(*state, 1);
	assert_int_equal(pattern(*state), first);
	kern_fault_seed(*state, 2);
	assert_int_not_equal(pattern(*state), first);
}

static void test_flags_of_the_allocation_are_minded(void **state)
{
	struct kern *k = *state;
	struct kern_fault_attr slab = always(k, KERN_FAILSLAB);
	struct kern_fault_attr page = always(k, KERN_FAIL_PAGE_ALLOC);

	slab.ignore_gfp_wait = true;
	set_attr(k, KERN_FAILSLAB, slab);
	assert_false(kmalloc_fails(k, KERN_GFP_KERNEL));
	assert_true(kmalloc_fails(k, KERN_GFP_ATOMIC));
	assert_false(kmalloc_fails(k, KERN_GFP_ATOMIC | KERN_GFP_NOFAIL));

	page.min_order = 1;
	set_attr(k, KERN_FAIL_PAGE_ALLOC, page);
	assert_false(page_fails(k, KERN_GFP_KERNEL, 0));
	assert_true(page_fails(k, KERN_GFP_KERNEL, 1));
	assert_false(page_fails(k, KERN_GFP_KERNEL | KERN_GFP_NOFAIL, 1));
	page.ignore_gfp_wait = true;
	set_attr(k, KERN_FAIL_PAGE_ALLOC, page);
	assert_false(page_fails(k, KERN_GFP_KERNEL, 1));
	assert_true(page_fails(k, KERN_GFP_ATOMIC, 1));
	page.ignore_gfp_wait = false;
	page.ignore_gfp_highmem = true;
	set_attr(k, KERN_FAIL_PAGE_ALLOC, page);
	assert_false(page_fails(k, KERN_GFP_KERNEL | KERN_GFP_HIGHMEM, 1));
}

static void test_sites_fail_on_their_own(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	char *text;

	assert_false(kmalloc_fails(k, KERN_GFP_KERNEL)); /* makes a slab */
	set_attr(k, KERN_FAIL_POOL, always(k, KERN_FAIL_POOL));
	assert_false(kmalloc_fails(k, KERN_GFP_KERNEL));
	assert_int_equal(kern_mmap(mm, 0, PAGE, RW, ANON, NULL, 0), -ENOMEM);
	assert_null(kern_proc_maps(mm));
	assert_null(kern_proc_read(k, "meminfo"));
	set_attr(k, KERN_FAIL_POOL,
		 (struct kern_fault_attr){
			 .size = sizeof(struct kern_fault_attr)});
	text = kern_proc_maps(mm);
	assert_non_null(text);
	free(text);
	kern_mm_put(mm);
}

/* The host's file cannot be read: SIGBUS; nor written: -EIO. */
static void test_requests_fail_with_io_errors(void **state)
{
	struct kern *k = *state;
	char *path = make_file(2, 0);
	struct kern_mm *mm = new_mm(k);
	struct kern_file *file;
	uint64_t la;

	assert_int_equal(kern_file_open(k, path, true, &file), 0);
	la = map(mm, 0, 2, RW, MAP_SHARED, file, 0);
	kern_file_put(file);
	poke(mm, la, 1);
	kern_fail_nth(k, KERN_FAIL_SITE(KERN_FAIL_MAKE_REQUEST), 1);
	assert_int_equal(user_load(mm, la + PAGE, &(uint64_t){0}), 14);
	assert_signal(mm, SIGBUS, BUS_ADRERR, la + PAGE);
	kern_fail_nth(k, KERN_FAIL_SITE(KERN_FAIL_MAKE_REQUEST), 1);
	assert_int_equal(kern_msync(mm, la, 2 * PAGE, MS_SYNC), -EIO);
	assert_int_equal(kern_msync(mm, la, 2 * PAGE, MS_SYNC), 0);
	assert_int_equal(read_file(path, 0), 1);
	assert_int_equal(peek(mm, la + PAGE), 1001);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	unlink(path);
}

static void test_nth_counts_the_sites_that_were_named(void **state)
{
	struct kern *k = *state;

	kern_fail_nth(k, KERN_FAIL_SITE(KERN_FAILSLAB), 3);
	assert_false(page_fails(k, KERN_GFP_KERNEL, 0));
	assert_false(kmalloc_fails(k, KERN_GFP_KERNEL));
	assert_int_equal(kern_fail_nth_left(k), 2);
	assert_false(kmalloc_fails(k, KERN_GFP_KERNEL | KERN_GFP_NOFAIL));
	assert_int_equal(kern_fail_nth_left(k), 2);
	assert_int_equal(pattern(k), 2);
	assert_int_equal(kern_fail_nth_left(k), 0);
}

static void test_failure_is_reported_as_by_linux(void **state)
{
	static const char *const block[] = {
		"FAULT_INJECTION: forcing a failure.",
		"name failslab, interval 1, probability 100, space 0, times 2",
		"CPU: 0 PID: 0 Comm: swapper/0 Not tainted",
		"Hardware name: ",
		"Call Trace:",
		NULL};
	struct kern *k = *state;
	struct kern_fault_attr attr = always(k, KERN_FAILSLAB);
	uint64_t from = kern_log_next(k);

	attr.times = 2;
	set_attr(k, KERN_FAILSLAB, attr);
	assert_true(kmalloc_fails(k, KERN_GFP_KERNEL));
	kern_rig_assert_order(k, from, block);

	from = kern_log_next(k);
	assert_true(kmalloc_fails(k, KERN_GFP_KERNEL | KERN_GFP_NOWARN));
	assert_int_equal(kern_log_next(k), from);
	attr.verbose = 1;
	set_attr(k, KERN_FAILSLAB, attr);
	assert_true(kmalloc_fails(k, KERN_GFP_KERNEL));
	kern_rig_assert_logged(k, from, "forcing a failure.");
	kern_rig_assert_not_logged(k, from, "Call Trace:");
}

static void test_command_line_sets_attributes(void **state)
{
	struct kern *k = boot("failslab=5,50,4096,-1 mmusim.fail_seed=9 "
			      "fail_page_alloc=1,2,3");
	struct kern_fault_attr attr = attr_of(k, KERN_FAILSLAB);

	(void)state;
	assert_int_equal(attr.interval, 5);
	assert_int_equal(attr.probability, 50);
	assert_int_equal(attr.space, 4096);
	assert_int_equal(attr.times, -1);
	/* Three numbers are one too few. */
	assert_int_equal(attr_of(k, KERN_FAIL_PAGE_ALLOC).probability, 0);
	kern_rig_assert_logged(k, 0,
			       "FAULT_INJECTION: failed to parse arguments");
	kern_shutdown(k);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_attr_defaults_are_linux_s),
		TEST(test_attr_bad_arguments),
		TEST(test_times_are_used_up),
		TEST(test_interval_asks_each_so_many_th_call),
		TEST(test_space_is_used_up_first),
		TEST(test_probability_follows_from_the_seed),
		TEST(test_flags_of_the_allocation_are_minded),
		TEST(test_sites_fail_on_their_own),
		TEST(test_requests_fail_with_io_errors),
		TEST(test_nth_counts_the_sites_that_were_named),
		TEST(test_failure_is_reported_as_by_linux),
		cmocka_unit_test(test_command_line_sets_attributes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
