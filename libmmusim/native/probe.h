/* SPDX-License-Identifier: GPL-2.0-or-later */
/* probe.h - an instruction that a breakpoint stands for: probe.c. */
#ifndef NATIVE_PROBE_H
#define NATIVE_PROBE_H

#include <mmusim/cpu.h>

#define NATIVE_PROBE_INT3 0xcc
#define NATIVE_PROBE_SLOT 16 /* bytes of a copy, with the INT3 behind it */

/* What is done instead of the instruction. */
enum native_probe_step {
	NATIVE_PROBE_COPY, /* a copy elsewhere is executed */
	NATIVE_PROBE_CALL,
	NATIVE_PROBE_JUMP,
	NATIVE_PROBE_JCC,
	NATIVE_PROBE_LOOP,
	NATIVE_PROBE_RET,
};

/**
 * struct native_probe - what the instruction does
 * @len:   of it, in bytes
 * @reg:   CALL, JUMP: the register that holds the target, or -1
 * @which: JCC: the condition, as the opcode has it; LOOP: 0 LOOPNE, 1 LOOPE,
 *         2 LOOP, 3 JRCXZ
 * @narrow: LOOP: of ECX
 * @rel:   distance of the target from the next instruction
 * @drop:  RET: bytes of arguments
 * @copy:  COPY: the bytes for the slot
 */
struct native_probe {
	enum native_probe_step step;
	unsigned char len;
	int reg;
	unsigned int which;
	bool narrow;
	int64_t rel;
	uint16_t drop;
	unsigned char copy[NATIVE_PROBE_SLOT];
};

/* The instruction at rip, whose copy would stand at slot; host addresses. 0;
 * -EINVAL: there is none, or it must not be; -EOPNOTSUPP. */
int native_probe_prepare(struct mmu_cpu *cpu, uint64_t rip, uint64_t slot,
			 struct native_probe *probe);

/* The length of the instruction at rip, in bytes; 0: there is none. */
unsigned int native_insn_length(struct mmu_cpu *cpu, uint64_t rip);

/* Do a jump of any kind: regs->rip is that of the instruction, and of its target
 * afterwards. CALL and RET move RSP; their return address is the caller's
 * business. */
void native_probe_jump(const struct native_probe *probe, struct mmu_regs *regs);

#endif
