/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_slab.c - kmalloc() and page frames: kernel/slab.c, kernel/page.c. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/gfp.h"
#include "kernel/slab.h"
#include "../support/mini_kern.h"

static char *host(struct kern *k, uint64_t la)
{
	char *p = mmu_mem_ptr(k->machine, kern_phys(la), 1);

	assert_non_null(p);
	return p;
}

static uint64_t kmalloc(struct kern *k, uint64_t size)
{
	uint64_t la = kern_kmalloc(k, size, KERN_GFP_KERNEL);

	assert_int_not_equal(la, 0);
	return la;
}

static void assert_silent(struct kern *k)
{
	assert_int_equal(kern_log_next(k), 0);
}

static void assert_logged(struct kern *k, const char *part)
{
	char *log = mini_kern_log(k);

	if (!strstr(log, part))
		fail_msg("no \"%s\" in \"%s\"", part, log);
	free(log);
}

static void test_kmalloc_rounds_up_to_size_class(void **state)
{
	static const struct {
		uint64_t size, want;
	} rows[] = {
		{1, 8},		{8, 8},	      {9, 16},	    {33, 64},
		{65, 96},	{97, 128},    {129, 192},   {193, 256},
		{513, 1024},	{4096, 4096}, {4097, 8192}, {8192, 8192},
		{8193, 16384}, /* pages */
		{20000, 32768},
	};
	struct kern *k = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t la = kmalloc(k, rows[i].size);

		assert_int_equal(kern_ksize(k, la), rows[i].want);
		/* A power of two is aligned to itself. */
		if (!(rows[i].want & (rows[i].want - 1)))
			assert_int_equal(la % rows[i].want, 0);
		memset(host(k, la), 0xff, rows[i].want);
		kern_kfree(k, la);
	}
	assert_silent(k);
}

static void test_kmalloc_of_nothing(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_kmalloc(k, 0, 0), KERN_ZERO_SIZE_PTR);
	assert_int_equal(kern_ksize(k, KERN_ZERO_SIZE_PTR), 0);
	assert_int_equal(kern_ksize(k, 0), 0);
	kern_kfree(k, KERN_ZERO_SIZE_PTR);
	kern_kfree(k, 0);
	assert_silent(k);
}

static void test_kmalloc_too_large_fails(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_kmalloc(k, (4ull << 20) + 1, 0), 0);
	assert_int_equal(kern_kmalloc(k, ~0ull, 0), 0);
}

static void test_kmalloc_zero(void **state)
{
	struct kern *k = *state;
	uint64_t la = kmalloc(k, 64);
	static const char zeros[64];

	memset(host(k, la), 0x5a, 64);
	kern_kfree(k, la);
	assert_int_equal(kern_kmalloc(k, 64, KERN_GFP_ZERO), la);
	assert_memory_equal(host(k, la), zeros, 64);
}

static void test_kmalloc_is_last_in_first_out(void **state)
{
	struct kern *k = *state;
	uint64_t a = kmalloc(k, 64), b = kmalloc(k, 64);

	/* A fresh slab is handed out upwards. */
	assert_int_equal(b, a + 64);
	kern_kfree(k, a);
	kern_kfree(k, b);
	assert_int_equal(kmalloc(k, 64), b);
	assert_int_equal(kmalloc(k, 64), a);
}

static void test_free_object_links_by_the_callers_pointer(void **state)
{
	struct kern *k = *state;
	uint64_t a = kmalloc(k, 64), b = kmalloc(k, 64), link;

	kern_kfree(k, a);
	kern_kfree(k, b);
	memcpy(&link, host(k, b) + 32, sizeof(link));
	assert_int_equal(link, mini_ptr(k, a));
}

static void test_use_after_free_redirects_kmalloc(void **state)
{
	struct kern *k = *state;
	uint64_t a = kmalloc(k, 64), b = kmalloc(k, 64),
		 victim = kmalloc(k, 64);
	uint64_t link = mini_ptr(k, victim);

	kern_kfree(k, a);
	kern_kfree(k, b);
	memcpy(host(k, b) + 32, &link, sizeof(link));
	assert_int_equal(kmalloc(k, 64), b);
	/* The attacker's choice: an object that is in use. */
	assert_int_equal(kmalloc(k, 64), victim);
}

