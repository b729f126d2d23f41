/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nearly every kernel source uses: numbers, text formatting, messages.
 */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

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
__printf(2, 3) int sprintf(char *buf, const char *fmt, ...);
__printf(3, 4) int snprintf(char *buf, size_t size, const char *fmt, ...);
__printf(3, 4) int scnprintf(char *buf, size_t size, const char *fmt, ...);
__printf(3, 0) int vsnprintf(char *buf, size_t size, const char *fmt,
			     va_list args);

/* The other way: how many conversions were stored. No floating point; %[...] needs
 * a width. */
__scanf(2, 3) int sscanf(const char *text, const char *fmt, ...);
__scanf(2, 0) int vsscanf(const char *text, const char *fmt, va_list args);

#endif
