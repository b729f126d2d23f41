/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kernel code asks of the compiler: hints, barriers, single accesses.
 */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#include <linux/compiler_types.h>

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* The compiler forgets what it knows of memory; the CPU does nothing. */
#define barrier() __asm__ __volatile__("" : : : "memory")

/* The same, and the object at @ptr counts as read. */
#define barrier_data(ptr) __asm__ __volatile__("" : : "r"(ptr) : "memory")

/* From here on the compiler does not know where @var's value came from. */
#define OPTIMIZER_HIDE_VAR(var) __asm__("" : "=r"(var) : "0"(var))

/* Adds without the compiler's idea of which object @ptr points into. */
#define RELOC_HIDE(ptr, off)                                   \
	({                                                     \
		unsigned long __hidden = (unsigned long)(ptr); \
		OPTIMIZER_HIDE_VAR(__hidden);                  \
		(__typeof__(ptr))(__hidden + (off));           \
	})

/* A fixed address that the compiler may not reason about. */
#define absolute_pointer(val) RELOC_HIDE((void *)(val), 0)

#define unreachable()	      __builtin_unreachable()

/*
 * Exactly one access, neither torn, repeated nor left out. Objects of 1, 2, 4
 * and 8 bytes.
 */
#define READ_ONCE(x)                                           \
	({                                                     \
		_Static_assert(__native_word(x),               \
			       "READ_ONCE of a large object"); \
		*(const volatile __typeof__(x) *)&(x);         \
	})

#define WRITE_ONCE(x, val)                                      \
	do {                                                    \
		_Static_assert(__native_word(x),                \
			       "WRITE_ONCE of a large object"); \
		*(volatile __typeof__(x) *)&(x) = (val);        \
	} while (0)

/* A name that no other use of the macro yields. */
#define __UNIQUE_ID(prefix) __PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

/* Zero; does not compile where @a is a pointer and not an array. */
#define __must_be_array(a) \
	(sizeof(struct { int : (-!!(__same_type((a), &(a)[0]))); }))

#endif
