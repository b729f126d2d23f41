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

/* --- in two sets at once, backwards, and by number ----------------------------------- */

unsigned long _find_last_bit(const unsigned long *addr, unsigned long size);
unsigned long _find_first_and_bit(const unsigned long *a,
				  const unsigned long *b, unsigned long size);
unsigned long _find_next_and_bit(const unsigned long *a, const unsigned long *b,
				 unsigned long size, unsigned long start);
unsigned long _find_next_andnot_bit(const unsigned long *a,
				    const unsigned long *b, unsigned long size,
				    unsigned long start);
unsigned long __find_nth_bit(const unsigned long *addr, unsigned long size,
			     unsigned long n);
unsigned long __find_nth_and_bit(const unsigned long *a, const unsigned long *b,
				 unsigned long size, unsigned long n);
unsigned long __find_nth_andnot_bit(const unsigned long *a,
				    const unsigned long *b, unsigned long size,
				    unsigned long n);
/* The next byte that is not 0, from bit @start on: its first bit, and *@clump. */
unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr,
			       unsigned long size, unsigned long start);

static inline unsigned long find_last_bit(const unsigned long *addr,
					  unsigned long size)
{
	return _find_last_bit(addr, size);
}

static inline unsigned long find_first_and_bit(const unsigned long *a,
					       const unsigned long *b,
					       unsigned long size)
{
	return _find_first_and_bit(a, b, size);
}

static inline unsigned long find_next_and_bit(const unsigned long *a,
					      const unsigned long *b,
					      unsigned long size,
					      unsigned long start)
{
	return _find_next_and_bit(a, b, size, start);
}

/* In @a, and not in @b. */
static inline unsigned long find_next_andnot_bit(const unsigned long *a,
						 const unsigned long *b,
						 unsigned long size,
						 unsigned long start)
{
	return _find_next_andnot_bit(a, b, size, start);
}

/* @n counts from 0. */
static inline unsigned long find_nth_bit(const unsigned long *addr,
					 unsigned long size, unsigned long n)
{
	return n < size ? __find_nth_bit(addr, size, n) : size;
}

static inline unsigned long find_nth_and_bit(const unsigned long *a,
					     const unsigned long *b,
					     unsigned long size,
					     unsigned long n)
{
	return n < size ? __find_nth_and_bit(a, b, size, n) : size;
}

static inline unsigned long find_nth_andnot_bit(const unsigned long *a,
						const unsigned long *b,
						unsigned long size,
						unsigned long n)
{
	return n < size ? __find_nth_andnot_bit(a, b, size, n) : size;
}

#define for_each_and_bit(bit, a, b, size)                                   \
	for ((bit) = 0; (bit) = find_next_and_bit((a), (b), (size), (bit)), \
	    (bit) < (size);                                                 \
	     (bit)++)
#define for_each_andnot_bit(bit, a, b, size)                                   \
	for ((bit) = 0; (bit) = find_next_andnot_bit((a), (b), (size), (bit)), \
	    (bit) < (size);                                                    \
	     (bit)++)
/* Ranges of bits from @b up to, not with, @e. */
#define for_each_set_bitrange(b, e, addr, size)                              \
	for ((b) = 0; (b) = find_next_bit((addr), (size), (b)),              \
	    (e) = find_next_zero_bit((addr), (size), (b) + 1), (b) < (size); \
	     (b) = (e) + 1)
#define for_each_clear_bitrange(b, e, addr, size)                       \
	for ((b) = 0; (b) = find_next_zero_bit((addr), (size), (b)),    \
	    (e) = find_next_bit((addr), (size), (b) + 1), (b) < (size); \
	     (b) = (e) + 1)
#define for_each_set_clump8(start, clump, bits, size)                 \
	for ((start) = find_next_clump8(&(clump), (bits), (size), 0); \
	     (start) < (size);                                        \
	     (start) =                                                \
		     find_next_clump8(&(clump), (bits), (size), (start) + 8))

#endif
