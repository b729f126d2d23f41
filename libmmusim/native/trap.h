/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap.h - stage 1, as its files share it.
 *
 *   trap.c        the signal handler; signals other than SIGSEGV
 *   trap_segv.c   which access of which CPU? fill the TLB
 *   trap_leave.c  or leave for stage 2
 *   interrupt.c   the signal handler of timers
 *
 * Nothing here allocates, prints, or takes a lock that the interrupted code
 * can hold.
 */
#ifndef NATIVE_TRAP_H
#define NATIVE_TRAP_H

#include <signal.h>
#include <ucontext.h>

#include "native/native.h"

/**
 * struct trap - what is known of the signal
 * @addr:   host address of the access; meaningless with @no_addr
 * @sim:    simulated code raised it
 * @window: that it lies in; NULL
 * @la:     linear address
 */
struct trap {
	int sig;
	siginfo_t *info;
	ucontext_t *context;
	struct native_thread *thread;
	bool sim;
	struct mmu_regs regs;
	uint64_t addr;
	bool no_addr;
	struct window *window;
	struct mmu_cpu *cpu;
	uint64_t la;
	unsigned int how;
};

/* What became of a trap. */
enum trap_outcome {
	NOT_OURS,
	RESUME, /* go on with the context as it stands now */
	STAGE2, /* in native_entry, which the context was aimed at */
};

/* --- trap.c ------------------------------------------------------------------ */

/* The registers come from the context. */
void trap_load_regs(struct trap *trap);

/* They go back into it. */
void trap_store_regs(struct trap *trap);

/* On which of the thread's stacks did it happen? As native_stack_rank(). */
unsigned int trap_stack_rank(const struct trap *trap);

/* Messages that must be said from a signal handler. */
void trap_complain(const char *text);

/* Lock trap->cpu. False when it cannot be had. */
bool trap_lock(struct trap *trap);

/* The trap is dealt with: is it ours? The lock of the CPU stays taken for
 * stage 2. */
bool trap_finish(struct trap *trap, enum trap_outcome outcome);

/* --- trap_segv.c ------------------------------------------------------------- */

/* A SIGSEGV. False: it is not ours. */
bool trap_segv(struct trap *trap);

/* The host's #GP or #SS in simulated code, with the CPU locked. */
enum trap_outcome trap_general_protection(struct trap *trap);

/* --- trap_leave.c ------------------------------------------------------------ */

/* Aim the context at native_entry, with everything written down. The lock of
 * the CPU stays taken. */
enum trap_outcome trap_leave(struct trap *trap, const struct mmu_fault *fault);

/* What handlers begin with. The kernel clears the direction flag, Valgrind does
 * not. Nobody clears AC, which would make our own unaligned accesses trap. */
static inline void trap_clear_flags(void)
{
	__asm__ volatile("cld\n\t"
			 "pushfq\n\t"
			 "andl $~0x40000, (%%rsp)\n\t"
			 "popfq" ::
				 : "cc", "memory");
}

#endif
