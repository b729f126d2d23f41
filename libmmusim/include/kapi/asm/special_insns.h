/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The control registers. The instructions are performed on the simulated CPU.
 */
#ifndef _ASM_X86_SPECIAL_INSNS_H
#define _ASM_X86_SPECIAL_INSNS_H

#include <linux/compiler.h>

#define __CONTROL_REGISTER(number, read, write)                \
	static __always_inline unsigned long read(void)        \
	{                                                      \
		unsigned long value;                           \
                                                               \
		__asm__ __volatile__("mov %%cr" #number ", %0" \
				     : "=r"(value)             \
				     :                         \
				     : "memory");              \
		return value;                                  \
	}                                                      \
	static __always_inline void write(unsigned long value) \
	{                                                      \
		__asm__ __volatile__("mov %0, %%cr" #number    \
				     :                         \
				     : "r"(value)              \
				     : "memory");              \
	}

__CONTROL_REGISTER(0, read_cr0, write_cr0)
__CONTROL_REGISTER(2, read_cr2, write_cr2)
__CONTROL_REGISTER(3, __read_cr3, write_cr3)
__CONTROL_REGISTER(4, __read_cr4, __write_cr4)
#undef __CONTROL_REGISTER

#endif
