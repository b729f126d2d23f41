/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_uaccess.c - user memory as system calls of the host side reach it, and
 * exception tables: kernel/uaccess.c, kernel/extable.c.
 *
 * Areas of each test's address space:
 *
 *   BASE          two pages, RW; the page behind is not mapped
 *   BASE + 16 p.  one page, read-only
 *   BASE + 32 p.  one page, PROT_NONE
 */
#include "../support/mm_rig.h"

#include <mmusim/kern_reclaim.h>
#include <mmusim/kern_swap.h>
#include <mmusim/kern_uaccess.h>

#include "kernel/page.h"

#define BASE	  0x10000000ull
#define READ_ONLY (BASE + 16 * PAGE)
#define NO_ACCESS (BASE + 32 * PAGE)
#define UNMAPPED  0x30000000ull
#define LIMIT	  KERN_TASK_SIZE_MAX

static struct kern *k;
static struct kern_mm *mm;

static int setup(void **state)
{
	k = kern_rig_boot(NULL);
	*state = k;
	mm = new_mm(k);
	map(mm, BASE, 2, RW, ANON | MAP_FIXED, NULL, 0);
	map(mm, READ_ONLY, 1, PROT_READ, ANON | MAP_FIXED, NULL, 0);
	map(mm, NO_ACCESS, 1, PROT_NONE, ANON | MAP_FIXED, NULL, 0);
	kern_use_mm(k, mm);
	return 0;
}

static int teardown(void **state)
{
	assert_true(kern_mm_check_all(k));
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	return kern_rig_teardown(state);
}

/* Addresses that are refused without an exception, and why. */
static const struct {
	uint64_t la;
	const char *why;
} bad[] = {
	{0, "null"},
	{UNMAPPED, "nothing is mapped there"},
	{NO_ACCESS, "PROT_NONE"},
	{LIMIT, "the first address that is no user's"},
	{LIMIT - 4, "across the end of user memory"},
	{KERN_PAGE_OFFSET, "kernel memory that is there"},
	{0x800000000000, "not canonical"},
	{0xdead000000000000, "not canonical"},
	{-4ull, "wraps around"},
};

static void test_uaccess_refuses_bad_addresses(void **state)
{
	(void)state;
	poke(mm, LIMIT - 8, ~0ull);
	for (size_t i = 0; i < COUNT(bad); i++) {
		char buf[8] = "unread", text[8];
		uint64_t value = 1;

		if (kern_copy_from_user(k, buf, bad[i].la, 8) != 8 ||
		    kern_copy_to_user(k, bad[i].la, buf, 8) != 8 ||
		    kern_clear_user(k, bad[i].la, 8) != 8 ||
		    kern_get_user(k, bad[i].la, &value, 8) != -EFAULT ||
		    kern_put_user(k, bad[i].la, 1, 8) != -EFAULT ||
		    kern_strncpy_from_user(k, text, bad[i].la, 8) != -EFAULT ||
		    kern_strnlen_user(k, bad[i].la, 8) != 0 ||
		    kern_copy_from_user_nofault(k, buf, bad[i].la, 8) !=
			    -EFAULT ||
		    kern_copy_to_user_nofault(k, bad[i].la, buf, 8) != -EFAULT)
			fail_msg("%s: not refused", bad[i].why);
		assert_int_equal(value, 0);
		for (int n = 0; n < 8; n++)
			assert_int_equal(buf[n], 0);
	}
	assert_int_equal(mm->signals, 0);
}

static void test_uaccess_brings_pages_in(void **state)
{
	char buf[32];

	(void)state;
	assert_int_equal(
		kern_copy_to_user(k, BASE + PAGE - 6, "hello, fault", 13), 0);
	assert_int_equal(mm->min_flt, 2);
	assert_int_equal(kern_copy_from_user(k, buf, BASE + PAGE - 6, 13), 0);
	assert_string_equal(buf, "hello, fault");
	/* The stack grows for the kernel as for its user. */
	assert_int_equal(kern_put_user(k, LIMIT - 200 * PAGE, 5, 8), 0);
	assert_int_equal(peek(mm, LIMIT - 200 * PAGE), 5);
}

