/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decode.h - decoded instructions, for the files of native/ that use Zydis. */
#ifndef NATIVE_DECODE_H
#define NATIVE_DECODE_H

#include <Zydis/Zydis.h>

#include <mmusim/cpu.h>

/**
 * struct native_insn - an instruction
 * @available: how many of @bytes could be read
 * @gs_base: added to the offset of operands in GS
 */
struct native_insn {
	unsigned char bytes[15];
	size_t available;
	uint64_t gs_base;
	ZydisDecodedInstruction info;
	ZydisDecodedOperand operand[ZYDIS_MAX_OPERAND_COUNT];
};

bool native_decode(struct mmu_cpu *cpu, uint64_t rip, struct native_insn *insn);

/* enum mmu_gpr of a 64-bit general register, or -1 */
int native_gpr_number(ZydisRegister reg);

/* The effective address of a memory operand; false for other operands. */
bool native_operand_address(const struct native_insn *insn, unsigned int i,
			    const struct mmu_regs *regs, uint64_t *address);

/* MMU_READ or MMU_WRITE */
unsigned int native_operand_how(const struct native_insn *insn, unsigned int i);

#endif
