/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single bits and runs of bits.
 */
#ifndef _LINUX_BITS_H
#define _LINUX_BITS_H

#include <linux/build_bug.h>
#include <linux/const.h>

#define BITS_PER_BYTE	    8
#define BITS_PER_LONG	    64
#define BITS_PER_LONG_LONG  64
#define BITS_PER_TYPE(type) (sizeof(type) * BITS_PER_BYTE)

#define BIT(nr)		    (UL(1) << (nr))
#define BIT_ULL(nr)	    (ULL(1) << (nr))

/* Bit @nr of an array of longs: its mask in the word, and the word. */
#define BIT_MASK(nr) (UL(1) << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr) ((nr) / BITS_PER_LONG)

/* Refuses constants in the wrong order; gives 0 for the others. */
#define __genmask_check(high, low)               \
	BUILD_BUG_ON_ZERO(__builtin_choose_expr( \
		__is_constexpr((low) > (high)), (low) > (high), 0))

/* Bits @low to @high, both included: GENMASK(3, 1) is 0x0e. */
#define GENMASK(high, low)            \
	(__genmask_check(high, low) + \
	 ((~UL(0) << (low)) & (~UL(0) >> (BITS_PER_LONG - 1 - (high)))))
#define GENMASK_ULL(high, low)        \
	(__genmask_check(high, low) + \
	 ((~ULL(0) << (low)) &        \
	  (~ULL(0) >> (BITS_PER_LONG_LONG - 1 - (high)))))

#endif
