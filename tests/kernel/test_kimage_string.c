/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_image_string.S - string functions of the image: kernel/kimage_string.c.
 *
 * They run where they were linked here, on host memory, and are compared with
 * the C library's where they should agree.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/kimage.h"

#define SIZE 64

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void fill(char *buf, char first)
{
	for (int i = 0; i < SIZE; i++)
		buf[i] = first + i;
}

/* Every length up to three words, every alignment and direction. */
static void test_memory_functions_agree_with_libc(void **state)
{
	char got[SIZE], want[SIZE];

	(void)state;
	for (int len = 0; len <= 24; len++) {
		for (int to = 0; to <= 17; to++) {
			for (int from = 0; from <= 17; from++) {
				fill(got, 'A');
				fill(want, 'A');
				assert_ptr_equal(kimg_memmove(got + to,
							      got + from, len),
						 got + to);
				memmove(want + to, want + from, len);
				assert_memory_equal(got, want, SIZE);
			}
			fill(want, 'A');
			assert_ptr_equal(kimg_memset(got + to, 0x1ab, len),
					 got + to);
			kimg_memcpy(got, want, to);
			kimg_memcpy(got + to + len, want + to + len,
				    SIZE - to - len);
			memset(want + to, 0xab, len);
			assert_memory_equal(got, want, SIZE);
		}
	}
}

static void test_memcmp_and_memchr(void **state)
{
	(void)state;
	assert_int_equal(kimg_memcmp("abc", "abd", 2), 0);
	assert_int_equal(sign(kimg_memcmp("abc", "abd", 3)), -1);
	assert_int_equal(sign(kimg_memcmp("\xff", "\x01", 1)), 1);
	const char *s = "a\0b\xff";
	assert_ptr_equal(kimg_memchr(s, 'b', 4), s + 2);
	assert_ptr_equal(kimg_memchr(s, 0x1ff, 4), s + 3);
	assert_null(kimg_memchr(s, 'b', 2));
}

static void test_pairs_agree_with_libc(void **state)
{
	static const char *const s[] = {"",    "a",   "ab",	"abc",
					"abd", "b",   "\xff",	"aab",
					"aa",  "bab", "cababd", "ababab"};
	const size_t n = sizeof(s) / sizeof(s[0]);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(kimg_strlen(s[i]), strlen(s[i]));
		for (size_t j = 0; j < n; j++) {
			assert_int_equal(kimg_strcmp(s[i], s[j]),
					 sign(strcmp(s[i], s[j])));
			assert_ptr_equal(kimg_strstr(s[i], s[j]),
					 strstr(s[i], s[j]));
			for (size_t len = 0; len < 4; len++)
				assert_int_equal(
					kimg_strncmp(s[i], s[j], len),
					sign(strncmp(s[i], s[j], len)));
		}
		for (int c = 0; c < 256; c++) {
			assert_ptr_equal(kimg_strchr(s[i], c), strchr(s[i], c));
			assert_ptr_equal(kimg_strrchr(s[i], c),
					 strrchr(s[i], c));
		}
		for (size_t max = 0; max < 8; max++)
			assert_int_equal(kimg_strnlen(s[i], max),
					 strnlen(s[i], max));
	}
}

static void test_copies_of_strings(void **state)
{
	char buf[8];

	(void)state;
	assert_ptr_equal(kimg_strcpy(buf, "abc"), buf);
	assert_string_equal(buf, "abc");
	assert_ptr_equal(kimg_strcat(buf, "de"), buf);
	assert_string_equal(buf, "abcde");
	assert_ptr_equal(kimg_strncat(buf, "fgh", 1), buf);
	assert_string_equal(buf, "abcdef");
	kimg_strncat(buf, "xyz", 0);
	assert_string_equal(buf, "abcdef");

	/* Filled up with NULs, or not terminated at all. */
	kimg_strncpy(buf, "x", 4);
	assert_memory_equal(buf, "x\0\0\0ef", 7);
	kimg_strncpy(buf, "uvwxyz", 2);
	assert_memory_equal(buf, "uv\0\0ef", 7);
}

static void test_bounded_copies_say_when_they_cut(void **state)
{
	char buf[8] = "1234567";

	(void)state;
	assert_int_equal(kimg_strscpy(buf, "abc", 4), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(kimg_strscpy(buf, "wxyz", 3), -7); /* -E2BIG */
	assert_string_equal(buf, "wx");
	assert_int_equal(kimg_strscpy(buf, "q", 0), -7);
	assert_int_equal(kimg_strlcpy(buf, "wxyz", 3), 4);
	assert_string_equal(buf, "wx");
	assert_int_equal(kimg_strlcpy(buf, "ab", 8), 2);
	assert_string_equal(buf, "ab");
	assert_int_equal(kimg_strlcpy(buf, "xyz", 0), 3);
	assert_string_equal(buf, "ab");
}

extern struct kimage_symbol __start_kimage_syms[], __stop_kimage_syms[];
extern const char __start_kimage_text[], __stop_kimage_text[];

static void test_table_of_symbols_is_well_formed(void **state)
{
	bool found = false;

	(void)state;
	for (struct kimage_symbol *s = __start_kimage_syms;
	     s < __stop_kimage_syms; s++) {
		assert_non_null(s->name);
		if (strcmp(s->name, "strlen") ||
		    !(s->flags & KIMAGE_SYM_EXPORTED))
			continue;
		found = true;
		assert_ptr_equal(s->start, (void *)kimg_strlen);
		assert_true((const char *)s->start >= __start_kimage_text);
		assert_true((const char *)s->start < __stop_kimage_text);
		assert_int_equal(s->flags,
				 KIMAGE_SYM_EXPORTED | KIMAGE_SYM_LEAF);
	}
	assert_true(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory_functions_agree_with_libc),
		cmocka_unit_test(test_memcmp_and_memchr),
		cmocka_unit_test(test_pairs_agree_with_libc),
		cmocka_unit_test(test_copies_of_strings),
		cmocka_unit_test(test_bounded_copies_say_when_they_cut),
		cmocka_unit_test(test_table_of_symbols_is_well_formed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
