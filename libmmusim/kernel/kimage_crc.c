/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_crc.c - cyclic redundancy checks, as code of the kernel image: bit by bit,
 * without the kernel's tables.
 *
 * Reference: Linux 6.1, lib/crc32.c, lib/crc-ccitt.c.
 */
#include "kernel/kimage.h"

/* What is shifted out at the low end is replaced by these polynomials. */
#define CRC32_LE    0xedb88320u
#define CRC32C_LE   0x82f63b78u
#define CRC32_BE    0x04c11db7u
#define CCITT	    0x8408u
#define CCITT_FALSE 0x1021u
#define TOP_32	    0x80000000u
#define TOP_16	    0x8000u

KIMAGE_TEXT unsigned int kimg_crc32_body(unsigned int crc,
					 const unsigned char *p, size_t len,
					 unsigned int polynomial);
KIMAGE_INNER(crc32_body);

KIMAGE_INLINE unsigned int down(unsigned int crc, unsigned int polynomial)
{
	for (int i = 0; i < 8; i++)
		crc = crc & 1 ? crc >> 1 ^ polynomial : crc >> 1;
	return crc;
}

KIMAGE_INLINE unsigned int up(unsigned int crc, unsigned int polynomial,
			      unsigned int top)
{
	for (int i = 0; i < 8; i++)
		crc = crc & top ? crc << 1 ^ polynomial : crc << 1;
	return crc;
}

/* Where a trace says that a bad pointer was followed. */
unsigned int kimg_crc32_body(unsigned int crc, const unsigned char *p,
			     size_t len, unsigned int polynomial)
{
	while (len--) {
		unsigned char byte = *p++;

		crc = polynomial == CRC32_BE ?
			      up(crc ^ (unsigned int)byte << 24, CRC32_BE,
				 TOP_32) :
			      down(crc ^ byte, polynomial);
	}
	return crc;
}

KIMAGE_DEFINE(unsigned int, crc32_le, unsigned int crc, const unsigned char *p,
	      size_t len)
{
	return kimg_crc32_body(crc, p, len, CRC32_LE);
}

KIMAGE_DEFINE(unsigned int, __crc32c_le, unsigned int crc,
	      const unsigned char *p, size_t len)
{
	return kimg_crc32_body(crc, p, len, CRC32C_LE);
}

KIMAGE_DEFINE(unsigned int, crc32_be, unsigned int crc, const unsigned char *p,
	      size_t len)
{
	return kimg_crc32_body(crc, p, len, CRC32_BE);
}

KIMAGE_DEFINE(unsigned short, crc_ccitt, unsigned short crc,
	      const unsigned char *p, size_t len)
{
	while (len--)
		crc = (unsigned short)down((unsigned int)(crc ^ *p++), CCITT);
	return crc;
}

KIMAGE_DEFINE(unsigned short, crc_ccitt_false, unsigned short crc,
	      const unsigned char *p, size_t len)
{
	while (len--)
		crc = (unsigned short)up((unsigned int)(crc ^ *p++ << 8),
					 CCITT_FALSE, TOP_16);
	return crc;
}
