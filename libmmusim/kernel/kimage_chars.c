/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_chars.c - strings and bytes that kimage_lib.c does not have, as code of
 * the kernel image: parts that are found, copied, replaced, or told in hex.
 *
 * Reference: Linux 6.1, lib/string.c, lib/string_helpers.c, lib/hexdump.c.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_bug.h"

#define ERR_INVAL (-22)

/* --- copies ----------------------------------------------------------------------- */

KIMAGE_DEFINE(size_t, strlcat, char *to, const char *from, size_t size)
{
	size_t begin = 0, len = 0, copied;

	while (((const volatile char *)to)[begin]) /* no call of strlen() */
		begin++;
	while (((const volatile char *)from)[len])
		len++;
	copied = len;

	if (begin >= size)
		KIMAGE_BUG("strlcat", "lib/string.c:337", 0x73);
	if (copied >= size - begin)
		copied = size - begin - 1;
	kimg_memcpy(to + begin, from, copied);
	to[begin + copied] = 0;
	return begin + len;
}

KIMAGE_DEFINE(char *, stpcpy, char *to, const char *from)
{
	while ((*to = *from++))
		to++;
	return to;
}

KIMAGE_DEFINE(int64_t, strscpy_pad, char *to, const char *from, size_t size)
{
	int64_t len = kimg_strscpy(to, from, size);

	if (len >= 0 && (size_t)len + 1 < size)
		kimg_memset(to + len + 1, 0, size - (size_t)len - 1);
	return len;
}

KIMAGE_DEFINE(void, memcpy_and_pad, void *to, size_t room, const void *from,
	      size_t len, int pad)
{
	if (len > room)
		len = room;
	kimg_memcpy(to, from, len);
	kimg_memset((char *)to + len, pad, room - len);
}

/* --- what is where ------------------------------------------------------------------ */

/* The end when there is none. */
KIMAGE_DEFINE(char *, strchrnul, const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return (char *)(uintptr_t)s;
}

KIMAGE_DEFINE(void *, memscan, void *at, int c, size_t size)
{
	unsigned char *p = at;

	while (size-- && *p != (unsigned char)c)
		p++;
	return p;
}

/* The first byte that is another one. */
KIMAGE_DEFINE(void *, memchr_inv, const void *at, int c, size_t size)
{
	for (const unsigned char *p = at; size--; p++)
		if (*p != (unsigned char)c)
			return (void *)(uintptr_t)p;
	return NULL;
}

KIMAGE_DEFINE(char *, strnstr, const char *text, const char *part, size_t len)
{
	size_t n = kimg_strlen(part);

	if (!n)
		return (char *)(uintptr_t)text;
	for (; len >= n; len--, text++)
		if (!kimg_memcmp(text, part, n))
			return (char *)(uintptr_t)text;
	return NULL;
}

KIMAGE_DEFINE(int, bcmp, const void *a, const void *b, size_t len)
{
	return kimg_memcmp(a, b, len);
}

KIMAGE_TEXT bool kimg_sysfs_streq(const char *a, const char *b);

/* As match_string(), for what a person wrote with a newline. */
KIMAGE_DEFINE(int, __sysfs_match_string, const char *const *array, size_t n,
	      const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (kimg_sysfs_streq(array[i], string))
			return (int)i;
	return ERR_INVAL;
}

/* Returns where the string ends. */
KIMAGE_DEFINE(char *, strreplace, char *s, char old, char new)
{
	for (; *s; s++)
		if (*s == old)
			*s = new;
	return s;
}

/* --- hex ------------------------------------------------------------------------------ */

KIMAGE_DEFINE(int, hex_to_bin, unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

KIMAGE_DEFINE(int, hex2bin, unsigned char *to, const char *from, size_t count)
{
	for (; count--; from += 2) {
		int high = kimg_hex_to_bin((unsigned char)from[0]), low;

		if (high < 0)
			return ERR_INVAL;
		low = kimg_hex_to_bin((unsigned char)from[1]);
		if (low < 0)
			return ERR_INVAL;
		*to++ = (unsigned char)(high << 4 | low);
	}
	return 0;
}

KIMAGE_INLINE char digit(unsigned int value)
{
	return (char)(value < 10 ? '0' + value : 'a' + value - 10);
}

KIMAGE_DEFINE(char *, bin2hex, char *to, const void *from, size_t count)
{
	for (const unsigned char *p = from; count--; p++) {
		*to++ = digit(*p >> 4);
		*to++ = digit(*p & 15);
	}
	return to;
}
