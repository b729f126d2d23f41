/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Division and rounding of integers.
 *
 * round_up() and round_down() want a power of two, roundup() and rounddown()
 * take any divisor.
 */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <linux/types.h>

#define __round_mask(x, y)     ((__typeof__(x))((y)-1))
#define round_up(x, y)	       ((((x)-1) | __round_mask(x, y)) + 1)
#define round_down(x, y)       ((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP(n, d)     (((n) + (d)-1) / (d))
#define DIV_ROUND_UP_ULL(n, d) DIV_ROUND_UP((unsigned long long)(n), (d))

#define roundup(x, y)                                                    \
	({                                                               \
		__typeof__(y) __roundup_y = (y);                         \
		(((x) + (__roundup_y - 1)) / __roundup_y) * __roundup_y; \
	})

#define rounddown(x, y)                                \
	({                                             \
		__typeof__(x) __rounddown_x = (x);     \
		__rounddown_x - (__rounddown_x % (y)); \
	})

/* @d is positive; a negative @x rounds away from zero at one half. */
#define DIV_ROUND_CLOSEST(x, d)                                         \
	({                                                              \
		__typeof__(x) __closest_x = (x);                        \
		__typeof__(d) __closest_d = (d);                        \
		((__typeof__(x))-1) > 0 || __closest_x > 0 ?            \
			(__closest_x + __closest_d / 2) / __closest_d : \
			(__closest_x - __closest_d / 2) / __closest_d;  \
	})

/* @x * @n / @d, without the overflow of multiplying first. */
#define mult_frac(x, n, d)                                               \
	({                                                               \
		__typeof__(x) __frac_x = (x);                            \
		__typeof__(n) __frac_n = (n);                            \
		__typeof__(d) __frac_d = (d);                            \
		((__frac_x / __frac_d) * __frac_n) +                     \
			(((__frac_x % __frac_d) * __frac_n) / __frac_d); \
	})

#define __abs_as(type, x)                         \
	({                                        \
		type __abs_x = (type)(x);         \
		__abs_x < 0 ? -__abs_x : __abs_x; \
	})

/* The absolute value, in the signed type of @x's width, at least an int. */
#define abs(x)                                                                 \
	__builtin_choose_expr(                                                 \
		sizeof(x) <= sizeof(int), __abs_as(int, x),                    \
		__builtin_choose_expr(                                         \
			__same_type(x, long) || __same_type(x, unsigned long), \
			__abs_as(long, x), __abs_as(long long, x)))

u64 int_pow(u64 base, unsigned int exp);
/* Rounded down. */
unsigned long int_sqrt(unsigned long x);
#define int_sqrt64(x) int_sqrt(x)

#endif
