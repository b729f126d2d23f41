/* SPDX-License-Identifier: GPL-2.0-or-later */
/* privileged.h - an instruction that is carried out for the simulated CPU:
 * privileged.c, sensitive.c. */
#ifndef NATIVE_PRIVILEGED_H
#define NATIVE_PRIVILEGED_H

#include "native/decode.h"

/**
 * struct insn_run - such an instruction
 * @regs:  as simulated code has them, but for RFLAGS, whose IF and AC are the
 *         host's
 * @fault: what the host raised; filled anew when the instruction raises
 *         something itself
 */
struct insn_run {
	struct mmu_cpu *cpu;
	struct mmu_regs *regs;
	struct mmu_fault *fault;
	struct native_insn insn;
};

/* sensitive.c: does it need care, although it raises nothing at CPL 3? */
bool native_is_sensitive(const ZydisDecodedInstruction *info);

/* Carry it out. 0, or the vector of *fault. RIP stays. */
int native_run_sensitive(struct insn_run *run);

#endif
