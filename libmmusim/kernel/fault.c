/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault.c - the kernel's exception handlers.
 *
 * An exception in simulated kernel code that nothing resolves, and for which
 * there is no entry in an exception table, is an oops; it ends the task, not the
 * process. One in host code is none of the kernel's:
 * the handler leaves it unresolved, and the process gets its SIGSEGV.
 *
 * The order of questions is that of Linux 6.1, arch/x86/mm/fault.c,
 * handle_page_fault(): kernel address or user address? Faults at user addresses
 * are resolved, or not, in fault_user.c, whoever made them: a user at CPL 3, or
 * the kernel for its user. What a user may not do is a signal; for tasks that run,
 * traps.c delivers it.
 */
#include <signal.h>

#include "cpu/machine.h"
#include "kernel/extable.h"
#include "kernel/fault.h"
#include "kernel/kprobe.h"
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/timer.h"

/* What delivering an exception costs, in virtual nanoseconds. */
#define EXCEPTION_NS 700

bool kern_do_page_fault(struct kern *k, const struct mmu_frame *frame)
{
	const struct mmu_fault *fault = &frame->fault;
	struct kern_user_fault f = {
		.mm = kern_mm_of_cr3(k, frame->mode.cr3),
		.la = fault->la,
		.error_code = fault->error_code,
		.user = frame->cpl == 3,
		.smap = frame->mode.smap,
		.ac = frame->mode.ac || fault->how & MMU_AC,
	};
	struct kern_siginfo info = {.signo = SIGSEGV,
				    .code = SEGV_MAPERR,
				    .addr = fault->la,
				    .error_code = fault->error_code | MMU_PF_P};

	if (fault->vector != MMU_TRAP_PF)
		return false;
	if (fault->la < KERN_TASK_SIZE_MAX)
		return kern_do_user_addr_fault(k, &f);
	/* Whether something is mapped there is none of the user's business. */
	if (f.user)
		kern_force_sig(f.mm, &info);
	return false;
}

/*
 * Linux asks the exception tables, but not when the kernel may not touch user
 * memory at all: SMAP is not to be fixed up.
 */
static bool may_fix_up(const struct mmu_frame *frame)
{
	const struct mmu_fault *fault = &frame->fault;
	bool ac = frame->mode.ac || fault->how & MMU_AC;

	switch (fault->vector) {
	case MMU_TRAP_PF:
		return fault->la >= KERN_TASK_SIZE_MAX ||
		       (!(fault->error_code & (MMU_PF_ID | MMU_PF_RSVD)) &&
			(ac || !frame->mode.smap));
	case MMU_TRAP_DE:
	case MMU_TRAP_UD:
	case MMU_TRAP_SS:
	case MMU_TRAP_GP:
	case MMU_TRAP_MF:
	case MMU_TRAP_XM:
		return true;
	}
	return false;
}

/* common_interrupt(): what comes by INT n, of which the CPU was told that the table
 * has no gate. Simplified: system vectors and those of lines that exist lead to no
 * handler, and exceptions that push an error code stay what they were. */
static bool software_interrupt(struct kern *k, struct mmu_frame *frame)
{
	enum {
		INT_LEN = 2,
		IN_IDT = 2,
		FIRST_EXTERNAL = 0x20,
		SYSCALL = 0x80,
		FIRST_LINE = 0x30,
		LAST_LINE = 0x3f,
		FIRST_SYSTEM = 0xec
	};
	uint32_t code = frame->fault.error_code, vector = code >> 3;

	if (frame->fault.vector != MMU_TRAP_GP || !(code & IN_IDT) ||
	    vector == SYSCALL)
		return false;
	if (vector < FIRST_EXTERNAL && vector != MMU_TRAP_DE &&
	    vector != MMU_TRAP_UD && vector != MMU_TRAP_BP)
		return false;
	frame->regs.rip += INT_LEN;
	frame->rip_la += INT_LEN;
	if (vector < FIRST_EXTERNAL) {
		frame->fault = (struct mmu_fault){.vector = (uint8_t)vector};
		return false;
	}
	if (vector > FIRST_EXTERNAL && vector < FIRST_SYSTEM &&
	    (vector < FIRST_LINE || vector > LAST_LINE) &&
	    kern_ratelimit(k, &k->timers->vector_limit, "common_interrupt"))
		kern_printk(k,
			    KERN_EMERG
			    "__common_interrupt: 0.%u No irq handler "
			    "for vector\n",
			    vector);
	return true;
}

static int on_exception(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct kern *k = arg;
	int result;

	(void)cpu;
	kern_tick(k, EXCEPTION_NS);
	if (k->kprobes && frame->fault.vector != MMU_TRAP_BP)
		kern_kprobe_fault(k, frame);
	if (frame->cpl == 3 && frame->sim && kern_running(k))
		return kern_user_exception(k, frame);
	if (frame->fault.vector == MMU_TRAP_PF &&
	    !(frame->fault.error_code & (MMU_PF_P | MMU_PF_US)) &&
	    kern_vmemmap_fault(k, frame->fault.la))
		return 0;
	if (kern_do_page_fault(k, frame))
		return 0;
	if (frame->cpl == 3 || !frame->sim || !k->current)
		return 1;
	if (software_interrupt(k, frame))
		return 0;
	if (frame->fault.vector == MMU_TRAP_UD && kern_report_bug(k, frame))
		return kern_panicked(k);
	if (frame->fault.vector == MMU_TRAP_BP &&
	    kern_kprobe_hit(k, frame, &result))
		return result;
	/* exc_debug_kernel() goes on when no debug register asked for it. */
	if (frame->fault.vector == MMU_TRAP_DB)
		return 0;
	if (may_fix_up(frame) && kern_fixup_exception(k, frame))
		return k->panicked;
	kern_oops(k, frame);
	return 1;
}

void kern_fault_init(struct kern *k)
{
	static const unsigned char vector[] = {
		MMU_TRAP_DE, MMU_TRAP_DB, MMU_TRAP_NMI, MMU_TRAP_BP,
		MMU_TRAP_UD, MMU_TRAP_DF, MMU_TRAP_SS,	MMU_TRAP_GP,
		MMU_TRAP_PF, MMU_TRAP_MF, MMU_TRAP_AC,	MMU_TRAP_MC,
		MMU_TRAP_XM};

	for (size_t i = 0; i < sizeof(vector); i++)
		cpu_set_quiet_handler(k->machine, vector[i], on_exception, k);
}
