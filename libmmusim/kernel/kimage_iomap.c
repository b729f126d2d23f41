/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_iomap.c - registers of devices, in memory or behind I/O ports, and copies
 * from and to such memory, as code of the kernel image.
 *
 *   address          0 .. 10000          .. 40000                  ..
 *   what it means      nothing: reported    the port 0 .. ffff        memory
 *
 * Reference: Linux 6.1, lib/iomap.c, arch/x86/lib/iomem.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_kobject.h"

#define PIO_OFFSET   0x10000ul
#define PIO_MASK     0xfffful
#define PIO_RESERVED 0x40000ul

USES_TEXT(bad_io_access);

enum { MOST_REPORTS = 10 };

KIMAGE_INLINE bool may_report(unsigned long address, const char *access)
{
	struct image_data *data = image_data();

	if (data->bad_io_accesses >= MOST_REPORTS)
		return false;
	data->bad_io_accesses++;
	kimg___warn_printk(TEXT(bad_io_access), address, access);
	return true;
}

#define SAME(x) (x)

/* @swap: how the device's byte order becomes the CPU's; @access: what Linux calls it */

#define READ(name, type, suffix, reg, swap, offset, access, ones)          \
	USES_TEXT(access);                                                 \
	KIMAGE_DEFINE(unsigned int, name, const volatile void *at)         \
	{                                                                  \
		unsigned long address = (unsigned long)at;                 \
		type value;                                                \
                                                                           \
		if (address >= PIO_RESERVED) {                             \
			__asm__ volatile("mov" suffix " %1, %0"            \
					 : "=" reg(value)                  \
					 : "m"(*(const volatile type *)at) \
					 : "memory");                      \
			return swap(value);                                \
		}                                                          \
		if (address > PIO_OFFSET) {                                \
			__asm__ volatile("in" suffix " %w1, %0"            \
					 : "=a"(value)                     \
					 : "d"(address & PIO_MASK)         \
					 : "memory");                      \
			return swap(value);                                \
		}                                                          \
		if (may_report(address, TEXT(access)))                     \
			KIMAGE_WARN_SAID(#name, "lib/iomap.c:45", offset); \
		return ones;                                               \
	}

#define WRITE(name, type, suffix, reg, swap, offset, access)                   \
	USES_TEXT(access);                                                     \
	KIMAGE_DEFINE(void, name, unsigned int given, volatile void *at)       \
	{                                                                      \
		unsigned long address = (unsigned long)at;                     \
		type value = swap((type)given);                                \
                                                                               \
		if (address >= PIO_RESERVED) {                                 \
			__asm__ volatile("mov" suffix " %0, %1"                \
					 :                                     \
					 : reg(value),                         \
					   "m"(*(volatile type *)at)           \
					 : "memory");                          \
		} else if (address > PIO_OFFSET) {                             \
			__asm__ volatile("out" suffix " %0, %w1"               \
					 :                                     \
					 : "a"(value), "d"(address & PIO_MASK) \
					 : "memory");                          \
		} else if (may_report(address, TEXT(access))) {                \
			KIMAGE_WARN_SAID(#name, "lib/iomap.c:45", offset);     \
		}                                                              \
	}

READ(ioread8, uint8_t, "b", "q", SAME, 0x5a, io_inb, 0xff)
READ(ioread16, uint16_t, "w", "r", SAME, 0x5c, io_inw, 0xffff)
READ(ioread16be, uint16_t, "w", "r", __builtin_bswap16, 0x64, io_inw_be, 0xffff)
READ(ioread32, uint32_t, "l", "r", SAME, 0x54, io_inl, 0xffffffff)
READ(ioread32be, uint32_t, "l", "r", __builtin_bswap32, 0x58, io_inl_be,
     0xffffffff)
WRITE(iowrite8, uint8_t, "b", "q", SAME, 0x4f, io_outb)
WRITE(iowrite16, uint16_t, "w", "r", SAME, 0x50, io_outw)
WRITE(iowrite16be, uint16_t, "w", "r", __builtin_bswap16, 0x58, io_outw_be)
WRITE(iowrite32, uint32_t, "l", "r", SAME, 0x4e, io_outl)
WRITE(iowrite32be, uint32_t, "l", "r", __builtin_bswap32, 0x52, io_outl_be)

/* --- many bytes -------------------------------------------------------------------- */

#define MOVS(suffix, to, from) \
	__asm__ volatile("movs" suffix : "+D"(to), "+S"(from) : : "memory")

/* Four at a time, then what is left. */
KIMAGE_INLINE void rep_movs(void *to, const void *from, size_t len)
{
	size_t n = len / 4;

	__asm__ volatile("rep; movsl"
			 : "+c"(n), "+D"(to), "+S"(from)
			 :
			 : "memory");
	if (len & 2)
		MOVS("w", to, from);
	if (len & 1)
		MOVS("b", to, from);
}

KIMAGE_DEFINE(void, memcpy_fromio, void *to, const void *from, size_t len)
{
	if (!len)
		return;
	if ((unsigned long)from & 1) {
		MOVS("b", to, from);
		len--;
	}
	if (len > 1 && (unsigned long)from & 2) {
		MOVS("w", to, from);
		len -= 2;
	}
	rep_movs(to, from, len);
}

KIMAGE_DEFINE(void, memcpy_toio, void *to, const void *from, size_t len)
{
	if (!len)
		return;
	if ((unsigned long)to & 1) {
		MOVS("b", to, from);
		len--;
	}
	if (len > 1 && (unsigned long)to & 2) {
		MOVS("w", to, from);
		len -= 2;
	}
	rep_movs(to, from, len);
}

KIMAGE_DEFINE(void, memset_io, void *at, int c, size_t len)
{
	kimg_memset(at, c, len);
}
