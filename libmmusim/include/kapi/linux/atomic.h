/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that several CPUs may change at the same time: atomic_t (an int),
 * atomic64_t and atomic_long_t (64 bits).
 *
 * Each family of functions is written once, below. Names with _return give the new
 * value, those with fetch_ the old one. Those with _relaxed, _acquire and _release
 * ask for less order, which costs as much on x86.
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <asm/alternative.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define ATOMIC_INIT(i) \
	{              \
		(i)    \
	}
#define ATOMIC64_INIT(i)    ATOMIC_INIT(i)
#define ATOMIC_LONG_INIT(i) ATOMIC_INIT(i)

typedef atomic64_t atomic_long_t;

/* Reading, setting, and what returns nothing. */
#define __ATOMIC_SET(NAME, TYPE, INT, SUFFIX)                          \
	static __always_inline INT NAME##_read(const TYPE *v)          \
	{                                                              \
		return READ_ONCE(v->counter);                          \
	}                                                              \
	static __always_inline void NAME##_set(TYPE *v, INT i)         \
	{                                                              \
		WRITE_ONCE(v->counter, i);                             \
	}                                                              \
	static __always_inline INT NAME##_read_acquire(const TYPE *v)  \
	{                                                              \
		return smp_load_acquire(&v->counter);                  \
	}                                                              \
	static __always_inline void NAME##_set_release(TYPE *v, INT i) \
	{                                                              \
		smp_store_release(&v->counter, i);                     \
	}                                                              \
	static __always_inline void NAME##_inc(TYPE *v)                \
	{                                                              \
		__asm__ __volatile__(LOCK_PREFIX "inc" SUFFIX " %0"    \
				     : "+m"(v->counter)                \
				     :                                 \
				     : "memory", "cc");                \
	}                                                              \
	static __always_inline void NAME##_dec(TYPE *v)                \
	{                                                              \
		__asm__ __volatile__(LOCK_PREFIX "dec" SUFFIX " %0"    \
				     : "+m"(v->counter)                \
				     :                                 \
				     : "memory", "cc");                \
	}

#define __ATOMIC_VOID(NAME, OP, TYPE, INT, SUFFIX)                    \
	static __always_inline void NAME##_##OP(INT i, TYPE *v)       \
	{                                                             \
		__asm__ __volatile__(LOCK_PREFIX #OP SUFFIX " %1, %0" \
				     : "+m"(v->counter)               \
				     : "er"(i)                        \
				     : "memory", "cc");               \
	}

/* What says something about the new value, as the flags have it. */
#define __ATOMIC_TEST(NAME, TYPE, INT, SUFFIX)                             \
	static __always_inline bool NAME##_inc_and_test(TYPE *v)           \
	{                                                                  \
		bool zero;                                                 \
		__asm__ __volatile__(LOCK_PREFIX "inc" SUFFIX " %1"        \
				     : "=@cce"(zero), "+m"(v->counter)     \
				     :                                     \
				     : "memory");                          \
		return zero;                                               \
	}                                                                  \
	static __always_inline bool NAME##_dec_and_test(TYPE *v)           \
	{                                                                  \
		bool zero;                                                 \
		__asm__ __volatile__(LOCK_PREFIX "dec" SUFFIX " %1"        \
				     : "=@cce"(zero), "+m"(v->counter)     \
				     :                                     \
				     : "memory");                          \
		return zero;                                               \
	}                                                                  \
	static __always_inline bool NAME##_sub_and_test(INT i, TYPE *v)    \
	{                                                                  \
		bool zero;                                                 \
		__asm__ __volatile__(LOCK_PREFIX "sub" SUFFIX " %2, %1"    \
				     : "=@cce"(zero), "+m"(v->counter)     \
				     : "er"(i)                             \
				     : "memory");                          \
		return zero;                                               \
	}                                                                  \
	static __always_inline bool NAME##_add_negative(INT i, TYPE *v)    \
	{                                                                  \
		bool negative;                                             \
		__asm__ __volatile__(LOCK_PREFIX "add" SUFFIX " %2, %1"    \
				     : "=@ccs"(negative), "+m"(v->counter) \
				     : "er"(i)                             \
				     : "memory");                          \
		return negative;                                           \
	}

/* Exchanges, and sums of the old value or the new. */
#define __ATOMIC_XCHG(NAME, TYPE, INT)                                       \
	static __always_inline INT NAME##_xchg(TYPE *v, INT new)             \
	{                                                                    \
		return xchg(&v->counter, new);                               \
	}                                                                    \
	static __always_inline INT NAME##_cmpxchg(TYPE *v, INT old, INT new) \
	{                                                                    \
		return cmpxchg(&v->counter, old, new);                       \
	}                                                                    \
	static __always_inline bool NAME##_try_cmpxchg(TYPE *v, INT *old,    \
						       INT new)              \
	{                                                                    \
		return try_cmpxchg(&v->counter, old, new);                   \
	}                                                                    \
	static __always_inline INT NAME##_fetch_add(INT i, TYPE *v)          \
	{                                                                    \
		return xadd(&v->counter, i);                                 \
	}                                                                    \
	static __always_inline INT NAME##_fetch_sub(INT i, TYPE *v)          \
	{                                                                    \
		return xadd(&v->counter, -i);                                \
	}                                                                    \
	static __always_inline INT NAME##_add_return(INT i, TYPE *v)         \
	{                                                                    \
		return i + xadd(&v->counter, i);                             \
	}                                                                    \
	static __always_inline INT NAME##_sub_return(INT i, TYPE *v)         \
	{                                                                    \
		return xadd(&v->counter, -i) - i;                            \
	}                                                                    \
	static __always_inline INT NAME##_inc_return(TYPE *v)                \
	{                                                                    \
		return NAME##_add_return(1, v);                              \
	}                                                                    \
	static __always_inline INT NAME##_dec_return(TYPE *v)                \
	{                                                                    \
		return NAME##_sub_return(1, v);                              \
	}                                                                    \
	static __always_inline INT NAME##_fetch_inc(TYPE *v)                 \
	{                                                                    \
		return NAME##_fetch_add(1, v);                               \
	}                                                                    \
	static __always_inline INT NAME##_fetch_dec(TYPE *v)                 \
	{                                                                    \
		return NAME##_fetch_sub(1, v);                               \
	}

