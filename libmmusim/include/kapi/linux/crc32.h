/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_CRC32_H
#define _LINUX_CRC32_H

#include <linux/types.h>

u32 crc32_le(u32 crc, unsigned char const *p, size_t len);
u32 crc32_be(u32 crc, unsigned char const *p, size_t len);
u32 __crc32c_le(u32 crc, unsigned char const *p, size_t len);
/* As if @len bytes of 0 followed. */
u32 crc32_le_shift(u32 crc, size_t len);
u32 __crc32c_le_shift(u32 crc, size_t len);

/* The CRC of both, one after the other; the second one began with 0. */
static inline u32 crc32_le_combine(u32 crc1, u32 crc2, size_t len2)
{
	return crc32_le_shift(crc1, len2) ^ crc2;
}

static inline u32 __crc32c_le_combine(u32 crc1, u32 crc2, size_t len2)
{
	return __crc32c_le_shift(crc1, len2) ^ crc2;
}

#define crc32(seed, data, length) \
	crc32_le(seed, (unsigned char const *)(data), length)
#define ether_crc_le(length, data) crc32_le(~0, data, length)

#endif