static void test_corrupted_link_drops_the_list(void **state)
{
	static const uint64_t bad[] = {0x4141414141414141, 8, ~0ull,
				       KERN_PAGE_OFFSET + (1ull << 40)};
	struct kern *k = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint64_t a = kmalloc(k, 32), b = kmalloc(k, 32);

		kern_kfree(k, a);
		kern_kfree(k, b);
		memcpy(host(k, b) + 16, &bad[i], sizeof(bad[i]));
		assert_int_equal(kmalloc(k, 32), b);
		uint64_t seq = kern_log_next(k);
		assert_int_not_equal(kmalloc(k, 32), a);
		assert_int_equal(kern_log_next(k), seq + 1);
	}
	assert_logged(k, "kmalloc-32: the free list leads to 4141414141414141");
}

/* Corrupt a link so that it points past the last place where an object's own
 * link would end within the slab. Return: is it followed? */
static bool follows_link(struct kern *k, uint64_t past)
{
	uint64_t p = kmalloc(k, 2048), end = p + 4 * KERN_PAGE;
	uint64_t link = mini_ptr(k, end - 1024 - 8 + past);

	kern_kfree(k, p);
	memcpy(host(k, p) + 1024, &link, sizeof(link));
	assert_int_equal(kmalloc(k, 2048), p);
	return mini_ptr(k, kmalloc(k, 2048)) == link;
}

static void test_link_to_the_last_place_is_followed(void **state)
{
	assert_true(follows_link(*state, 0));
}

static void test_link_out_of_the_slab_is_followed(void **state)
{
	assert_true(follows_link(*state, 1));
	assert_silent(*state);
}

static void test_double_free_hands_out_twice(void **state)
{
	struct kern *k = *state;
	uint64_t a = kmalloc(k, 128);

	k->init_on_alloc = true;
	kern_kfree(k, a);
	kern_kfree(k, a);
	assert_int_equal(kmalloc(k, 128), a); /* its link is zeroed */
	assert_int_equal(kmalloc(k, 128), a);
	assert_int_not_equal(kmalloc(k, 128), a);
}

static void test_double_free_hands_out_for_ever(void **state)
{
	struct kern *k = *state;
	uint64_t a = kmalloc(k, 128);

	kern_kfree(k, a);
	kern_kfree(k, a);
	for (int i = 0; i < 100; i++)
		assert_int_equal(kmalloc(k, 128), a);
	for (int i = 0; i < 200; i++)
		kern_kfree(k, a);
	assert_silent(k);
}

static void test_free_inside_an_object_shifts_it(void **state)
{
	struct kern *k = *state;
	uint64_t a = kmalloc(k, 64);

	kern_kfree(k, a + 16);
	assert_int_equal(kmalloc(k, 64), a + 16);
	assert_silent(k);
}

static void test_bad_kfree_is_reported(void **state)
{
	static const uint64_t bad[] = {0x1000, KERN_PAGE_OFFSET + 0x100000,
				       KERN_VMALLOC_START, ~0ull};
	struct kern *k = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		kern_kfree(k, bad[i]);
		assert_int_equal(kern_log_next(k), i + 1);
	}
	assert_logged(k, "kfree: ffff888000100000 is no object");
}

static void test_large_object_is_gone_after_kfree(void **state)
{
	struct kern *k = *state;
	uint64_t free = mmu_frames_free_count(k->machine);
	uint64_t la = kmalloc(k, 3 * KERN_PAGE);

	assert_int_equal(mmu_frames_free_count(k->machine), free - 4);
	kern_kfree(k, la);
	assert_int_equal(mmu_frames_free_count(k->machine), free);
	assert_silent(k);
	kern_kfree(k, la);
	assert_logged(k, "no object");
}

