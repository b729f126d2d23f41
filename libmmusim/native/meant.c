/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * meant.c - which linear address did kernel code mean that computed one beyond its
 * windows?
 *
 * A pointer that simulated code holds is a host pointer. What it computes from one,
 * such as the place of an element far behind an array, counts on from the host
 * address, and where that leaves the window it is any address of this process. But
 * the instruction still has what it was computed from: the address of the array in
 * its displacement or its base register, and the distance beside it. On a real
 * machine the distance is the same.
 *
 *     movzwl table(,%rdi,2)      table lies in a window, RDI is 0x6300000
 *     movb   (%rax,%rdx)         RAX does
 *
 * When the sum was computed before, nothing tells what it was. User code is not
 * looked at: what it has are linear addresses.
 */
#include "native/decode.h"
#include "native/native.h"

/* The window of a kernel's memory that a part of the sum points to. */
static struct window *window_of(const struct mmu_cpu *cpu, uint64_t part)
{
	struct window *window = native_window_at(part);

	return window && window->cpu == cpu && window->la >> 63 ? window : NULL;
}

/* The parts of an operand's address that can be a pointer. */
static int parts_of(const struct native_insn *insn, unsigned int i,
		    const struct mmu_regs *regs, uint64_t part[3])
{
	const ZydisDecodedOperandMem *mem = &insn->operand[i].mem;
	int base = native_gpr_number(mem->base), n = 0;
	int index = native_gpr_number(mem->index);

	if (mem->base == ZYDIS_REGISTER_RIP)
		part[n++] = regs->rip + insn->info.length +
			    (uint64_t)mem->disp.value;
	else if (mem->disp.has_displacement)
		part[n++] = (uint64_t)mem->disp.value;
	if (base >= 0)
		part[n++] = regs->gpr[base];
	if (index >= 0 && mem->scale == 1)
		part[n++] = regs->gpr[index];
	return n;
}

/* BT and its like with the number of a bit in a register go as far as that leads. */
static bool goes_far(const struct native_insn *insn)
{
	switch (insn->info.mnemonic) {
	case ZYDIS_MNEMONIC_BT:
	case ZYDIS_MNEMONIC_BTC:
	case ZYDIS_MNEMONIC_BTR:
	case ZYDIS_MNEMONIC_BTS:
		return insn->operand[1].type == ZYDIS_OPERAND_TYPE_REGISTER;
	default:
		return false;
	}
}

uint64_t native_meant(struct mmu_cpu *cpu, const struct mmu_regs *regs,
		      uint64_t addr)
{
	enum { MAX_OPERAND = 64 };
	struct native_insn insn;
	uint64_t begin, part[3];
	int parts;

	if (cpu->mode.cpl || addr == regs->rip ||
	    !native_decode(cpu, regs->rip, &insn))
		return addr;
	for (unsigned int i = 0; i < insn.info.operand_count; i++) {
		if (!native_operand_address(&insn, i, regs, &begin) ||
		    (addr - begin >= MAX_OPERAND && !goes_far(&insn)))
			continue;
		parts = parts_of(&insn, i, regs, part);
		for (int n = 0; n < parts; n++) {
			struct window *window = window_of(cpu, part[n]);

			if (window)
				return native_lift(window, part[n]) +
				       (addr - part[n]);
		}
	}
	return addr;
}
