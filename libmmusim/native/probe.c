/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe.c - instructions that a kprobe's breakpoint stands for.
 *
 * Most can be executed elsewhere: a copy stands in a slot, with an INT3 behind it;
 * what is relative to RIP is told the other distance. Jumps and calls are
 * performed. Instructions that are found when a module is loaded, as HLT stands for
 * them (sensitive.c), cannot be moved.
 *
 * Reference: Linux 6.1, arch/x86/kernel/kprobes/core.c, prepare_emulation().
 */
#include <errno.h>
#include <string.h>

#include "native/decode.h"
#include "native/probe.h"

unsigned int native_insn_length(struct mmu_cpu *cpu, uint64_t rip)
{
	struct native_insn insn;

	return native_decode(cpu, rip, &insn) ? insn.info.length : 0;
}

/* --- what is it? ------------------------------------------------------------------ */

static bool to_register(const struct native_insn *insn,
			struct native_probe *probe)
{
	const ZydisDecodedOperand *target = &insn->operand[0];

	if (target->type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
		probe->rel = target->imm.value.s;
		return true;
	}
	if (target->type != ZYDIS_OPERAND_TYPE_REGISTER)
		return false;
	probe->reg = native_gpr_number(target->reg.value);
	return probe->reg >= 0;
}

static int branch(const struct native_insn *insn, struct native_probe *probe,
		  enum native_probe_step step)
{
	probe->step = step;
	if (insn->info.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR)
		return -EOPNOTSUPP;
	return to_register(insn, probe) ? 0 : -EOPNOTSUPP;
}

static int conditional(const struct native_insn *insn,
		       struct native_probe *probe)
{
	bool loops = insn->info.opcode_map == ZYDIS_OPCODE_MAP_DEFAULT &&
		     insn->info.opcode >= 0xe0;

	probe->which = insn->info.opcode & (loops ? 3 : 15);
	probe->narrow = insn->info.address_width == 32;
	return branch(insn, probe,
		      loops ? NATIVE_PROBE_LOOP : NATIVE_PROBE_JCC);
}

static bool masks_exceptions(const struct native_insn *insn)
{
	const ZydisDecodedOperand *to = &insn->operand[0];

	return (insn->info.mnemonic == ZYDIS_MNEMONIC_MOV ||
		insn->info.mnemonic == ZYDIS_MNEMONIC_POP) &&
	       to->type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       to->reg.value == ZYDIS_REGISTER_SS;
}

/* Is an operand of it so far from RIP? Then it is farther from the slot, or
 * nearer. False: too far. */
static bool relocate(const struct native_insn *insn, int64_t distance,
		     unsigned char *copy)
{
	bool relative = false;
	int64_t disp;
	int32_t fits;

	for (unsigned int i = 0; i < insn->info.operand_count; i++)
		relative |= insn->operand[i].type ==
				    ZYDIS_OPERAND_TYPE_MEMORY &&
			    insn->operand[i].mem.base == ZYDIS_REGISTER_RIP;
	if (!relative)
		return true;
	disp = insn->info.raw.disp.value + distance;
	fits = (int32_t)disp;
	memcpy(copy + insn->info.raw.disp.offset, &fits, sizeof(fits));
	return fits == disp;
}

static int copy(const struct native_insn *insn, struct native_probe *probe,
		int64_t distance)
{
	if (masks_exceptions(insn) || probe->len >= NATIVE_PROBE_SLOT)
		return -EINVAL;
	memset(probe->copy, NATIVE_PROBE_INT3, sizeof(probe->copy));
	memcpy(probe->copy, insn->bytes, probe->len);
	return relocate(insn, distance, probe->copy) ? 0 : -EINVAL;
}

int native_probe_prepare(struct mmu_cpu *cpu, uint64_t rip, uint64_t slot,
			 struct native_probe *probe)
{
	struct native_insn insn;

	*probe = (struct native_probe){.reg = -1};
	if (!native_decode(cpu, rip, &insn))
		return -EINVAL;
	probe->len = insn.info.length;
	switch (insn.info.meta.category) {
	case ZYDIS_CATEGORY_CALL:
		return branch(&insn, probe, NATIVE_PROBE_CALL);
	case ZYDIS_CATEGORY_UNCOND_BR:
		return branch(&insn, probe, NATIVE_PROBE_JUMP);
	case ZYDIS_CATEGORY_COND_BR:
		return conditional(&insn, probe);
	case ZYDIS_CATEGORY_RET:
		probe->step = NATIVE_PROBE_RET;
		if (insn.info.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR ||
		    insn.info.mnemonic != ZYDIS_MNEMONIC_RET)
			return -EOPNOTSUPP;
		if (insn.operand[0].type == ZYDIS_OPERAND_TYPE_IMMEDIATE)
			probe->drop = (uint16_t)insn.operand[0].imm.value.u;
		return 0;
	case ZYDIS_CATEGORY_INTERRUPT:
		return insn.info.mnemonic == ZYDIS_MNEMONIC_INT3 ? -EINVAL :
								   -EOPNOTSUPP;
	default:
		return copy(&insn, probe, (int64_t)(rip - slot));
	}
}

/* --- doing it ------------------------------------------------------------------------ */

enum { CF = 1, PF = 4, ZF = 0x40, SF = 0x80, OF = 0x800 };

/* The conditions come in pairs: one, and its opposite. */
static bool condition(unsigned int which, uint64_t flags)
{
	bool less = !(flags & SF) != !(flags & OF);
	const bool is[] = {
		flags & OF, flags & CF, flags & ZF, flags & (CF | ZF),
		flags & SF, flags & PF, less,	    less || flags & ZF,
	};

	return is[which / 2] != (which & 1);
}

/* As Linux 6.1 does it, which looks at the counter before it counts: LOOP goes
 * round once more than on a CPU. */
static bool loops(const struct native_probe *probe, struct mmu_regs *regs)
{
	uint64_t *counter = &regs->gpr[MMU_RCX];
	uint64_t mask = probe->narrow ? UINT32_MAX : UINT64_MAX;
	uint64_t before = *counter & mask;
	bool equal = regs->rflags & ZF;

	if (probe->which == 3)
		return !before;
	*counter = (*counter & ~mask) | ((before - 1) & mask);
	return before && (probe->which == 2 || equal == probe->which);
}

void native_probe_jump(const struct native_probe *probe, struct mmu_regs *regs)
{
	uint64_t next = regs->rip + probe->len;
	uint64_t target = probe->reg >= 0 ? regs->gpr[probe->reg] :
					    next + (uint64_t)probe->rel;
	bool taken = true;

	if (probe->step == NATIVE_PROBE_JCC)
		taken = condition(probe->which, regs->rflags);
	else if (probe->step == NATIVE_PROBE_LOOP)
		taken = loops(probe, regs);
	else if (probe->step == NATIVE_PROBE_CALL)
		regs->gpr[MMU_RSP] -= 8;
	else if (probe->step == NATIVE_PROBE_RET)
		regs->gpr[MMU_RSP] += 8 + probe->drop;
	regs->rip = taken ? target : next;
}
