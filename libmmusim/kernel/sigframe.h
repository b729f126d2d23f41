/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sigframe.h - what lies on a task's stack while its signal handler runs.
 *
 *   FP state, as XSAVE writes it    a multiple of 64
 *   struct kern_sigframe            a multiple of 16
 *   the handler's frames
 *
 * Included by assembly, too.
 */
#ifndef KERNEL_SIGFRAME_H
#define KERNEL_SIGFRAME_H

#define KERN_SYSCALL_BASE 0x10000

/* Offsets in struct kern_sigframe, and in struct kern_fork_regs. */
#define SIGFRAME_FP 240
#define FORK_CALLEE 0
#define FORK_SP	    48
#define FORK_MXCSR  56
#define FORK_FCW    60

#ifndef __ASSEMBLER__

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/**
 * struct kern_sigframe - Linux: struct rt_sigframe
 * @entry: kern_sigentry: a system call "returns" there
 * @pkru:  as it was
 */
struct kern_sigframe {
	uint64_t entry;
	uint64_t pkru;
	ucontext_t uc;
	siginfo_t info;
};

_Static_assert(offsetof(struct kern_sigframe, uc.uc_mcontext.fpregs) ==
		       SIGFRAME_FP,
	       "SIGFRAME_FP");

/**
 * struct kern_fork_regs - what a child of fork() begins with
 * @callee: RBX, RBP, R12 to R15
 * @sp:     its return address lies there
 */
struct kern_fork_regs {
	uint64_t callee[6];
	uint64_t sp;
	uint32_t mxcsr;
	uint16_t fcw;
};

_Static_assert(offsetof(struct kern_fork_regs, callee) == FORK_CALLEE,
	       "FORK_CALLEE");
_Static_assert(offsetof(struct kern_fork_regs, sp) == FORK_SP, "FORK_SP");
_Static_assert(offsetof(struct kern_fork_regs, mxcsr) == FORK_MXCSR,
	       "FORK_MXCSR");
_Static_assert(offsetof(struct kern_fork_regs, fcw) == FORK_FCW, "FORK_FCW");

/* syscalls.S */
void kern_sigentry(void);
void kern_sigreturn(void);
void kern_fork_child(void);

#endif
#endif
