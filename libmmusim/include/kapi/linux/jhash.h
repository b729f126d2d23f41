/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bob Jenkins' hash of 2006 ("lookup3"): bytes, or words of 32 bits, give 32 bits
 * in which each bit of the input tells.
 */
#ifndef _LINUX_JHASH_H
#define _LINUX_JHASH_H

#include <linux/bitops.h>
#include <linux/types.h>

#define JHASH_INITVAL 0xdeadbeef
#define jhash_size(n) ((u32)1 << (n))
#define jhash_mask(n) (jhash_size(n) - 1)

/* One step: take one from another, mix in a third, and add to that. */
#define __jhash_step(x, y, z, bits)  \
	do {                         \
		x -= z;              \
		x ^= rol32(z, bits); \
		z += y;              \
	} while (0)

#define __jhash_mix(a, b, c)               \
	do {                               \
		__jhash_step(a, b, c, 4);  \
		__jhash_step(b, c, a, 6);  \
		__jhash_step(c, a, b, 8);  \
		__jhash_step(a, b, c, 16); \
		__jhash_step(b, c, a, 19); \
		__jhash_step(c, a, b, 4);  \
	} while (0)

#define __jhash_last(x, y, bits)     \
	do {                         \
		x ^= y;              \
		x -= rol32(y, bits); \
	} while (0)

#define __jhash_final(a, b, c)          \
	do {                            \
		__jhash_last(c, b, 14); \
		__jhash_last(a, c, 11); \
		__jhash_last(b, a, 25); \
		__jhash_last(c, b, 16); \
		__jhash_last(a, c, 4);  \
		__jhash_last(b, a, 14); \
		__jhash_last(c, b, 24); \
	} while (0)

/* Up to four bytes, the first one lowest. */
static inline u32 __jhash_word(const u8 *at, u32 len)
{
	u32 word = 0;

	for (u32 i = 0; i < len && i < 4; i++)
		word |= (u32)at[i] << 8 * i;
	return word;
}

static inline u32 jhash(const void *key, u32 length, u32 initval)
{
	u32 a, b, c;
	const u8 *at = key;

	a = b = c = JHASH_INITVAL + length + initval;
	for (; length > 12; length -= 12, at += 12) {
		a += __jhash_word(at, 4);
		b += __jhash_word(at + 4, 4);
		c += __jhash_word(at + 8, 4);
		__jhash_mix(a, b, c);
	}
	if (!length)
		return c;
	a += __jhash_word(at, length);
	b += length > 4 ? __jhash_word(at + 4, length - 4) : 0;
	c += length > 8 ? __jhash_word(at + 8, length - 8) : 0;
	__jhash_final(a, b, c);
	return c;
}

/* @length is in words. */
static inline u32 jhash2(const u32 *k, u32 length, u32 initval)
{
	u32 a, b, c;

	a = b = c = JHASH_INITVAL + (length << 2) + initval;
	for (; length > 3; length -= 3, k += 3) {
		a += k[0];
		b += k[1];
		c += k[2];
		__jhash_mix(a, b, c);
	}
	if (!length)
		return c;
	a += k[0];
	b += length > 1 ? k[1] : 0;
	c += length > 2 ? k[2] : 0;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 __jhash_nwords(u32 a, u32 b, u32 c, u32 initval)
{
	a += initval;
	b += initval;
	c += initval;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 initval)
{
	return __jhash_nwords(a, b, c, initval + JHASH_INITVAL + (3 << 2));
}

static inline u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	return __jhash_nwords(a, b, 0, initval + JHASH_INITVAL + (2 << 2));
}

static inline u32 jhash_1word(u32 a, u32 initval)
{
	return __jhash_nwords(a, 0, 0, initval + JHASH_INITVAL + (1 << 2));
}

#endif
