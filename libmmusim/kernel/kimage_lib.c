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
typedef int compare_r_fn(const void *a, const void *b, const void *data);
typedef void swap_fn(void *a, void *b, int size);
typedef void swap_r_fn(void *a, void *b, int size, const void *data);

/**
 * struct sorting - an array that becomes sorted
 * @compare, @swap:     for sort(); else NULL
 * @compare_r, @swap_r: for sort_r(), which hands them @data; else NULL
 */
struct sorting {
	char *base;
	size_t n, size;
	compare_fn *compare;
	swap_fn *swap;
	compare_r_fn *compare_r;
	swap_r_fn *swap_r;
	const void *data;
	bool r;
};

INLINE int order(const struct sorting *s, size_t a, size_t b)
{
	const char *at = s->base + a * s->size, *to = s->base + b * s->size;

	return s->r ? s->compare_r(at, to, s->data) : s->compare(at, to);
}

INLINE void swap_elements(const struct sorting *s, size_t i, size_t j)
{
	char *a = s->base + i * s->size, *b = s->base + j * s->size;

	if (s->r && s->swap_r) {
		s->swap_r(a, b, (int)s->size, s->data);
		return;
	}
	if (!s->r && s->swap) {
		s->swap(a, b, (int)s->size);
		return;
	}
	for (size_t size = s->size; size; size--, a++, b++) {
		char byte = *a;

		*a = *b;
		*b = byte;
	}
}

/* The element at top goes down: first the path of the larger children, down to a
 * leaf, then up it again to where the element belongs, then all on the path move. */
INLINE void sift_down(const struct sorting *s, size_t top, size_t n)
{
	size_t at = top, child, to;

	for (; child = 2 * at + 1, child + 1 < n;)
		at = order(s, child, child + 1) >= 0 ? child : child + 1;
	if (child + 1 == n) /* the last one has no sibling */
		at = child;
	while (at != top && order(s, top, at) >= 0)
		at = (at - 1) / 2;
	for (to = at; at != top;) {
		at = (at - 1) / 2;
		swap_elements(s, at, to);
	}
}

/* A heap sort: nothing is allocated. It asks in the order in which Linux does. */
INLINE void heap_sort(const struct sorting *s)
{
	size_t n = s->n, top = n / 2;

	if (n < 2 || !s->size)
		return;
	while (top)
		sift_down(s, --top, n);
	while (--n) {
		swap_elements(s, 0, n);
		sift_down(s, 0, n);
	}
}

EXPORTED(void, sort)
(void *base, size_t n, size_t size, compare_fn *compare, swap_fn *swap);
EXPORTED(void, sort)
(void *base, size_t n, size_t size, compare_fn *compare, swap_fn *swap)
{
	const struct sorting s = {.base = base,
				  .n = n,
				  .size = size,
				  .compare = compare,
				  .swap = swap};

	heap_sort(&s);
}
KIMAGE_EXPORT(sort);

EXPORTED(void, sort_r)
(void *base, size_t n, size_t size, compare_r_fn *compare, swap_r_fn *swap,
 const void *data);
EXPORTED(void, sort_r)
(void *base, size_t n, size_t size, compare_r_fn *compare, swap_r_fn *swap,
 const void *data)
{
	const struct sorting s = {.base = base,
				  .n = n,
				  .size = size,
				  .compare_r = compare,
				  .swap_r = swap,
				  .data = data,
				  .r = true};

	heap_sort(&s);
}
KIMAGE_EXPORT(sort_r);

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
	size_t len = kimg_strlen(s);

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

EXPORTED(int, match_string)
(const char *const *array, size_t n, const char *string);
EXPORTED(int, match_string)
(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (!kimg_strcmp(array[i], string))
			return (int)i;
	return -22; /* -EINVAL */
}
KIMAGE_EXPORT(match_string);
