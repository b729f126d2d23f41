/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Order of accesses to memory, as other CPUs and devices see it.
 *
 * x86 reorders a store with a later load, and nothing else: smp_rmb() and
 * smp_wmb() only tell the compiler.
 */
#ifndef _ASM_X86_BARRIER_H
#define _ASM_X86_BARRIER_H

#include <linux/compiler.h>

#define mb()  __asm__ __volatile__("mfence" : : : "memory")
#define rmb() __asm__ __volatile__("lfence" : : : "memory")
#define wmb() __asm__ __volatile__("sfence" : : : "memory")

#define smp_mb() \
	__asm__ __volatile__("lock; addl $0, -4(%%rsp)" : : : "memory", "cc")
#define smp_rmb()		   barrier()
#define smp_wmb()		   barrier()
#define dma_rmb()		   barrier()
#define dma_wmb()		   barrier()
#define smp_mb__before_atomic()	   barrier()
#define smp_mb__after_atomic()	   barrier()
#define smp_mb__after_spinlock()   barrier()
#define smp_read_barrier_depends() barrier()

/* What was stored before is seen by who loads this value; and the reverse. */
#define smp_store_release(p, v)      \
	do {                         \
		barrier();           \
		WRITE_ONCE(*(p), v); \
	} while (0)
#define smp_load_acquire(p)                                \
	({                                                 \
		__typeof__(*(p)) __once = READ_ONCE(*(p)); \
		barrier();                                 \
		__once;                                    \
	})

/* A store that is seen before any later load is made: XCHG is a barrier. */
#define smp_store_mb(var, value)                                \
	do {                                                    \
		__typeof__(var) __store = (value);              \
		__asm__ __volatile__("xchg %0, %1"              \
				     : "+r"(__store), "+m"(var) \
				     :                          \
				     : "memory");               \
	} while (0)

#endif
