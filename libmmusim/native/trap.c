/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap.c - stage 1: inside the signal handler.
 *
 * Finds out which access of which CPU trapped and asks cpu_translate(). When
 * the tables allow it, the page is made accessible and the handler returns to
 * the instruction. Anything else is written down in a struct native_exc, and
 * the handler returns to native_entry instead.
 *
 * Nothing here allocates, prints, or takes a lock that the interrupted code
 * can hold.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "native/host.h"
#include "native/trap.h"

const int native_greg_of[MMU_NGPR] = {
	[MMU_RAX] = REG_RAX, [MMU_RCX] = REG_RCX, [MMU_RDX] = REG_RDX,
	[MMU_RBX] = REG_RBX, [MMU_RSP] = REG_RSP, [MMU_RBP] = REG_RBP,
	[MMU_RSI] = REG_RSI, [MMU_RDI] = REG_RDI, [MMU_R8] = REG_R8,
	[MMU_R9] = REG_R9,   [MMU_R10] = REG_R10, [MMU_R11] = REG_R11,
	[MMU_R12] = REG_R12, [MMU_R13] = REG_R13, [MMU_R14] = REG_R14,
	[MMU_R15] = REG_R15,
};

void trap_load_regs(struct trap *trap)
{
	const greg_t *greg = trap->context->uc_mcontext.gregs;

	for (int i = 0; i < MMU_NGPR; i++)
		trap->regs.gpr[i] = (uint64_t)greg[native_greg_of[i]];
	trap->regs.rip = (uint64_t)greg[REG_RIP];
	trap->regs.rflags = (uint64_t)greg[REG_EFL];
}

void trap_store_regs(struct trap *trap)
{
	greg_t *greg = trap->context->uc_mcontext.gregs;

	for (int i = 0; i < MMU_NGPR; i++)
		greg[native_greg_of[i]] = (greg_t)trap->regs.gpr[i];
	greg[REG_RIP] = (greg_t)trap->regs.rip;
	greg[REG_EFL] = (greg_t)trap->regs.rflags;
}

unsigned int trap_stack_rank(const struct trap *trap)
{
	return native_stack_rank(trap->regs.gpr[MMU_RSP]);
}

/* On the thread's signal stack, which may be the program's own? */
static bool on_signal_stack(const struct trap *trap)
{
	stack_t now;

	return !sigaltstack(NULL, &now) && !(now.ss_flags & SS_DISABLE) &&
	       trap->regs.gpr[MMU_RSP] - (uint64_t)(uintptr_t)now.ss_sp <=
		       now.ss_size;
}

/* Does simulated code run; and not a handler of some other signal that
 * interrupted it, nor what such a handler jumped to? Those are on stacks of the
 * host. */
static bool is_sim(const struct trap *trap)
{
	const struct native_thread *thread = trap->thread;

	return thread && thread->in_sim &&
	       trap_stack_rank(trap) == CPU_STACK_UNKNOWN &&
	       !on_signal_stack(trap);
}

void trap_complain(const char *text)
{
	ssize_t n = write(STDERR_FILENO, text, strlen(text));

	(void)n;
}

bool trap_lock(struct trap *trap)
{
	if (!trap->cpu || trap->info->si_code <= 0)
		return false;
	if (trap->cpu->machine->lost) {
		trap_complain("mmusim: ");
		trap_complain(trap->cpu->machine->lost);
		trap_complain("\n");
		return false;
	}
	if (cpu_lock(&trap->cpu->lock)) {
		trap_complain(
			"mmusim: deadlock: this thread handles a fault of one "
			"machine and touches another, whose fault handler "
			"waits for this thread's\n");
		return false;
	}
	trap->cpu->stats.traps++;
	return true;
}

bool trap_finish(struct trap *trap, enum trap_outcome outcome)
{
	if (outcome != STAGE2)
		cpu_unlock(&trap->cpu->lock);
	return outcome != NOT_OURS;
}

/* --- the other signals -------------------------------------------------------- */

/* Lock the CPU if the signal was raised by simulated code. */
static bool from_sim(struct trap *trap)
{
	if (trap->sim)
		trap->cpu = trap->thread->call->cpu;
	return trap_lock(trap);
}

/* The exception of the host CPU; Valgrind tells of no other than #PF. */
static unsigned int host_vector(const struct trap *trap)
{
	return (unsigned int)trap->context->uc_mcontext.gregs[REG_TRAPNO];
}

static bool on_other(struct trap *trap, unsigned int vector)
{
	struct mmu_fault fault = {.vector = vector};

	if (!from_sim(trap))
		return false;
	/* Valgrind does not know instructions that it cannot run. */
	if (vector == MMU_TRAP_UD && host_valgrind() &&
	    native_is_privileged(trap->cpu, trap->regs.rip))
		fault.vector = MMU_TRAP_GP;
	trap->cpu->stats.faults++;
	return trap_finish(trap, trap_leave(trap, &fault));
}

/* A non-canonical address in RSP or RBP, or an unaligned one with AC set. Any
 * other SIGBUS says that the memory file has no page there, because it was
 * truncated or the host is full. */
static bool on_bus(struct trap *trap)
{
	if (trap->info->si_code == BUS_ADRERR &&
	    native_window_at((uint64_t)(uintptr_t)trap->info->si_addr))
		trap_complain(
			"mmusim: the host has no memory for a page of "
			"simulated RAM: it is full, or the memory.max of a "
			"control group or vm.overcommit_memory=2 forbids it\n");
	if (host_vector(trap) == MMU_TRAP_AC)
		return on_other(trap, MMU_TRAP_AC);
	if (host_vector(trap) != MMU_TRAP_SS || !from_sim(trap))
		return false;
	trap->no_addr = true;
	return trap_finish(trap, trap_general_protection(trap));
}

static unsigned int arithmetic_vector(const struct trap *trap)
{
	if (trap->info->si_code == FPE_INTDIV ||
	    trap->info->si_code == FPE_INTOVF)
		return MMU_TRAP_DE;
	return host_vector(trap) == MMU_TRAP_MF ? MMU_TRAP_MF : MMU_TRAP_XM;
}

static bool handle(struct trap *trap)
{
	trap->sim = is_sim(trap);
	if (!trap->sim) /* this is where the thread is now */
		native_settle((void *)trap->regs.gpr[MMU_RSP]);
	switch (trap->sig) {
	case SIGSEGV:
		return trap_segv(trap);
	case SIGILL:
		return on_other(trap, MMU_TRAP_UD);
	case SIGFPE:
		return on_other(trap, arithmetic_vector(trap));
	case SIGTRAP:
		return on_other(trap, host_vector(trap) == MMU_TRAP_DB ?
					      MMU_TRAP_DB :
					      MMU_TRAP_BP);
	default:
		return on_bus(trap);
	}
}

/* Noinline: nothing may come before CLD there. */
static __attribute__((noinline)) void
on_signal(int sig, siginfo_t *info, void *context, unsigned int level)
{
	int saved_errno = errno;
	struct trap trap = {.sig = sig,
			    .info = info,
			    .context = context,
			    .thread = native_self};

	trap_load_regs(&trap);
	if (native_was_passed(context) || !handle(&trap))
		native_pass_on(sig, info, context, level);
	errno = saved_errno;
}

void native_on_signal(int sig, siginfo_t *info, void *context,
		      unsigned int level)
{
	trap_clear_flags();
	on_signal(sig, info, context, level);
}
