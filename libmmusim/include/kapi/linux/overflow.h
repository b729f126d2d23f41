/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arithmetic that notices when it does not fit.
 */
#ifndef _LINUX_OVERFLOW_H
#define _LINUX_OVERFLOW_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>

/* True where the result did not fit; *@d then holds its low bits. */
#define check_add_overflow(a, b, d) __builtin_add_overflow(a, b, d)
#define check_sub_overflow(a, b, d) __builtin_sub_overflow(a, b, d)
#define check_mul_overflow(a, b, d) __builtin_mul_overflow(a, b, d)

/* Sizes stick at SIZE_MAX, which no allocator can serve. */
static inline size_t __must_check size_mul(size_t a, size_t b)
{
	size_t bytes;

	return check_mul_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_add(size_t a, size_t b)
{
	size_t bytes;

	return check_add_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_sub(size_t minuend, size_t subtrahend)
{
	size_t bytes;

	if (minuend == SIZE_MAX || subtrahend == SIZE_MAX ||
	    check_sub_overflow(minuend, subtrahend, &bytes))
		return SIZE_MAX;
	return bytes;
}

#define array_size(n, size)	size_mul(n, size)
#define array3_size(a, b, size) size_mul(size_mul(a, b), size)

/* The flexible array @member of *@p, alone and with the structure around it. A
 * constant gives a constant. */
#define flex_array_size(p, member, n)                                      \
	__builtin_choose_expr(                                             \
		__is_constexpr(n),                                         \
		(n) * sizeof(*(p)->member) + __must_be_array((p)->member), \
		size_mul(n,                                                \
			 sizeof(*(p)->member) + __must_be_array((p)->member)))
#define struct_size(p, member, n)                                           \
	__builtin_choose_expr(__is_constexpr(n),                            \
			      sizeof(*(p)) + flex_array_size(p, member, n), \
			      size_add(sizeof(*(p)),                        \
				       flex_array_size(p, member, n)))

#endif
