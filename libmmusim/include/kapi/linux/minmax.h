/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Smaller, larger, in between. Each argument is evaluated once.
 *
 * min(), max() and clamp() warn about arguments of different types, because
 * comparing signed with unsigned is seldom meant: min_t(), max_t() and
 * clamp_t() say which type is. Inside a function, constants give a constant.
 */
#ifndef _LINUX_MINMAX_H
#define _LINUX_MINMAX_H

#include <linux/compiler.h>
#include <linux/const.h>

/* 1, and the compiler warns where the types differ. */
#define __same_type_or_warn(x, y) \
	(!!(sizeof((__typeof__(x) *)1 == (__typeof__(y) *)1)))

#define __pick(x, y, op) ((x)op(y) ? (x) : (y))

#define __pick_once(x, y, ux, uy, op)   \
	({                              \
		__typeof__(x) ux = (x); \
		__typeof__(y) uy = (y); \
		__pick(ux, uy, op);     \
	})

#define __careful_pick(x, y, op)                                              \
	__builtin_choose_expr(__same_type_or_warn(x, y) &&                    \
				      __is_constexpr(x) && __is_constexpr(y), \
			      __pick(x, y, op),                               \
			      __pick_once(x, y, __UNIQUE_ID(x_),              \
					  __UNIQUE_ID(y_), op))

#define min(x, y)	  __careful_pick(x, y, <)
#define max(x, y)	  __careful_pick(x, y, >)

#define min_t(type, x, y) __careful_pick((type)(x), (type)(y), <)
#define max_t(type, x, y) __careful_pick((type)(x), (type)(y), >)

#define min3(x, y, z)	  min((__typeof__(x))min(x, y), z)
#define max3(x, y, z)	  max((__typeof__(x))max(x, y), z)

/* The smaller of the two, where a zero stands for "no limit". */
#define min_not_zero(x, y)                                                  \
	({                                                                  \
		__typeof__(x) __nz_x = (x);                                 \
		__typeof__(y) __nz_y = (y);                                 \
		__nz_x == 0 ? __nz_y :                                      \
			      (__nz_y == 0 ? __nz_x : min(__nz_x, __nz_y)); \
	})

/* @val, but at least @lo and at most @hi. */
#define clamp(val, lo, hi)	   min((__typeof__(val))max(val, lo), hi)
#define clamp_t(type, val, lo, hi) min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)	   clamp_t(__typeof__(val), val, lo, hi)

#define swap(a, b)                          \
	do {                                \
		__typeof__(a) __swap = (a); \
		(a) = (b);                  \
		(b) = __swap;               \
	} while (0)

#endif