static void test_empty_slabs_are_given_back(void **state)
{
	enum { N = 200 };
	struct kern *k = *state;
	uint64_t free = mmu_frames_free_count(k->machine), la[N];

	for (int i = 0; i < N; i++)
		la[i] = kmalloc(k, 1024); /* eight in a slab of two pages */
	assert_int_equal(mmu_frames_free_count(k->machine), free - 50);
	for (int i = 0; i < N; i++)
		kern_kfree(k, la[i]);
	/* The active slab and five others are kept. */
	assert_int_equal(mmu_frames_free_count(k->machine), free - 12);
	for (int i = 0; i < 48; i++)
		la[i] = kmalloc(k, 1024);
	assert_int_equal(mmu_frames_free_count(k->machine), free - 12);
	assert_silent(k);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void test_objects_never_overlap(void **state)
{
	enum { N = 1000, SIZE = 96 };
	struct kern *k = *state;
	uint64_t la[N];
	unsigned int seed = 1;

	for (int i = 0; i < N; i++)
		la[i] = kmalloc(k, SIZE);
	for (int round = 0; round < 5000; round++) {
		seed = seed * 1103515245 + 12345;
		int i = (seed >> 16) % N;

		kern_kfree(k, la[i]);
		seed = seed * 1103515245 + 12345;
		int j = (seed >> 16) % N;
		if (j != i)
			kern_kfree(k, la[j]);
		la[i] = kmalloc(k, SIZE);
		if (j != i)
			la[j] = kmalloc(k, SIZE);
	}
	qsort(la, N, sizeof(la[0]), compare);
	for (int i = 1; i < N; i++)
		assert_true(la[i] >= la[i - 1] + SIZE);
	assert_silent(k);
}

static void test_kmalloc_fails_without_memory(void **state)
{
	struct kern *k = *state;
	uint64_t la, first = 0;
	int n = 0;

	while ((la = kern_kmalloc(k, 64 * KERN_PAGE, 0))) {
		first = la;
		n++;
	}
	assert_in_range(n, 50, 64);
	kern_kfree(k, first);
	assert_int_equal(kmalloc(k, 64 * KERN_PAGE), first);
}

static void test_pages_are_aligned_and_zeroed(void **state)
{
	struct kern *k = *state;
	uint64_t dirty = kern_get_free_pages(k, 0, 2);

	assert_int_equal(dirty % (4 * KERN_PAGE), 0);
	memset(host(k, dirty), 0xff, 4 * KERN_PAGE);
	kern_free_pages(k, dirty, 2);
	uint64_t la = kern_get_free_pages(k, KERN_GFP_ZERO, 2);
	for (uint64_t i = 0; i < 4 * KERN_PAGE; i++)
		assert_int_equal(host(k, la)[i], 0);
	assert_int_equal(kern_get_free_pages(k, 0, 11), 0);
}

static void test_bad_free_pages_is_reported(void **state)
{
	struct kern *k = *state;
	uint64_t la = kern_get_free_pages(k, 0, 0);
	uint64_t free = mmu_frames_free_count(k->machine);

	kern_free_pages(k, 0, 0);
	assert_silent(k);
	kern_free_pages(k, la, 0);
	kern_free_pages(k, 0x1000, 0);
	kern_free_pages(k, KERN_VMALLOC_START, 3);
	kern_free_pages(k, ~0ull, 0);
	kern_free_pages(k, KERN_PAGE_OFFSET, 64);
	assert_int_equal(kern_log_next(k), 4);
	assert_int_equal(mmu_frames_free_count(k->machine), free + 1);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, mini_kern_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kmalloc_rounds_up_to_size_class),
		TEST(test_kmalloc_of_nothing),
		TEST(test_kmalloc_too_large_fails),
		TEST(test_kmalloc_zero),
		TEST(test_kmalloc_is_last_in_first_out),
		TEST(test_free_object_links_by_the_callers_pointer),
		TEST(test_use_after_free_redirects_kmalloc),
		TEST(test_corrupted_link_drops_the_list),
		TEST(test_link_to_the_last_place_is_followed),
		TEST(test_link_out_of_the_slab_is_followed),
		TEST(test_double_free_hands_out_twice),
		TEST(test_double_free_hands_out_for_ever),
		TEST(test_free_inside_an_object_shifts_it),
		TEST(test_bad_kfree_is_reported),
		TEST(test_large_object_is_gone_after_kfree),
		TEST(test_empty_slabs_are_given_back),
		TEST(test_objects_never_overlap),
		TEST(test_kmalloc_fails_without_memory),
		TEST(test_pages_are_aligned_and_zeroed),
		TEST(test_bad_free_pages_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
