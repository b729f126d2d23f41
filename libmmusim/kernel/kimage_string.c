/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_string.c - string functions of the simulated kernel.
 *
 * These run in simulated memory as simulated code (see kimage.h), so that a
 * bad pointer faults inside memcpy() or strlen(), as in the real kernel. Each
 * is complete in itself: helpers are inlined, and no compiler may turn a loop
 * into a call of the function that it implements.
 *
 * Plain loops, since string instructions (REP MOVSB) cannot be restarted after
 * a fault under Valgrind.
 *
 * Reference: Linux 6.1, lib/string.c.
 */
#include "kernel/kimage.h"

#define E2BIG  7

#define INLINE static inline __attribute__((always_inline))

/* Eight bytes at a time, at any alignment, aliasing whatever is there. */
typedef uint64_t word __attribute__((aligned(1), may_alias));

INLINE void copy_up(char *to, const char *from, size_t len)
{
	for (; len >= 8; len -= 8, to += 8, from += 8)
		*(word *)to = *(const word *)from;
	for (; len; len--)
		*to++ = *from++;
}

INLINE void copy_down(char *to, const char *from, size_t len)
{
	for (; len >= 8; len -= 8)
		*(word *)(to + len - 8) = *(const word *)(from + len - 8);
	for (; len; len--)
		to[len - 1] = from[len - 1];
}

INLINE size_t length(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return end - s;
}

void *kimg_memcpy(void *to, const void *from, size_t len)
{
	copy_up(to, from, len);
	return to;
}
KIMAGE_EXPORT(memcpy);

void *kimg_memmove(void *to, const void *from, size_t len)
{
	if ((uintptr_t)to <= (uintptr_t)from)
		copy_up(to, from, len);
	else
		copy_down(to, from, len);
	return to;
}
KIMAGE_EXPORT(memmove);

void *kimg_memset(void *to, int c, size_t len)
{
	uint64_t pattern = (uint8_t)c * 0x0101010101010101ull;
	char *p = to;

	for (; len >= 8; len -= 8, p += 8)
		*(word *)p = pattern;
	for (; len; len--)
		*p++ = (char)c;
	return to;
}
KIMAGE_EXPORT(memset);

int kimg_memcmp(const void *a, const void *b, size_t len)
{
	const uint8_t *p = a, *q = b;

	for (; len; len--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}
KIMAGE_EXPORT(memcmp);

void *kimg_memchr(const void *s, int c, size_t len)
{
	for (const uint8_t *p = s; len; len--, p++)
		if (*p == (uint8_t)c)
			return (void *)p;
	return NULL;
}
KIMAGE_EXPORT(memchr);

size_t kimg_strlen(const char *s)
{
	return length(s);
}
KIMAGE_EXPORT(strlen);

size_t kimg_strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}
KIMAGE_EXPORT(strnlen);

char *kimg_strcpy(char *to, const char *from)
{
	char *p = to;

	while ((*p++ = *from++))
		;
	return to;
}
KIMAGE_EXPORT(strcpy);

/* Fills up with NULs; does not terminate what is too long. */
char *kimg_strncpy(char *to, const char *from, size_t len)
{
	for (char *p = to; len; len--) {
		*p = *from;
		if (*p++)
			from++;
	}
	return to;
}
KIMAGE_EXPORT(strncpy);

/* Return: the length copied, or -E2BIG when it was cut. */
int64_t kimg_strscpy(char *to, const char *from, size_t size)
{
	size_t n = 0;

	if (!size || size > INT32_MAX)
		return -E2BIG;
	for (; n < size; n++) {
		to[n] = from[n];
		if (!to[n])
			return (int64_t)n;
	}
	to[size - 1] = '\0';
	return -E2BIG;
}
KIMAGE_EXPORT(strscpy);

/* Return: the length of from, which is read to its end. */
size_t kimg_strlcpy(char *to, const char *from, size_t size)
{
	size_t len = length(from);

	if (size) {
		size_t n = len < size ? len : size - 1;

		copy_up(to, from, n);
		to[n] = '\0';
	}
	return len;
}
KIMAGE_EXPORT(strlcpy);

char *kimg_strcat(char *to, const char *from)
{
	char *p = to + length(to);

	while ((*p++ = *from++))
		;
	return to;
}
KIMAGE_EXPORT(strcat);

/* At most len bytes of from, and always a NUL. */
char *kimg_strncat(char *to, const char *from, size_t len)
{
	char *p = to + length(to);

	if (!len)
		return to;
	for (; len && *from; len--)
		*p++ = *from++;
	*p = '\0';
	return to;
}
KIMAGE_EXPORT(strncat);

int kimg_strcmp(const char *a, const char *b)
{
	for (; *a == *b; a++, b++)
		if (!*a)
			return 0;
	return (uint8_t)*a < (uint8_t)*b ? -1 : 1;
}
KIMAGE_EXPORT(strcmp);

int kimg_strncmp(const char *a, const char *b, size_t len)
{
	for (; len; len--, a++, b++) {
		if (*a != *b)
			return (uint8_t)*a < (uint8_t)*b ? -1 : 1;
		if (!*a)
			return 0;
	}
	return 0;
}
KIMAGE_EXPORT(strncmp);

char *kimg_strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)s;
}
KIMAGE_EXPORT(strchr);

char *kimg_strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}
KIMAGE_EXPORT(strrchr);

char *kimg_strstr(const char *text, const char *part)
{
	for (;; text++) {
		size_t n = 0;

		while (part[n] && text[n] == part[n])
			n++;
		if (!part[n])
			return (char *)text;
		if (!text[n])
			return NULL;
	}
}
KIMAGE_EXPORT(strstr);
