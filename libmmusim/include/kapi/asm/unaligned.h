/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers at any address.
 */
#ifndef _ASM_UNALIGNED_H
#define _ASM_UNALIGNED_H

#include <asm/byteorder.h>
#include <linux/types.h>

#define get_unaligned(ptr)                        \
	({                                        \
		const struct {                    \
			__typeof__(*(ptr)) x;     \
		} __packed *__at = (void *)(ptr); \
		__at->x;                          \
	})
#define put_unaligned(val, ptr)                   \
	do {                                      \
		struct {                          \
			__typeof__(*(ptr)) x;     \
		} __packed *__at = (void *)(ptr); \
		__at->x = (val);                  \
	} while (0)

static inline u16 get_unaligned_le16(const void *p)
{
	return le16_to_cpu(get_unaligned((const __le16 *)p));
}

static inline u32 get_unaligned_le32(const void *p)
{
	return le32_to_cpu(get_unaligned((const __le32 *)p));
}

static inline u64 get_unaligned_le64(const void *p)
{
	return le64_to_cpu(get_unaligned((const __le64 *)p));
}

static inline u16 get_unaligned_be16(const void *p)
{
	return be16_to_cpu(get_unaligned((const __be16 *)p));
}

static inline u32 get_unaligned_be32(const void *p)
{
	return be32_to_cpu(get_unaligned((const __be32 *)p));
}

static inline u64 get_unaligned_be64(const void *p)
{
	return be64_to_cpu(get_unaligned((const __be64 *)p));
}

static inline void put_unaligned_le16(u16 val, void *p)
{
	put_unaligned(cpu_to_le16(val), (__le16 *)p);
}

static inline void put_unaligned_le32(u32 val, void *p)
{
	put_unaligned(cpu_to_le32(val), (__le32 *)p);
}

static inline void put_unaligned_be16(u16 val, void *p)
{
	put_unaligned(cpu_to_be16(val), (__be16 *)p);
}

static inline void put_unaligned_be32(u32 val, void *p)
{
	put_unaligned(cpu_to_be32(val), (__be32 *)p);
}

#endif
