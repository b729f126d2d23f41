/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Logarithms and powers of two. Constants give constants.
 */
#ifndef _LINUX_LOG2_H
#define _LINUX_LOG2_H

#include <linux/bitops.h>
#include <linux/types.h>

/* @n is above 0. The result is rounded down. */
#define const_ilog2(n) ((n) < 2 ? 0 : 63 - __builtin_clzll(n))
#define ilog2(n)                                                 \
	__builtin_choose_expr(__is_constexpr(n), const_ilog2(n), \
			      (int)__fls((unsigned long)(n)))

static inline __attribute_const__ bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

/* The next power of two at or above @n; @n is above 0. */
static inline __attribute_const__ unsigned long
__roundup_pow_of_two(unsigned long n)
{
	return n == 1 ? 1 : 1UL << (__fls(n - 1) + 1);
}

/* The next power of two at or below @n; @n is above 0. */
static inline __attribute_const__ unsigned long
__rounddown_pow_of_two(unsigned long n)
{
	return 1UL << __fls(n);
}

#define roundup_pow_of_two(n)                                               \
	__builtin_choose_expr(__is_constexpr(n),                            \
			      ((n) == 1 ? 1UL :                             \
					  1UL << (const_ilog2((n)-1) + 1)), \
			      __roundup_pow_of_two(n))
#define rounddown_pow_of_two(n)                                         \
	__builtin_choose_expr(__is_constexpr(n), 1UL << const_ilog2(n), \
			      __rounddown_pow_of_two(n))

/* The logarithm rounded up; 0 for 0 and 1. */
static inline __attribute_const__ int order_base_2(unsigned long n)
{
	return n > 1 ? (int)__fls(n - 1) + 1 : 0;
}

#endif