static void test_uaccess_stops_at_the_missing_page(void **state)
{
	uint64_t end = BASE + 2 * PAGE;
	char buf[700];

	(void)state;
	memset(buf, 'x', sizeof(buf));
	assert_int_equal(kern_copy_to_user(k, end - 100, buf, 700), 600);
	assert_int_equal(kern_copy_from_user(k, buf, end - 100, 700), 600);
	for (int i = 0; i < 700; i++)
		assert_int_equal(buf[i], i < 100 ? 'x' : 0);
	/* Bytes; but of less than a line of the cache words, and one that crosses the
	 * end counts as not stored. */
	assert_int_equal(kern_clear_user(k, end - 300, 700), 400);
	assert_int_equal(peek(mm, end - 16) >> 32, 0);
	assert_int_equal(kern_clear_user(k, end - 30, 60), 36);
	assert_int_equal(kern_get_user(k, end - 4, &(uint64_t){0}, 8), -EFAULT);
}

static void test_uaccess_minds_rights(void **state)
{
	uint64_t value = 1;

	(void)state;
	assert_int_equal(kern_get_user(k, READ_ONLY, &value, 4), 0);
	assert_int_equal(value, 0);
	assert_int_equal(kern_put_user(k, READ_ONLY, 1, 4), -EFAULT);
	assert_int_equal(kern_clear_user(k, READ_ONLY, 8), 8);
	assert_int_equal(kern_copy_to_user(k, READ_ONLY - 8, "12345678", 8), 8);
	assert_int_equal(kern_mprotect(mm, READ_ONLY, PAGE, RW), 0);
	assert_int_equal(kern_put_user(k, READ_ONLY, 1, 4), 0);
}

/* Copy-on-write is resolved on the way, too. */
static void test_uaccess_breaks_sharing(void **state)
{
	struct kern_mm *child;

	(void)state;
	poke(mm, BASE, 1);
	child = dup_mm(mm);
	kern_use_mm(k, child);
	assert_int_equal(kern_put_user(k, BASE, 2, 8), 0);
	assert_int_equal(peek(mm, BASE), 1);
	assert_int_equal(peek(child, BASE), 2);
	kern_use_mm(k, mm);
	kern_mm_put(child);
}

/* Everything that can go is in swap: the kernel's access brings it back. */
static void test_uaccess_swapped_out(void **state)
{
	struct kern_swap_config swap = {.size = sizeof(swap), .npages = 100};
	char buf[20] = "before";
	uint64_t faults;

	(void)state;
	assert_int_equal(kern_swapon(k, &swap), 0);
	assert_int_equal(
		kern_copy_to_user(k, BASE + PAGE - 6, "hello, swap", 12), 0);
	assert_int_equal(kern_reclaim(k, 2), 2);
	assert_int_equal(mm->swapents, 2);
	assert_int_equal(kern_copy_from_user_nofault(k, buf, BASE, 8), -EFAULT);
	assert_int_equal(mm->swapents, 2);
	faults = mm->maj_flt;
	assert_int_equal(kern_strncpy_from_user(k, buf, BASE + PAGE - 6,
						sizeof(buf)),
			 11);
	assert_string_equal(buf, "hello, swap");
	assert_int_equal(mm->swapents, 0);
	assert_int_equal(mm->maj_flt, faults + 2);
	assert_int_equal(kern_reclaim(k, 2), 2);
	assert_int_equal(kern_put_user(k, BASE + PAGE, 'X', 1), 0);
	assert_int_equal(kern_copy_from_user(k, buf, BASE + PAGE - 6, 12), 0);
	assert_string_equal(buf, "hello,Xswap");
	assert_int_equal(kern_swapoff(k, 0), 0);
}

static void test_uaccess_lengths(void **state)
{
	char buf[8];

	(void)state;
	assert_int_equal(kern_copy_from_user(k, buf, UNMAPPED, 0), 0);
	assert_int_equal(kern_copy_to_user(k, LIMIT, buf, 0), 0);
	assert_int_equal(kern_copy_to_user(k, LIMIT + 1, buf, 0), 0);
	assert_int_equal(kern_copy_to_user(k, BASE, buf, SIZE_MAX), SIZE_MAX);
	assert_int_equal(kern_clear_user(k, BASE, ~0ull - 5), ~0ull - 5);
	assert_true(kern_access_ok(0, LIMIT));
	assert_false(kern_access_ok(1, LIMIT));
	assert_false(kern_access_ok(~0ull, 2));
}

