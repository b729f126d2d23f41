/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Divisions of 64 bits, which one instruction does here.
 */
#ifndef _LINUX_MATH64_H
#define _LINUX_MATH64_H

#include <asm/div64.h>
#include <linux/math.h>
#include <linux/types.h>

#define div64_long(x, y) div64_s64((x), (y))
#define div64_ul(x, y)	 div64_u64((x), (y))

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

static inline s64 div64_s64(s64 dividend, s64 divisor)
{
	return dividend / divisor;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	return dividend / divisor;
}

/* @a times @mul, of which the low @shift bits are dropped; nothing overflows. */
static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

static inline u64 mul_u64_u64_shr(u64 a, u64 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

/* The quotient of @a times @mul; #DE when it has more than 64 bits. */
static inline u64 mul_u64_u64_div_u64(u64 a, u64 mul, u64 div)
{
	u64 quotient;

	__asm__("mulq %2; divq %3"
		: "=a"(quotient)
		: "a"(a), "rm"(mul), "rm"(div)
		: "rdx");
	return quotient;
}

static inline u64 mul_u64_u32_div(u64 a, u32 mul, u32 div)
{
	return mul_u64_u64_div_u64(a, mul, div);
}

#define DIV64_U64_ROUND_UP(ll, d)               \
	({                                      \
		u64 __d = (d);                  \
		div64_u64((ll) + __d - 1, __d); \
	})
#define DIV_U64_ROUND_UP(ll, d)               \
	({                                    \
		u32 __d = (d);                \
		div_u64((ll) + __d - 1, __d); \
	})

#endif
