/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault.c - the kernel's exception handlers.
 *
 * An exception in simulated kernel code that nothing resolves is an oops; it
 * ends the task, not the process. One in host code is none of the kernel's:
 * the handler leaves it unresolved, and the process gets its SIGSEGV.
 *
 * The order of questions is that of Linux 6.1, arch/x86/mm/fault.c; what only
 * concerns user address spaces is not there yet, because nothing runs in one.
 */
#include "cpu/machine.h"
#include "kernel/page.h"

/* What delivering an exception costs, in virtual nanoseconds. */
#define EXCEPTION_NS 700

static int on_exception(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct kern *k = arg;

	(void)cpu;
	kern_tick(k, EXCEPTION_NS);
	if (frame->fault.vector == MMU_TRAP_PF &&
	    !(frame->fault.error_code & (MMU_PF_P | MMU_PF_US)) &&
	    kern_vmemmap_fault(k, frame->fault.la))
		return 0;
	if (!frame->sim || !k->current)
		return 1;
	/* exc_debug_kernel() goes on when no debug register asked for it. */
	if (frame->fault.vector == MMU_TRAP_DB)
		return 0;
	kern_oops(k, frame);
	return 1;
}

void kern_fault_init(struct kern *k)
{
	static const unsigned char vector[] = {
		MMU_TRAP_DE, MMU_TRAP_DB, MMU_TRAP_BP, MMU_TRAP_UD,
		MMU_TRAP_DF, MMU_TRAP_SS, MMU_TRAP_GP, MMU_TRAP_PF,
		MMU_TRAP_MF, MMU_TRAP_AC, MMU_TRAP_MC, MMU_TRAP_XM
	};

	for (size_t i = 0; i < sizeof(vector); i++)
		cpu_set_quiet_handler(k->machine, vector[i], on_exception, k);
}
