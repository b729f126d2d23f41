/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_checksum.c - CRCs of two parts, one after the other, and the checksum of the
 * Internet's protocols, as code of the kernel image. kimage_crc.c has the CRCs.
 *
 * Reference: Linux 6.1, lib/crc32.c, arch/x86/lib/csum-partial_64.c; RFC 1071;
 * for the product of polynomials Knuth, "The Art of Computer Programming", 4.6.
 */
#include "kernel/kimage_use.h"

enum { WORD = 8 };

#define CRC32	   0xedb88320u /* IEEE 802.3, the lowest power on top */
#define CASTAGNOLI 0x82f63b78u

/* --- CRC-32 ------------------------------------------------------------------------ */

INLINE uint32_t one_bit(uint32_t crc, uint32_t polynomial)
{
	return crc >> 1 ^ (crc & 1 ? polynomial : 0);
}

/* The product of two polynomials, modulo a third. */
INLINE uint32_t multiply(uint32_t a, uint32_t b, uint32_t modulus)
{
	uint32_t product = 0;

	for (int bit = 0; bit < 32; bit++, a >>= 1)
		product = one_bit(product, modulus) ^ (a & 1 ? b : 0);
	return product;
}

/* As if len bytes of 0 followed. Of a number of bits n, the factor is x^n. */
INLINE uint32_t shift(uint32_t crc, size_t len, uint32_t polynomial)
{
	uint32_t power = 1u << (31 - 8); /* x^8: a byte */

	for (; len; len >>= 1) {
		if (len & 1)
			crc = multiply(crc, power, polynomial);
		power = multiply(power, power, polynomial);
	}
	return crc;
}

KIMAGE_DEFINE(uint32_t, crc32_le_shift, uint32_t crc, size_t len)
{
	return shift(crc, len, CRC32);
}

KIMAGE_DEFINE(uint32_t, __crc32c_le_shift, uint32_t crc, size_t len)
{
	return shift(crc, len, CASTAGNOLI);
}

/* --- the Internet's checksum ------------------------------------------------------------- */

INLINE uint64_t add_carry(uint64_t a, uint64_t b)
{
	a += b;
	return a + (a < b);
}

INLINE uint64_t word_at(const unsigned char *p)
{
	uint64_t word;

	__asm__ volatile("mov %1, %0" : "=r"(word) : "m"(*(uint64_t *)p));
	return word;
}

/* To 32 bits, with what is carried. */
INLINE uint32_t fold64(uint64_t sum)
{
	uint32_t low = (uint32_t)sum, high = (uint32_t)(sum >> 32);

	low += high;
	return low + (low < high);
}

INLINE uint16_t fold(uint32_t sum)
{
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)(sum + (sum >> 16));
}

INLINE uint16_t swap16(uint16_t n)
{
	return (uint16_t)(n << 8 | n >> 8);
}

/* An odd address turns all bytes around. */
KIMAGE_DEFINE(uint32_t, csum_partial, const unsigned char *p, int len,
	      uint32_t start)
{
	bool odd = (unsigned long)p & 1;
	uint64_t sum = start, rest = 0;

	if (odd) {
		if (!len)
			return start;
		sum = (start >> 8 | start << 24) + ((uint64_t)*p++ << 8);
		len--;
	}
	for (; len >= WORD; len -= WORD, p += WORD)
		sum = add_carry(sum, word_at(p));
	for (int i = 0; i < len; i++)
		rest |= (uint64_t)p[i] << 8 * i;
	start = fold64(add_carry(sum, rest));
	return odd ? swap16(fold(start)) : start;
}

KIMAGE_DEFINE(uint16_t, ip_compute_csum, const unsigned char *p, int len)
{
	return (uint16_t)~fold(kimg_csum_partial(p, len, 0));
}

KIMAGE_DEFINE(uint16_t, csum_ipv6_magic, const unsigned char *from,
	      const unsigned char *to, uint32_t len, unsigned char protocol,
	      uint32_t start)
{
	uint64_t sum =
		(uint64_t)__builtin_bswap32(len) + swap16(protocol) + start;

	sum = add_carry(sum, word_at(from));
	sum = add_carry(sum, word_at(from + WORD));
	sum = add_carry(sum, word_at(to));
	sum = add_carry(sum, word_at(to + WORD));
	return (uint16_t)~fold(fold64(sum));
}

KIMAGE_DEFINE(uint32_t, csum_partial_copy_nocheck, const void *from, void *to,
	      int len)
{
	kimg_memcpy(to, from, (size_t)len);
	return kimg_csum_partial(to, len, ~0u);
}
