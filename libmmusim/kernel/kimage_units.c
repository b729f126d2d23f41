/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_units.c - sizes that are written with a unit, escapes in strings, and
 * arrays of names, as code of the kernel image.
 *
 * A string constant would lie outside of the image: formats are numbers, whose bytes
 * they are.
 *
 * Reference: Linux 6.1, lib/string_helpers.c.
 */
#include "kernel/kimage_use.h"

enum { UNITS_10, UNITS_2 };
enum { ESCAPED_SPACE = 1, ESCAPED_OCTAL = 2, ESCAPED_HEX = 4 };
enum { ESCAPED_SPECIAL = 8 };

/* From 1000 or 1024 on; a byte each: k, M, G, T, P, E, Z, Y */
#define PREFIXES 0x595a455054474d6bul

#define UNKNOWN	 0x4b4e55ul	  /* "UNK" */
#define STRING	 0x7325ul	  /* "%s" */
#define NUMBERED 0x757a252d7325ul /* "%s-%zu" */

HIDDEN int kimg_snprintf(char *to, size_t size, const char *format, ...);
HIDDEN char *kimg_kasprintf(unsigned int gfp, const char *format, ...);

/* --- sizes ------------------------------------------------------------------------- */

INLINE char *put_number(char *to, unsigned int n, unsigned int digits)
{
	for (unsigned int at = digits; at--; n /= 10)
		to[at] = (char)('0' + n % 10);
	return to + digits;
}

/* The characters are the bytes of a number. */
INLINE char *put_unit(char *to, unsigned int power, bool binary)
{
	uint64_t unit = 'B';

	if (power > 8) {
		unit = UNKNOWN;
	} else if (power) {
		unit = binary ? 'i' | 'B' << 8 : 'B';
		unit = unit << 8 | (PREFIXES >> 8 * (power - 1) & 0xff);
		if (binary && power == 1)
			unit &= ~0x20ul; /* a capital */
	}
	for (unit = unit << 8 | ' '; unit; unit >>= 8)
		*to++ = (char)unit;
	return to;
}

/* size * unit, as size.remainder * base^power; both below base */
INLINE unsigned int reduce(uint64_t *size, uint64_t unit, unsigned int base,
			   unsigned int *remainder)
{
	unsigned int power = 0;

	for (; unit >> 32; power++)
		unit /= base;
	for (; *size >> 32; power++)
		*size /= base;
	*size *= unit;
	for (; *size >= base; power++) {
		*remainder = (unsigned int)(*size % base);
		*size /= base;
	}
	return power;
}

/* Three digits that count. */
KIMAGE_DEFINE(void, string_get_size, uint64_t size, uint64_t unit,
	      unsigned int units, char *to, int len)
{
	unsigned int remainder = 0, power = 0, decimals = 0, half = 500;
	const uint64_t format = STRING;
	char text[24], *at = text;

	if (!unit)
		size = 0;
	if (size) {
		power = reduce(&size, unit, units == UNITS_2 ? 1024 : 1000,
			       &remainder);
		for (uint64_t n = size; n * 10 < 1000; n *= 10) {
			decimals++;
			half /= 10;
		}
		if (units == UNITS_2)
			remainder = remainder * 1000 >> 10;
		remainder += half;
		if (remainder >= 1000) {
			remainder -= 1000;
			size++;
		}
	}
	at = put_number(at, (unsigned int)size,
			1 + (size > 9) + (size > 99) + (size > 999));
	if (decimals) {
		*at++ = '.';
		put_number(at, remainder, 3);
		at += decimals;
	}
	*put_unit(at, power, units == UNITS_2) = 0;
	kimg_snprintf(to, (size_t)len, (const char *)&format, text);
}

/* --- escapes ------------------------------------------------------------------------- */

INLINE int hex_digit(char c)
{
	char lower = (char)(c | 0x20);

	if (c >= '0' && c <= '9')
		return c - '0';
	return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

INLINE bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* What a letter stands for; -1: for nothing. */
INLINE int escape(char c, unsigned int flags)
{
	if (flags & ESCAPED_SPACE) {
		if (c == 'n')
			return '\n';
		if (c == 'r')
			return '\r';
		if (c == 't')
			return '\t';
		if (c == 'v')
			return '\v';
		if (c == 'f')
			return '\f';
	}
	if (flags & ESCAPED_SPECIAL) {
		if (c == '"' || c == '\\')
			return c;
		if (c == 'a')
			return '\a';
		if (c == 'e')
			return 033;
	}
	return -1;
}

/* How many characters of s stand for the byte; 0: none. */
INLINE int unescape(const char *s, unsigned int flags, char *to)
{
	int value = escape(*s, flags), n = 1;

	if (value < 0 && flags & ESCAPED_OCTAL && is_octal(*s)) {
		value = *s & 7;
		for (; n < 3 && value < 32 && is_octal(s[n]); n++)
			value = value << 3 | (s[n] & 7);
	} else if (value < 0 && flags & ESCAPED_HEX && *s == 'x') {
		value = hex_digit(s[n++]);
		if (value >= 0 && hex_digit(s[n]) >= 0)
			value = value << 4 | hex_digit(s[n++]);
	}
	if (value < 0)
		return 0;
	*to = (char)value;
	return n;
}

/* size 0: there is room for all */
KIMAGE_DEFINE(int, string_unescape, char *s, char *to, size_t size,
	      unsigned int flags)
{
	char *out = to;

	while (*s && --size) {
		if (s[0] == '\\' && s[1] && size > 1) {
			int n;

			s++;
			size--;
			n = unescape(s, flags, out);
			if (n) {
				s += n;
				out++;
				continue;
			}
			*out++ = '\\';
		}
		*out++ = *s++;
	}
	*out = 0;
	return (int)(out - to);
}

/* --- names ------------------------------------------------------------------------------ */

KIMAGE_DEFINE(void, kfree_strarray, char **array, size_t n)
{
	if (!array)
		return;
	for (size_t i = 0; i < n; i++)
		kimg_kfree(array[i]);
	kimg_kfree(array);
}

/* prefix-0, prefix-1, and so on */
KIMAGE_DEFINE(char **, kasprintf_strarray, unsigned int gfp, const char *prefix,
	      size_t n)
{
	const uint64_t format = NUMBERED;
	size_t size;
	char **names;

	if (__builtin_mul_overflow(n + 1, sizeof(*names), &size))
		return NULL;
	names = kimg___kmalloc(size, gfp | (GFP_KERNEL_ZERO ^ GFP_KERNEL));
	for (size_t i = 0; names && i < n; i++) {
		names[i] =
			kimg_kasprintf(gfp, (const char *)&format, prefix, i);
		if (!names[i]) {
			kimg_kfree_strarray(names, i);
			return NULL;
		}
	}
	return names;
}
