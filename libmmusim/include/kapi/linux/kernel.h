/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nearly every kernel source uses: numbers, text formatting, messages.
 */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <asm/byteorder.h>
#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/linkage.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/stdarg.h>
#include <linux/stddef.h>
#include <linux/stringify.h>
#include <linux/typecheck.h>
#include <linux/types.h>

#define ARRAY_SIZE(array) \
	(sizeof(array) / sizeof((array)[0]) + __must_be_array(array))

#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n)&0xffffffff))

/* Where this function returns to, and where this line is. */
#define _RET_IP_ ((unsigned long)__builtin_return_address(0))
#define _THIS_IP_                        \
	({                               \
		__label__ __here;        \
__here:                                  \
		(unsigned long)&&__here; \
	})

/*
 * Formatting into @buf, always ended by a zero byte where @size is not 0.
 *
 * Return: the length of the text without its zero byte. From snprintf() and
 * vsnprintf() it is the length that the whole text would have, from
 * scnprintf() what was really stored.
 */
/* Memory that the caller frees with kfree(); NULL without. */
__printf(2, 3) char *kasprintf(gfp_t gfp, const char *fmt, ...);
__printf(2, 0) char *kvasprintf(gfp_t gfp, const char *fmt, va_list args);
__printf(2, 3) int sprintf(char *buf, const char *fmt, ...);
__printf(3, 4) int snprintf(char *buf, size_t size, const char *fmt, ...);
__printf(3, 4) int scnprintf(char *buf, size_t size, const char *fmt, ...);
__printf(2, 0) int vsprintf(char *buf, const char *fmt, va_list args);
__printf(3, 0) int vscnprintf(char *buf, size_t size, const char *fmt,
			      va_list args);
__printf(3, 0) int vsnprintf(char *buf, size_t size, const char *fmt,
			     va_list args);

/* The other way: how many conversions were stored. No floating point; %[...] needs
 * a width. */
__scanf(2, 3) int sscanf(const char *text, const char *fmt, ...);
__scanf(2, 0) int vsscanf(const char *text, const char *fmt, va_list args);

/*
 * Parts of command lines.
 *
 * get_option() takes a number off *@str: 0 where there is none, 1 where it is the
 * last, 2 where a comma followed, 3 where it begins a range. get_options() reads all
 * of "1,3-6" to @ints, of which the first is their number; with @nints 0 it counts.
 * memparse() knows K, M, G, T, P and E. next_arg() cuts "name=value" off; *@val is
 * NULL without "=".
 */
int get_option(char **str, int *pint);
char *get_options(const char *str, int nints, int *ints);
unsigned long long memparse(const char *ptr, char **retp);
char *next_arg(char *args, char **param, char **val);

/* Digits. hex_to_bin() is -1, hex2bin() -EINVAL where one is none. */
extern const char hex_asc[], hex_asc_upper[];
#define hex_asc_lo(x)	    hex_asc[(x)&0x0f]
#define hex_asc_hi(x)	    hex_asc[((x)&0xf0) >> 4]
#define hex_asc_upper_lo(x) hex_asc_upper[(x)&0x0f]
#define hex_asc_upper_hi(x) hex_asc_upper[((x)&0xf0) >> 4]

static inline char *hex_byte_pack(char *buf, u8 byte)
{
	*buf++ = hex_asc_hi(byte);
	*buf++ = hex_asc_lo(byte);
	return buf;
}

static inline char *hex_byte_pack_upper(char *buf, u8 byte)
{
	*buf++ = hex_asc_upper_hi(byte);
	*buf++ = hex_asc_upper_lo(byte);
	return buf;
}

int hex_to_bin(unsigned char ch);
int __must_check hex2bin(u8 *dst, const char *src, size_t count);
char *bin2hex(char *dst, const void *src, size_t count);

#endif
