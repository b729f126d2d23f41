/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_lib.c - the kernel's library, as code of the kernel image: sorting,
 * searching, words of a string.
 *
 * What it is given is followed in simulated memory, so that a bad pointer faults
 * in the function that a real kernel's trace would name.
 *
 * Reference: Linux 6.1, lib/sort.c, bsearch.c, string.c, string_helpers.c,
 * ctype.c.
 */
#include <stdbool.h>

#include "kernel/kimage.h"

#define INLINE		    static inline __attribute__((always_inline))
#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

/* --- sorting, searching --------------------------------------------------------- */

typedef int compare_fn(const void *a, const void *b);
typedef void swap_fn(void *a, void *b, int size);

INLINE void swap_bytes(char *a, char *b, size_t size)
{
	for (; size; size--, a++, b++) {
		char byte = *a;

		*a = *b;
		*b = byte;
	}
}

INLINE void sift_down(char *base, size_t root, size_t n, size_t size,
		      compare_fn *compare, swap_fn *swap)
{
	for (size_t child; (child = 2 * root + 1) < n; root = child) {
		if (child + 1 < n &&
		    compare(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (compare(base + root * size, base + child * size) >= 0)
			return;
		if (swap)
			swap(base + root * size, base + child * size,
			     (int)size);
		else
			swap_bytes(base + root * size, base + child * size,
				   size);
	}
}

/* A heap sort: nothing is allocated. */
EXPORTED(void, sort)
(void *base, size_t n, size_t size, compare_fn *compare, swap_fn *swap);
EXPORTED(void, sort)
(void *base, size_t n, size_t size, compare_fn *compare, swap_fn *swap)
{
	for (size_t root = n / 2; root--;)
		sift_down(base, root, n, size, compare, swap);
	while (n-- > 1) {
		if (swap)
			swap(base, (char *)base + n * size, (int)size);
		else
			swap_bytes(base, (char *)base + n * size, size);
		sift_down(base, 0, n, size, compare, swap);
	}
}
KIMAGE_EXPORT(sort);

EXPORTED(void *, bsearch)
(const void *key, const void *base, size_t n, size_t size, compare_fn *compare);
EXPORTED(void *, bsearch)
(const void *key, const void *base, size_t n, size_t size, compare_fn *compare)
{
	while (n) {
		const char *middle = (const char *)base + n / 2 * size;
		int order = compare(key, middle);

		if (!order)
			return (void *)(uintptr_t)middle;
		if (order > 0) {
			base = middle + size;
			n--;
		}
		n /= 2;
	}
	return NULL;
}
KIMAGE_EXPORT(bsearch);

/* --- characters ------------------------------------------------------------------- */

INLINE bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 160;
}

INLINE int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : (unsigned char)c;
}

/* --- strings ------------------------------------------------------------------------ */

INLINE bool is_one_of(char c, const char *set)
{
	for (; *set; set++)
		if (*set == c)
			return true;
	return false;
}

EXPORTED(size_t, strspn)(const char *s, const char *accept);
EXPORTED(size_t, strspn)(const char *s, const char *accept)
{
	const char *at = s;

	while (*at && is_one_of(*at, accept))
		at++;
	return (size_t)(at - s);
}
KIMAGE_EXPORT(strspn);

EXPORTED(size_t, strcspn)(const char *s, const char *reject);
EXPORTED(size_t, strcspn)(const char *s, const char *reject)
{
	const char *at = s;

	while (*at && !is_one_of(*at, reject))
		at++;
	return (size_t)(at - s);
}
KIMAGE_EXPORT(strcspn);

EXPORTED(char *, strpbrk)(const char *s, const char *accept);
EXPORTED(char *, strpbrk)(const char *s, const char *accept)
{
	for (; *s; s++)
		if (is_one_of(*s, accept))
			return (char *)(uintptr_t)s;
	return NULL;
}
KIMAGE_EXPORT(strpbrk);

EXPORTED(char *, strsep)(char **s, const char *set);
EXPORTED(char *, strsep)(char **s, const char *set)
{
	char *word = *s, *at = word;

	if (!word)
		return NULL;
	while (*at && !is_one_of(*at, set))
		at++;
	*s = *at ? at + 1 : NULL;
	*at = 0;
	return word;
}
KIMAGE_EXPORT(strsep);

EXPORTED(char *, skip_spaces)(const char *s);
EXPORTED(char *, skip_spaces)(const char *s)
{
	while (is_space(*s))
		s++;
	return (char *)(uintptr_t)s;
}
KIMAGE_EXPORT(skip_spaces);

EXPORTED(char *, strim)(char *s);
EXPORTED(char *, strim)(char *s)
{
	size_t len = 0;

	while (s[len])
		len++;
	while (len && is_space(s[len - 1]))
		len--;
	if (s[len])
		s[len] = 0;
	while (is_space(*s))
		s++;
	return s;
}
KIMAGE_EXPORT(strim);

EXPORTED(char *, strnchr)(const char *s, size_t n, int c);
EXPORTED(char *, strnchr)(const char *s, size_t n, int c)
{
	for (; n--; s++) {
		if (*s == (char)c)
			return (char *)(uintptr_t)s;
		if (!*s)
			break;
	}
	return NULL;
}
KIMAGE_EXPORT(strnchr);

EXPORTED(int, strcasecmp)(const char *a, const char *b);
EXPORTED(int, strcasecmp)(const char *a, const char *b)
{
	for (; lower(*a) == lower(*b); a++, b++)
		if (!*a)
			return 0;
	return lower(*a) - lower(*b);
}
KIMAGE_EXPORT(strcasecmp);

EXPORTED(int, strncasecmp)(const char *a, const char *b, size_t n);
EXPORTED(int, strncasecmp)(const char *a, const char *b, size_t n)
{
	for (; n; a++, b++, n--) {
		if (lower(*a) != lower(*b))
			return lower(*a) - lower(*b);
		if (!*a)
			break;
	}
	return 0;
}
KIMAGE_EXPORT(strncasecmp);

/* Alike, but for a newline at the end of one. */
EXPORTED(bool, sysfs_streq)(const char *a, const char *b);
EXPORTED(bool, sysfs_streq)(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	if (*a == *b)
		return true;
	return (!*a && *b == '\n' && !b[1]) || (!*b && *a == '\n' && !a[1]);
}
KIMAGE_EXPORT(sysfs_streq);

INLINE bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

EXPORTED(int, match_string)
(const char *const *array, size_t n, const char *string);
EXPORTED(int, match_string)
(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (same(array[i], string))
			return (int)i;
	return -22; /* -EINVAL */
}
KIMAGE_EXPORT(match_string);
