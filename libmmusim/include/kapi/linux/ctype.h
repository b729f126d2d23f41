/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classes of characters.
 *
 * Simplified: ASCII only; Linux also knows the letters of Latin-1.
 */
#ifndef _LINUX_CTYPE_H
#define _LINUX_CTYPE_H

#include <linux/compiler.h>

/* What Linux looks up, a byte for each character. */
#define _U  0x01 /* upper case */
#define _L  0x02 /* lower case */
#define _D  0x04 /* digit */
#define _C  0x08 /* control */
#define _P  0x10 /* punctuation */
#define _S  0x20 /* white space */
#define _X  0x40 /* hexadecimal digit */
#define _SP 0x80 /* the space itself */

extern const unsigned char _ctype[];

#define __ismask(x) (_ctype[(int)(unsigned char)(x)])

static inline int isascii(int c)
{
	return c >= 0 && c <= 0x7f;
}

static inline int toascii(int c)
{
	return c & 0x7f;
}

static inline int isdigit(int c)
{
	return c >= '0' && c <= '9';
}

static inline int islower(int c)
{
	return c >= 'a' && c <= 'z';
}

static inline int isupper(int c)
{
	return c >= 'A' && c <= 'Z';
}

static inline int isalpha(int c)
{
	return islower(c) || isupper(c);
}

static inline int isalnum(int c)
{
	return isalpha(c) || isdigit(c);
}

static inline int isxdigit(int c)
{
	return isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline int isodigit(int c)
{
	return c >= '0' && c <= '7';
}

/* Space, and tab, newline, vertical tab, form feed, carriage return. */
static inline int isspace(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline int iscntrl(int c)
{
	return (c >= 0 && c < ' ') || c == 0x7f;
}

static inline int isprint(int c)
{
	return c >= ' ' && c < 0x7f;
}

static inline int isgraph(int c)
{
	return c > ' ' && c < 0x7f;
}

static inline int ispunct(int c)
{
	return isgraph(c) && !isalnum(c);
}

static inline int tolower(int c)
{
	return isupper(c) ? c - 'A' + 'a' : c;
}

static inline int toupper(int c)
{
	return islower(c) ? c - 'a' + 'A' : c;
}

#endif