/* There is no instruction that gives the old value of these. */
#define __ATOMIC_FETCH(NAME, OP, sign, TYPE, INT)                    \
	static __always_inline INT NAME##_fetch_##OP(INT i, TYPE *v) \
	{                                                            \
		INT old = NAME##_read(v);                            \
		do {                                                 \
		} while (!NAME##_try_cmpxchg(v, &old, old sign i));  \
		return old;                                          \
	}

/* Conditions on the old value: whether it was changed, or what it was. */
#define __ATOMIC_UNLESS(NAME, TYPE, INT)                                     \
	static __always_inline INT NAME##_fetch_add_unless(TYPE *v, INT a,   \
							   INT u)            \
	{                                                                    \
		INT old = NAME##_read(v);                                    \
		do {                                                         \
			if (unlikely(old == u))                              \
				break;                                       \
		} while (!NAME##_try_cmpxchg(v, &old, old + a));             \
		return old;                                                  \
	}                                                                    \
	static __always_inline bool NAME##_add_unless(TYPE *v, INT a, INT u) \
	{                                                                    \
		return NAME##_fetch_add_unless(v, a, u) != u;                \
	}                                                                    \
	static __always_inline bool NAME##_inc_not_zero(TYPE *v)             \
	{                                                                    \
		return NAME##_add_unless(v, 1, 0);                           \
	}                                                                    \
	static __always_inline bool NAME##_inc_unless_negative(TYPE *v)      \
	{                                                                    \
		INT old = NAME##_read(v);                                    \
		do {                                                         \
			if (unlikely(old < 0))                               \
				return false;                                \
		} while (!NAME##_try_cmpxchg(v, &old, old + 1));             \
		return true;                                                 \
	}                                                                    \
	static __always_inline bool NAME##_dec_unless_positive(TYPE *v)      \
	{                                                                    \
		INT old = NAME##_read(v);                                    \
		do {                                                         \
			if (unlikely(old > 0))                               \
				return false;                                \
		} while (!NAME##_try_cmpxchg(v, &old, old - 1));             \
		return true;                                                 \
	}                                                                    \
	/* What it became, or would have become below zero. */               \
	static __always_inline INT NAME##_dec_if_positive(TYPE *v)           \
	{                                                                    \
		INT new, old = NAME##_read(v);                               \
		do {                                                         \
			new = old - 1;                                       \
			if (unlikely(new < 0))                               \
				break;                                       \
		} while (!NAME##_try_cmpxchg(v, &old, new));                 \
		return new;                                                  \
	}

#define __ATOMIC_FAMILY(NAME, TYPE, INT, SUFFIX)                  \
	__ATOMIC_SET(NAME, TYPE, INT, SUFFIX)                     \
	__ATOMIC_VOID(NAME, add, TYPE, INT, SUFFIX)               \
	__ATOMIC_VOID(NAME, sub, TYPE, INT, SUFFIX)               \
	__ATOMIC_VOID(NAME, and, TYPE, INT, SUFFIX)               \
	__ATOMIC_VOID(NAME, or, TYPE, INT, SUFFIX)                \
	__ATOMIC_VOID(NAME, xor, TYPE, INT, SUFFIX)               \
	__ATOMIC_TEST(NAME, TYPE, INT, SUFFIX)                    \
	__ATOMIC_XCHG(NAME, TYPE, INT)                            \
	__ATOMIC_FETCH(NAME, and, &, TYPE, INT)                   \
	__ATOMIC_FETCH(NAME, or, |, TYPE, INT)                    \
	__ATOMIC_FETCH(NAME, xor, ^, TYPE, INT)                   \
	__ATOMIC_FETCH(NAME, andnot, &~, TYPE, INT)               \
	__ATOMIC_UNLESS(NAME, TYPE, INT)                          \
	static __always_inline void NAME##_andnot(INT i, TYPE *v) \
	{                                                         \
		NAME##_and(~i, v);                                \
	}

__ATOMIC_FAMILY(atomic, atomic_t, int, "l")
__ATOMIC_FAMILY(atomic64, atomic64_t, s64, "q")
__ATOMIC_FAMILY(atomic_long, atomic_long_t, long, "q")

#undef __ATOMIC_FAMILY
#undef __ATOMIC_SET
#undef __ATOMIC_VOID
#undef __ATOMIC_TEST
#undef __ATOMIC_XCHG
#undef __ATOMIC_FETCH
#undef __ATOMIC_UNLESS

#include <linux/atomic/order.h>

#endif
