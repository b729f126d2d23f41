/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens when an instruction faults that has an entry in __ex_table.
 */
#ifndef _ASM_X86_EXTABLE_FIXUP_TYPES_H
#define _ASM_X86_EXTABLE_FIXUP_TYPES_H

/* The word of an entry: type, register, flags, and an immediate number. */
#define EX_DATA_TYPE_MASK   0x000000FF
#define EX_DATA_REG_MASK    0x00000F00
#define EX_DATA_FLAG_MASK   0x0000F000
#define EX_DATA_IMM_MASK    0xFFFF0000

#define EX_DATA_REG_SHIFT   8
#define EX_DATA_FLAG_SHIFT  12
#define EX_DATA_IMM_SHIFT   16

#define EX_DATA_REG(reg)    ((reg) << EX_DATA_REG_SHIFT)
#define EX_DATA_FLAG(flag)  ((flag) << EX_DATA_FLAG_SHIFT)
#define EX_DATA_IMM(imm)    ((imm) << EX_DATA_IMM_SHIFT)

#define EX_FLAG_CLEAR_AX    EX_DATA_FLAG(1)
#define EX_FLAG_CLEAR_DX    EX_DATA_FLAG(2)
#define EX_FLAG_CLEAR_AX_DX EX_DATA_FLAG(3)

/* Go on at the fixup; FAULT: with the number of the exception in RAX. */
#define EX_TYPE_NONE	0
#define EX_TYPE_DEFAULT 1
#define EX_TYPE_FAULT	2
#define EX_TYPE_UACCESS 3
#define EX_TYPE_COPY	4

/* Go on with a number in a register. */
#define EX_TYPE_IMM_REG	   17
#define EX_TYPE_EFAULT_REG (EX_TYPE_IMM_REG | EX_DATA_IMM(-EFAULT))
#define EX_TYPE_ZERO_REG   (EX_TYPE_IMM_REG | EX_DATA_IMM(0))
#define EX_TYPE_ONE_REG	   (EX_TYPE_IMM_REG | EX_DATA_IMM(1))

/* Go on with the number of bytes left in RCX. */
#define EX_TYPE_UCOPY_LEN  19
#define EX_TYPE_ZEROPAD	   20
#define EX_TYPE_UCOPY_LEN1 (EX_TYPE_UCOPY_LEN | EX_DATA_IMM(1))
#define EX_TYPE_UCOPY_LEN4 (EX_TYPE_UCOPY_LEN | EX_DATA_IMM(4))
#define EX_TYPE_UCOPY_LEN8 (EX_TYPE_UCOPY_LEN | EX_DATA_IMM(8))

#endif
