/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sigframe.c - the frame of a signal handler, on the task's stack.
 *
 *   interrupted RSP
 *     red zone, 128 bytes
 *     FP state, written and read by the task itself (syscalls.S)
 *     struct kern_sigframe
 *   RSP of the handler
 *
 * It is written as copy_to_user() would: the stack grows for it, and where it
 * cannot, there is no frame.
 *
 * Reference: Linux 6.1, arch/x86/kernel/signal.c, get_sigframe(),
 * setup_rt_frame(), restore_sigcontext().
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "cpu/machine.h"
#include "kernel/mm.h"
#include "kernel/sched.h"
#include "kernel/sigframe.h"
#include "kernel/signal.h"
#include "native/fiber.h"
#include "native/native.h"

#define FP_HEADER_AT 512 /* of the XSAVE area: 64 bytes */
#define FP_ALIGN     64
#define USER_CS	     0x33
#define USER_DS	     0x2b

/* What user code may set: RF, OF, DF, TF, SF, ZF, AF, PF, CF */
#define FIX_EFLAGS 0x10dd5ull

/* --- alternate stacks ------------------------------------------------------------- */

static bool on_altstack(const struct kern_task *task, uint64_t sp)
{
	const stack_t *alt = &task->sig->altstack;
	uint64_t low = (uint64_t)(uintptr_t)alt->ss_sp;

	return sp > low && sp - low <= alt->ss_size;
}

int64_t kern_do_sigaltstack(struct kern *k, const stack_t *new, stack_t *old,
			    uint64_t sp)
{
	struct kern_task *task = k->current;
	stack_t *alt = &task->sig->altstack;

	*old = *alt;
	old->ss_flags = !alt->ss_size	      ? SS_DISABLE :
			on_altstack(task, sp) ? SS_ONSTACK :
						0;
	if (!new)
		return 0;
	if (on_altstack(task, sp))
		return -EPERM;
	if (new->ss_flags & ~(SS_DISABLE | SS_ONSTACK))
		return -EINVAL;
	if (new->ss_flags & SS_DISABLE) {
		*alt = (stack_t){0};
		return 0;
	}
	if (new->ss_size <
	    sizeof(struct kern_sigframe) + native_xsave_size + 2 * FP_ALIGN)
		return -ENOMEM;
	*alt = *new;
	return 0;
}

/* --- to the handler ------------------------------------------------------------------ */

static uint64_t choose_stack(const struct kern_task *task, uint64_t flags,
			     uint64_t sp)
{
	const stack_t *alt = &task->sig->altstack;

	if (flags & SA_ONSTACK && alt->ss_size && !on_altstack(task, sp))
		return (uint64_t)(uintptr_t)alt->ss_sp + alt->ss_size;
	return sp - NATIVE_RED_ZONE;
}

/* A frame that begins on the alternate stack must fit there: what lies below is
 * none of the handler's, and the next signal would begin at the top again. */
static bool overflows_altstack(struct kern *k, uint64_t sp, uint64_t top,
			       uint64_t at)
{
	const struct kern_task *task = k->current;

	if ((!on_altstack(task, sp) && !on_altstack(task, top)) ||
	    on_altstack(task, at))
		return false;
	kern_printk(k, KERN_INFO "%s[%d] overflowed sigaltstack\n", task->comm,
		    task->pid);
	return true;
}

static void fill_context(struct kern *k, ucontext_t *uc,
			 const struct mmu_regs *regs, uint64_t blocked)
{
	const struct kern_task *task = k->current;
	greg_t *greg = uc->uc_mcontext.gregs;

	for (int i = 0; i < MMU_NGPR; i++)
		greg[native_greg_of[i]] = (greg_t)regs->gpr[i];
	greg[REG_RIP] = (greg_t)regs->rip;
	greg[REG_EFL] = (greg_t)regs->rflags;
	greg[REG_CSGSFS] = (greg_t)((uint64_t)USER_DS << 48 | USER_CS);
	greg[REG_ERR] = (greg_t)task->error_code;
	greg[REG_TRAPNO] = (greg_t)task->trap_nr;
	greg[REG_CR2] = (greg_t)task->cr2;
	greg[REG_OLDMASK] = (greg_t)blocked;
	uc->uc_stack = task->sig->altstack;
	memcpy(&uc->uc_sigmask, &blocked, sizeof(blocked));
}

