/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single bits of an array of longs.
 *
 * set_bit(), clear_bit() and change_bit() are one step for all CPUs; __set_bit()
 * and its like are not. Those with test_and_ say what the bit was.
 *
 * A constant bit is found by the compiler, as a bit of a byte. Any other is the
 * CPU's business: BTS and its like take a signed number of bits, and find the word
 * that lies that far from the address, so that a wrong number faults there.
 */
#ifndef _ASM_X86_BITOPS_H
#define _ASM_X86_BITOPS_H

#include <asm/alternative.h>
#include <asm/barrier.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define __BIT_BYTE(nr, addr) (((volatile unsigned char *)(addr))[(nr) >> 3])
#define __BIT_IN_BYTE(nr)    (1 << ((nr)&7))
#define __BIT_WORD(addr)     (*(volatile long *)(addr))

#define __BIT_INSTRUCTION(op, nr, addr)               \
	__asm__ __volatile__(op " %1, %0"             \
			     : "+m"(__BIT_WORD(addr)) \
			     : "Ir"((long)(nr))       \
			     : "memory", "cc")

#define __BIT_TEST_AND(op, nr, addr)                          \
	({                                                    \
		bool __bit_was;                               \
		__asm__ __volatile__(op " %2, %1"             \
				     : "=@ccc"(__bit_was),    \
				       "+m"(__BIT_WORD(addr)) \
				     : "Ir"((long)(nr))       \
				     : "memory");             \
		__bit_was;                                    \
	})

static __always_inline void set_bit(long nr, volatile unsigned long *addr)
{
	if (__builtin_constant_p(nr))
		__asm__ __volatile__(LOCK_PREFIX "orb %b1, %0"
				     : "+m"(__BIT_BYTE(nr, addr))
				     : "iq"((char)__BIT_IN_BYTE(nr))
				     : "memory", "cc");
	else
		__BIT_INSTRUCTION(LOCK_PREFIX "btsq", nr, addr);
}

static __always_inline void clear_bit(long nr, volatile unsigned long *addr)
{
	if (__builtin_constant_p(nr))
		__asm__ __volatile__(LOCK_PREFIX "andb %b1, %0"
				     : "+m"(__BIT_BYTE(nr, addr))
				     : "iq"((char)~__BIT_IN_BYTE(nr))
				     : "memory", "cc");
	else
		__BIT_INSTRUCTION(LOCK_PREFIX "btrq", nr, addr);
}

static __always_inline void change_bit(long nr, volatile unsigned long *addr)
{
	if (__builtin_constant_p(nr))
		__asm__ __volatile__(LOCK_PREFIX "xorb %b1, %0"
				     : "+m"(__BIT_BYTE(nr, addr))
				     : "iq"((char)__BIT_IN_BYTE(nr))
				     : "memory", "cc");
	else
		__BIT_INSTRUCTION(LOCK_PREFIX "btcq", nr, addr);
}

static __always_inline bool test_and_set_bit(long nr,
					     volatile unsigned long *addr)
{
	return __BIT_TEST_AND(LOCK_PREFIX "btsq", nr, addr);
}

static __always_inline bool test_and_clear_bit(long nr,
					       volatile unsigned long *addr)
{
	return __BIT_TEST_AND(LOCK_PREFIX "btrq", nr, addr);
}

static __always_inline bool test_and_change_bit(long nr,
						volatile unsigned long *addr)
{
	return __BIT_TEST_AND(LOCK_PREFIX "btcq", nr, addr);
}

static __always_inline void __set_bit(long nr, volatile unsigned long *addr)
{
	__BIT_INSTRUCTION("btsq", nr, addr);
}

static __always_inline void __clear_bit(long nr, volatile unsigned long *addr)
{
	__BIT_INSTRUCTION("btrq", nr, addr);
}

static __always_inline void __change_bit(long nr, volatile unsigned long *addr)
{
	__BIT_INSTRUCTION("btcq", nr, addr);
}

static __always_inline bool __test_and_set_bit(long nr,
					       volatile unsigned long *addr)
{
	return __BIT_TEST_AND("btsq", nr, addr);
}

static __always_inline bool __test_and_clear_bit(long nr,
						 volatile unsigned long *addr)
{
	return __BIT_TEST_AND("btrq", nr, addr);
}

static __always_inline bool __test_and_change_bit(long nr,
						  volatile unsigned long *addr)
{
	return __BIT_TEST_AND("btcq", nr, addr);
}

static __always_inline bool test_bit(long nr,
				     const volatile unsigned long *addr)
{
	bool bit;

	if (__builtin_constant_p(nr))
		return addr[nr / BITS_PER_LONG] >> nr % BITS_PER_LONG & 1;
	__asm__ __volatile__("btq %2, %1"
			     : "=@ccc"(bit)
			     : "m"(*(const unsigned long *)addr), "Ir"(nr)
			     : "memory");
	return bit;
}

static __always_inline void assign_bit(long nr, volatile unsigned long *addr,
				       bool value)
{
	if (value)
		set_bit(nr, addr);
	else
		clear_bit(nr, addr);
}

static __always_inline void __assign_bit(long nr, volatile unsigned long *addr,
					 bool value)
{
	if (value)
		__set_bit(nr, addr);
	else
		__clear_bit(nr, addr);
}

/* A bit that is a lock: what came before is seen before the bit is clear. */
#define test_and_set_bit_lock(nr, addr) test_and_set_bit(nr, addr)

static __always_inline void clear_bit_unlock(long nr,
					     volatile unsigned long *addr)
{
	barrier();
	clear_bit(nr, addr);
}

#endif