static void test_uaccess_values_of_all_sizes(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(
		kern_put_user(k, BASE + PAGE - 3, 0x1122334455667788, 8), 0);
	for (unsigned int size = 1; size <= 8; size *= 2) {
		assert_int_equal(
			kern_get_user(k, BASE + PAGE - 3, &value, size), 0);
		assert_int_equal(value,
				 0x1122334455667788 & ~0ull >> (64 - 8 * size));
	}
	assert_int_equal(kern_put_user(k, BASE + PAGE - 3, ~0ull, 2), 0);
	assert_int_equal(kern_get_user(k, BASE + PAGE - 3, &value, 8), 0);
	assert_int_equal(value, 0x112233445566ffff);
	assert_int_equal(kern_get_user(k, BASE, &value, 3), -EINVAL);
	assert_int_equal(kern_put_user(k, BASE, 1, 16), -EINVAL);
}

static void test_uaccess_strings(void **state)
{
	uint64_t end = BASE + 2 * PAGE;
	char text[600], buf[600];

	(void)state;
	memset(text, 's', sizeof(text));
	text[599] = 0;
	/* It ends with the last byte that there is. */
	assert_int_equal(kern_copy_to_user(k, end - 600, text, 600), 0);
	assert_int_equal(kern_strncpy_from_user(k, buf, end - 600, 600), 599);
	assert_string_equal(buf, text);
	assert_int_equal(kern_strnlen_user(k, end - 600, 600), 600);
	assert_int_equal(kern_strnlen_user(k, end - 600, 599), 600);
	assert_int_equal(kern_strncpy_from_user(k, buf, end - 600, 599), 599);
	assert_int_equal(kern_strncpy_from_user(k, buf, end - 1, 5000), 0);
	assert_int_equal(kern_strncpy_from_user(k, buf, BASE, -1), 0);
	assert_int_equal(kern_strnlen_user(k, BASE, 0), 0);
	/* Without its NUL it runs into the missing page. */
	assert_int_equal(kern_put_user(k, end - 1, 's', 1), 0);
	assert_int_equal(kern_strncpy_from_user(k, buf, end - 600, 601),
			 -EFAULT);
	assert_int_equal(kern_strnlen_user(k, end - 600, 601), 0);
	assert_int_equal(kern_strnlen_user(k, end - 600, 600), 601);
	assert_int_equal(kern_strncpy_from_user(k, buf, end - 600, 600), 600);
	assert_int_equal(kern_strncpy_from_user_nofault(k, buf, end - 600, 9),
			 9);
	assert_string_equal(buf, "ssssssss");
}

static void test_uaccess_nofault_brings_nothing_in(void **state)
{
	char buf[8] = "1234567";

	(void)state;
	poke(mm, BASE, 0);
	uint64_t faults = mm->min_flt;
	assert_int_equal(kern_copy_to_user_nofault(k, BASE, buf, 8), 0);
	assert_int_equal(kern_copy_from_user_nofault(k, buf, BASE, 8), 0);
	assert_int_equal(kern_copy_to_user_nofault(k, BASE + PAGE, buf, 8),
			 -EFAULT);
	assert_int_equal(kern_copy_from_user_nofault(k, buf, BASE + PAGE, 8),
			 -EFAULT);
	kern_pagefault_disable(k);
	kern_pagefault_disable(k);
	kern_pagefault_enable(k);
	assert_int_equal(kern_put_user(k, BASE + PAGE, 1, 8), -EFAULT);
	kern_pagefault_enable(k);
	assert_int_equal(mm->min_flt, faults);
	assert_int_equal(kern_put_user(k, BASE + PAGE, 1, 8), 0);
}

