/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exchanges in one step, of 1, 2, 4 or 8 bytes.
 *
 *	xchg(p, new)			*p becomes new
 *	cmpxchg(p, old, new)		the same, but only where it was old
 *	try_cmpxchg(p, &old, new)	says whether it was; old becomes what it was
 *
 * The first two return what *p was. Names with _relaxed, _acquire and _release
 * ask for less order, which costs as much on x86; those with _local are for
 * what only one CPU uses.
 */
#ifndef _ASM_X86_CMPXCHG_H
#define _ASM_X86_CMPXCHG_H

#include <asm/alternative.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define xchg(ptr, value)                                             \
	({                                                           \
		__typeof__(*(ptr)) __new = (value);                  \
		_Static_assert(__native_word(*(ptr)), "xchg: size"); \
		__asm__ __volatile__("xchg %0, %1"                   \
				     : "+q"(__new), "+m"(*(ptr))     \
				     :                               \
				     : "memory", "cc");              \
		__new;                                               \
	})

#define __kapi_cmpxchg(ptr, old, new, lock)                             \
	({                                                              \
		__typeof__(*(ptr)) __was = (old);                       \
		__typeof__(*(ptr)) __new = (new);                       \
		_Static_assert(__native_word(*(ptr)), "cmpxchg: size"); \
		__asm__ __volatile__(lock "cmpxchg %2, %1"              \
				     : "+a"(__was), "+m"(*(ptr))        \
				     : "q"(__new)                       \
				     : "memory", "cc");                 \
		__was;                                                  \
	})

#define __kapi_try_cmpxchg(ptr, oldp, new, lock)                            \
	({                                                                  \
		bool __done;                                                \
		__typeof__(ptr) __old = (__typeof__(ptr))(oldp);            \
		__typeof__(*(ptr)) __was = *__old;                          \
		__typeof__(*(ptr)) __new = (new);                           \
		_Static_assert(__native_word(*(ptr)), "try_cmpxchg: size"); \
		__asm__ __volatile__(lock "cmpxchg %3, %1"                  \
				     : "=@ccz"(__done), "+m"(*(ptr)),       \
				       "+a"(__was)                          \
				     : "q"(__new)                           \
				     : "memory");                           \
		if (unlikely(!__done))                                      \
			*__old = __was;                                     \
		likely(__done);                                             \
	})

/* Adds, and returns what it was. */
#define xadd(ptr, value)                                         \
	({                                                       \
		__typeof__(*(ptr)) __add = (value);              \
		__asm__ __volatile__(LOCK_PREFIX "xadd %0, %1"   \
				     : "+q"(__add), "+m"(*(ptr)) \
				     :                           \
				     : "memory", "cc");          \
		__add;                                           \
	})

#define cmpxchg(ptr, old, new)	     __kapi_cmpxchg(ptr, old, new, LOCK_PREFIX)
#define cmpxchg_local(ptr, old, new) __kapi_cmpxchg(ptr, old, new, "")
#define try_cmpxchg(ptr, oldp, new) \
	__kapi_try_cmpxchg(ptr, oldp, new, LOCK_PREFIX)
#define try_cmpxchg_local(ptr, oldp, new) __kapi_try_cmpxchg(ptr, oldp, new, "")

#define xchg_relaxed			  xchg
#define xchg_acquire			  xchg
#define xchg_release			  xchg
#define cmpxchg_relaxed			  cmpxchg
#define cmpxchg_acquire			  cmpxchg
#define cmpxchg_release			  cmpxchg
#define try_cmpxchg_relaxed		  try_cmpxchg
#define try_cmpxchg_acquire		  try_cmpxchg
#define try_cmpxchg_release		  try_cmpxchg
#define cmpxchg64			  cmpxchg
#define cmpxchg64_relaxed		  cmpxchg
#define cmpxchg64_local			  cmpxchg_local
#define try_cmpxchg64			  try_cmpxchg

#endif
