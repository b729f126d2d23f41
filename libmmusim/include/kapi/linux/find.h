/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking for a bit in an array of longs. What finds none returns the size.
 */
#ifndef _LINUX_FIND_H
#define _LINUX_FIND_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>

unsigned long _find_first_bit(const unsigned long *addr, unsigned long size);
unsigned long _find_first_zero_bit(const unsigned long *addr,
				   unsigned long size);
unsigned long _find_next_bit(const unsigned long *addr, unsigned long size,
			     unsigned long start);
unsigned long _find_next_zero_bit(const unsigned long *addr, unsigned long size,
				  unsigned long start);

/* A size that the compiler knows, and that fits in one long. */
#define __FIND_IN_WORD(size) \
	(__builtin_constant_p(size) && (size) > 0 && (size) <= BITS_PER_LONG)

/* The bits of @word from @start on, of @size. */
static __always_inline unsigned long
__find_in_word(unsigned long word, unsigned long size, unsigned long start)
{
	word &= GENMASK(size - 1, 0);
	if (start >= size)
		return size;
	word &= ~0UL << start;
	return word ? (unsigned long)__builtin_ctzl(word) : size;
}

static __always_inline unsigned long find_first_bit(const unsigned long *addr,
						    unsigned long size)
{
	return __FIND_IN_WORD(size) ? __find_in_word(*addr, size, 0) :
				      _find_first_bit(addr, size);
}

static __always_inline unsigned long
find_first_zero_bit(const unsigned long *addr, unsigned long size)
{
	return __FIND_IN_WORD(size) ? __find_in_word(~*addr, size, 0) :
				      _find_first_zero_bit(addr, size);
}

static __always_inline unsigned long find_next_bit(const unsigned long *addr,
						   unsigned long size,
						   unsigned long start)
{
	return __FIND_IN_WORD(size) ? __find_in_word(*addr, size, start) :
				      _find_next_bit(addr, size, start);
}

static __always_inline unsigned long
find_next_zero_bit(const unsigned long *addr, unsigned long size,
		   unsigned long start)
{
	return __FIND_IN_WORD(size) ? __find_in_word(~*addr, size, start) :
				      _find_next_zero_bit(addr, size, start);
}

/* The bits from @bit on, too. */
#define for_each_set_bit_from(bit, addr, size)                               \
	for (; (bit) = find_next_bit((addr), (size), (bit)), (bit) < (size); \
	     (bit)++)
#define for_each_set_bit(bit, addr, size)                                  \
	for ((bit) = 0;                                                    \
	     (bit) = find_next_bit((addr), (size), (bit)), (bit) < (size); \
	     (bit)++)
#define for_each_clear_bit_from(bit, addr, size)                  \
	for (; (bit) = find_next_zero_bit((addr), (size), (bit)), \
	       (bit) < (size);                                    \
	     (bit)++)
#define for_each_clear_bit(bit, addr, size)                                \
	for ((bit) = 0; (bit) = find_next_zero_bit((addr), (size), (bit)), \
	    (bit) < (size);                                                \
	     (bit)++)

#endif
