/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For inline assembly: entries of the exception table.
 *
 *	asm volatile("1: mov %1, %0\n"
 *		     "2:\n"
 *		     _ASM_EXTABLE(1b, 2b)
 *		     : "=r" (value) : "m" (*ptr));
 *
 * When the instruction at 1 faults, execution goes on at 2.
 */
#ifndef _ASM_X86_ASM_H
#define _ASM_X86_ASM_H

#include <asm/extable_fixup_types.h>
#include <linux/stringify.h>

#define _ASM_EXTABLE_TYPE(from, to, type)      \
	" .pushsection \"__ex_table\",\"a\"\n" \
	" .balign 4\n"                         \
	" .long (" #from ") - .\n"             \
	" .long (" #to ") - .\n"               \
	" .long " __stringify(type) " \n"      \
				    " .popsection\n"

/* The number of a register by its name, of 64 or 32 bits, in "reg". */
#define DEFINE_EXTABLE_TYPE_REG                                           \
	".macro extable_type_reg type:req reg:req\n"                      \
	".set .Lregnr, 0\n"                                               \
	".irp rs,rax,rcx,rdx,rbx,rsp,rbp,rsi,rdi,r8,r9,r10,r11,r12,r13,"  \
	"r14,r15\n"                                                       \
	".ifc \\reg, %%\\rs\n"                                            \
	".long \\type + (.Lregnr << 8)\n"                                 \
	".endif\n"                                                        \
	".set .Lregnr, .Lregnr+1\n"                                       \
	".endr\n"                                                         \
	".set .Lregnr, 0\n"                                               \
	".irp rs,eax,ecx,edx,ebx,esp,ebp,esi,edi,r8d,r9d,r10d,r11d,r12d," \
	"r13d,r14d,r15d\n"                                                \
	".ifc \\reg, %%\\rs\n"                                            \
	".long \\type + (.Lregnr << 8)\n"                                 \
	".endif\n"                                                        \
	".set .Lregnr, .Lregnr+1\n"                                       \
	".endr\n"                                                         \
	".endm\n"

#define UNDEFINE_EXTABLE_TYPE_REG ".purgem extable_type_reg\n"

#define _ASM_EXTABLE_TYPE_REG(from, to, type, reg)                      \
	" .pushsection \"__ex_table\",\"a\"\n"                          \
	" .balign 4\n"                                                  \
	" .long (" #from ") - .\n"                                      \
	" .long (" #to ") - .\n" DEFINE_EXTABLE_TYPE_REG                \
	"extable_type_reg reg=" __stringify(reg) ", type=" __stringify( \
		type) " \n" UNDEFINE_EXTABLE_TYPE_REG " .popsection\n"

#define _ASM_EXTABLE(from, to)	     _ASM_EXTABLE_TYPE(from, to, EX_TYPE_DEFAULT)
#define _ASM_EXTABLE_UA(from, to)    _ASM_EXTABLE_TYPE(from, to, EX_TYPE_UACCESS)
#define _ASM_EXTABLE_CPY(from, to)   _ASM_EXTABLE_TYPE(from, to, EX_TYPE_COPY)
#define _ASM_EXTABLE_FAULT(from, to) _ASM_EXTABLE_TYPE(from, to, EX_TYPE_FAULT)

#endif
