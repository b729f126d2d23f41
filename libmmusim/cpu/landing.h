/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * landing.h - places where execution goes on after code was given up.
 *
 * A landing holds what the ABI says a function keeps: it is returned to as if
 * cpu_landing_set() returned once more, with 1. Nobody jumps: stage 2 resumes
 * the faulting code as ever, with the registers of the landing, and so all that
 * belongs to the exception is over by the time somebody lands.
 *
 * Included by assembly, too.
 */
#ifndef CPU_LANDING_H
#define CPU_LANDING_H

/* Offsets of registers in a landing, and of one in a struct mmu_try. */
#define LANDING_RIP 0
#define LANDING_RSP 8
#define LANDING_RBX 16
#define LANDING_RBP 24
#define LANDING_R12 32
#define LANDING_R13 40
#define LANDING_R14 48
#define LANDING_R15 56
#define TRY_LANDING 8

#ifndef __ASSEMBLER__

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mmusim/try.h>
#include "cpu/machine.h"

struct cpu_landing {
	uint64_t rip, rsp, rbx, rbp, r12, r13, r14, r15;
};

/**
 * struct cpu_record - an mmu_try(), the handler of an exception, or an
 * mmu_call(), that this thread has begun and not ended
 *
 * Not in the frame of whoever began it, which may be left for good by a
 * longjmp(); then nobody ends the record.
 *
 * @landing: where code within it lands when it is given up
 * @attempt: of an mmu_try(); its frame may be gone
 * @mask:    signals that were blocked there
 * @closed:  nobody lands here
 * @forgotten: it may well be over, see cpu_record_forget()
 * @cpu:     whose exception or call it is; NULL: mmu_try()
 * @nscopes: of @cpu, its own included: when there are fewer, it is over
 * @raised, @unresolved, @abandoned, @result, @machine, @frame: see mmu_try
 * @outer:   the record around this one
 */
struct cpu_record {
	struct cpu_landing landing;
	struct mmu_try *attempt;
	sigset_t mask;
	bool closed;
	bool forgotten;
	bool abandoned;
	const struct mmu_cpu *cpu;
	unsigned int nscopes;
	unsigned int raised, unresolved;
	int result;
	struct mmu_machine *machine;
	struct mmu_frame frame;
	struct cpu_record *outer;
};

/* Of this thread: the innermost; NULL when nothing is tried. */
extern _Thread_local struct cpu_record *cpu_record
	__attribute__((tls_model("initial-exec")));

/* Begin a closed record. NULL without memory. */
struct cpu_record *cpu_record_begin(const struct mmu_cpu *cpu);
/* End it, and those within it that nobody ended. NULL does nothing. */
void cpu_record_end(struct cpu_record *record);

/* Somebody took the signals from us, as cmocka does for each test: what this
 * thread had begun may be over. */
void cpu_record_forget(void);

/* Where code at this stack pointer lands when it is given up, because of the
 * exception that is the scope @own; NULL: it may not be given up. */
const struct cpu_landing *cpu_record_land(uint64_t sp,
					  const struct cpu_scope *own);

/* It does so now; the signals that were blocked there are blocked again. */
void cpu_record_landed(void);

/* Note an exception; and one that stays unresolved, with why. */
void cpu_note_raised(void);
void cpu_note_unresolved(const struct mmu_cpu *cpu,
			 const struct mmu_frame *frame, int result);

/* Return 0, and 1 each time that somebody lands. */
#ifdef MMUSIM_SOFT
#define cpu_landing_set(landing) ((void)(landing), 0)
#else
int cpu_landing_set(struct cpu_landing *landing) __attribute__((returns_twice));
#endif

/* Called by mmu_try(): 0 or -errno. */
int cpu_try_begin(struct mmu_try *attempt);

/* native/thread.c: let faults reach this thread. 0 or -errno. */
int native_enter(void);

/* native/signals.c: block all signals of this thread but those that an
 * instruction raises; and set, or only read, what is blocked. */
void native_block_signals(sigset_t *old);
void native_set_blocked(const sigset_t *set);
void native_get_blocked(sigset_t *set);

#endif
#endif
