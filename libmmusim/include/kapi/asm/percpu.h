/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Variables of this CPU: one instruction with a GS prefix reads or changes them, so
 * that nothing can come in between. What the compiler sees as the address of such a
 * variable is an offset in the area that GS points to.
 */
#ifndef _ASM_X86_PERCPU_H
#define _ASM_X86_PERCPU_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Where the area of this CPU begins; itself a variable there. */
extern unsigned long this_cpu_off;

#define __percpu_read(var)                                          \
	({                                                          \
		__typeof__(var) __pc_val;                           \
		_Static_assert(__native_word(var), "percpu: size"); \
		__asm__ __volatile__("mov %%gs:%1, %0"              \
				     : "=q"(__pc_val)               \
				     : "m"(var));                   \
		__pc_val;                                           \
	})

#define __percpu_do(op, var, val)                                   \
	do {                                                        \
		__typeof__(var) __pc_val =                          \
			(__typeof__(var))(unsigned long)(val);      \
		_Static_assert(__native_word(var), "percpu: size"); \
		__asm__ __volatile__(op " %1, %%gs:%0"              \
				     : "+m"(var)                    \
				     : "q"(__pc_val)                \
				     : "memory", "cc");             \
	} while (0)

/* Changes it, and gives what it was. */
#define __percpu_swap(op, var, val)                              \
	({                                                       \
		__typeof__(var) __pc_val = (val);                \
		__asm__ __volatile__(op " %0, %%gs:%1"           \
				     : "+q"(__pc_val), "+m"(var) \
				     :                           \
				     : "memory", "cc");          \
		__pc_val;                                        \
	})

#define __percpu_cmpxchg(var, old, new)                             \
	({                                                          \
		__typeof__(var) __pc_was = (old), __pc_new = (new); \
		__asm__ __volatile__("cmpxchg %2, %%gs:%1"          \
				     : "+a"(__pc_was), "+m"(var)    \
				     : "q"(__pc_new)                \
				     : "memory", "cc");             \
		__pc_was;                                           \
	})

#endif
