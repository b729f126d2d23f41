/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O ports. No device listens: what is written goes nowhere, and all lines stay
 * high, so that every bit that is read is 1.
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/mm.h>
#include <linux/types.h>

#define __PORT_FUNCTIONS(suffix, type, reg)                          \
	static inline void out##suffix(type value, u16 port)         \
	{                                                            \
		__asm__ __volatile__("out" #suffix " %" reg "0, %w1" \
				     :                               \
				     : "a"(value), "Nd"(port)        \
				     : "memory");                    \
	}                                                            \
	static inline type in##suffix(u16 port)                      \
	{                                                            \
		type value;                                          \
                                                                     \
		__asm__ __volatile__("in" #suffix " %w1, %" reg "0"  \
				     : "=a"(value)                   \
				     : "Nd"(port)                    \
				     : "memory");                    \
		return value;                                        \
	}

__PORT_FUNCTIONS(b, u8, "b")
__PORT_FUNCTIONS(w, u16, "w")
__PORT_FUNCTIONS(l, u32, "")

#undef __PORT_FUNCTIONS

#define outb_p outb
#define outw_p outw
#define outl_p outl
#define inb_p  inb
#define inw_p  inw
#define inl_p  inl

#endif