static void test_uaccess_kernel_nofault(void **state)
{
	uint64_t la = kern_kmalloc(k, 64, 0xcc0), value = 77, got = 0;
	uint64_t page = KERN_VMEMMAP_START + 9000 * KERN_STRUCT_PAGE;

	(void)state;
	assert_int_equal(kern_copy_to_kernel_nofault(k, la, &value, 8), 0);
	assert_int_equal(kern_copy_from_kernel_nofault(k, &got, la, 8), 0);
	assert_int_equal(got, 77);
	assert_int_equal(kern_copy_from_kernel_nofault(k, &got, BASE, 8),
			 -ERANGE);
	assert_int_equal(kern_copy_from_kernel_nofault(k, &got, LIMIT, 8),
			 -ERANGE);
	assert_int_equal(kern_copy_from_kernel_nofault(k, &got,
						       0xdead000000000000, 8),
			 -ERANGE);
	assert_int_equal(kern_copy_from_kernel_nofault(k, &got,
						       0xffffdeadbeef0000, 8),
			 -EFAULT);
	/* Text is read-only; struct pages are written when one looks. */
	assert_int_equal(kern_copy_to_kernel_nofault(k, KERN_IMAGE_START,
						     &value, 8),
			 -EFAULT);
	assert_int_equal(kern_copy_from_kernel_nofault(k, &got, page, 8), 0);
	kern_kfree(k, la);
}

/* --- modules ----------------------------------------------------------------------- */

static void test_extable_fixes_up_all_but_smap(void **state)
{
	uint64_t from = kern_log_next(k);
	static const char *const texts[] = {
		"ex_table: ok",
		"BUG: unable to handle page fault for address: 0000000000400000",
		"#PF: error_code(0x0001) - permissions violation",
		"RIP: 0010:read_fault+0x", NULL};

	(void)state;
#ifndef __PIC__ /* no PIE: this program lies where the user's text is */
	assert_int_equal(kern_rig_insmod(k, "ex_table"), 0);
	return;
#endif
	assert_int_equal(kern_rig_insmod(k, "ex_table"), 137);
	kern_rig_assert_order(k, from, texts);
	kern_rig_assert_not_logged(k, from, "FAILED");
}

static void test_uaccess_by_register_conventions(void **state)
{
	uint64_t from = kern_log_next(k);

	(void)state;
	assert_int_equal(kern_rig_insmod(k, "uaccess_regs"), 0);
	kern_rig_assert_logged(k, from, "uaccess_regs: ok");
	kern_rig_assert_not_logged(k, from, "FAILED");
	assert_int_equal(k->pagefault_disabled, 0);
}

/* A store that reaches into a page that is not there changes nothing; zeros are
 * stored in words, the one across the end of a page with the rest. */
static void test_uaccess_stores_are_whole(void **state)
{
	uint64_t end = BASE + 2 * PAGE, value;

	(void)state;
	poke(mm, end - 16, ~0ull);
	poke(mm, end - 8, ~0ull);
	assert_int_equal(kern_put_user(k, end - 3, 0, 8), -EFAULT);
	assert_int_equal(kern_put_user(k, end - 1, 0, 2), -EFAULT);
	assert_int_equal(peek(mm, end - 8), ~0ull);
	assert_int_equal(kern_clear_user(k, end - 12, 30), 22);
	assert_int_equal(peek(mm, end - 8), 0xffffffff00000000);
	assert_int_equal(kern_clear_user(k, end - 3, 5), 2);
	assert_int_equal(peek(mm, end - 8), 0xff00000000);
	poke(mm, BASE + PAGE - 8, ~0ull);
	poke(mm, BASE + PAGE, ~0ull);
	assert_int_equal(kern_clear_user(k, BASE + PAGE - 5, 12), 0);
	assert_int_equal(kern_get_user(k, BASE + PAGE, &value, 8), 0);
	assert_int_equal(value, 0xff00000000000000);
	assert_int_equal(peek(mm, BASE + PAGE - 8), 0xffffff);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_uaccess_refuses_bad_addresses),
		TEST(test_uaccess_brings_pages_in),
		TEST(test_uaccess_stops_at_the_missing_page),
		TEST(test_uaccess_minds_rights),
		TEST(test_uaccess_breaks_sharing),
		TEST(test_uaccess_swapped_out),
		TEST(test_uaccess_lengths),
		TEST(test_uaccess_values_of_all_sizes),
		TEST(test_uaccess_strings),
		TEST(test_uaccess_nofault_brings_nothing_in),
		TEST(test_uaccess_kernel_nofault),
		TEST(test_extable_fixes_up_all_but_smap),
		TEST(test_uaccess_by_register_conventions),
		TEST(test_uaccess_stores_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