/* The XSAVE header decides what XRSTOR makes of garbage. */
static int clear_fp_header(struct kern *k, uint64_t fp)
{
	static const char zeros[64];

	if (native_xsave_size <= FP_HEADER_AT)
		return 0;
	return kern_arg_write(k, fp + FP_HEADER_AT, zeros, sizeof(zeros));
}

int kern_setup_frame(struct kern *k, struct mmu_regs *regs,
		     const siginfo_t *info, uint64_t blocked)
{
	struct kern_task *task = k->current;
	const struct kern_sigaction *action =
		&task->sig->action[info->si_signo - 1];
	uint64_t top = choose_stack(task, action->flags, regs->gpr[MMU_RSP]);
	uint64_t fp = (top - native_xsave_size) & ~(uint64_t)(FP_ALIGN - 1);
	uint64_t at = (fp - sizeof(struct kern_sigframe)) & ~15ull;
	struct kern_sigframe frame = {
		.entry = (uint64_t)(uintptr_t)kern_sigentry,
		.pkru = mmu_pkru(k->cpu),
		.info = *info,
	};

	if (overflows_altstack(k, regs->gpr[MMU_RSP], top, at))
		return -EFAULT;
	/* For memcheck nothing is below the stack pointer that it knows. */
	native_forget_stack((void *)(uintptr_t)at, top - at);
	fill_context(k, &frame.uc, regs, blocked);
	frame.uc.uc_mcontext.fpregs = (void *)(uintptr_t)fp;
	if (kern_arg_write(k, at, &frame, sizeof(frame)) ||
	    clear_fp_header(k, fp))
		return -EFAULT;
	if (mmu_cr4(k->cpu) & MMU_CR4_PKE)
		mmu_set_pkru(k->cpu, KERN_INIT_PKRU);
	regs->rip = frame.entry;
	regs->rflags &= ~0x40500ull; /* TF, DF, AC */
	regs->gpr[MMU_RSP] = at + 8;
	regs->gpr[MMU_RAX] = action->handler;
	regs->gpr[MMU_RDI] = (uint64_t)info->si_signo;
	regs->gpr[MMU_RSI] = at + offsetof(struct kern_sigframe, info);
	regs->gpr[MMU_RDX] = at + offsetof(struct kern_sigframe, uc);
	return 0;
}

/* --- and back -------------------------------------------------------------------------- */

int kern_restore_frame(struct kern *k, struct mmu_regs *regs)
{
	struct kern_task *task = k->current;
	struct kern_sigframe frame;
	const greg_t *greg = frame.uc.uc_mcontext.gregs;
	uint64_t blocked;

	if (kern_arg_read(k, &frame, regs->gpr[MMU_RSP], sizeof(frame)))
		return -EFAULT;
	for (int i = 0; i < MMU_NGPR; i++)
		regs->gpr[i] = (uint64_t)greg[native_greg_of[i]];
	regs->rip = (uint64_t)greg[REG_RIP];
	regs->rflags = (regs->rflags & ~FIX_EFLAGS) |
		       ((uint64_t)greg[REG_EFL] & FIX_EFLAGS);
	memcpy(&blocked, &frame.uc.uc_sigmask, sizeof(blocked));
	task->sig->blocked = blocked &
			     ~(kern_sigmask(SIGKILL) | kern_sigmask(SIGSTOP));
	if (mmu_cr4(k->cpu) & MMU_CR4_PKE)
		mmu_set_pkru(k->cpu, (uint32_t)frame.pkru);
	return 0;
}
