/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deliver.c - exceptions reach their handlers here, and only here.
 *
 * What the processor and the first instructions of a kernel do, in this order:
 * CR2 is set, an exception of the frame push turns it into a double fault, the
 * privilege level becomes 0 with interrupts off and AC clear, the handler runs,
 * and the return restores them.
 *
 * Reference: Intel SDM vol. 3A, "Exception and Interrupt Handling".
 */
#include <errno.h>
#include <string.h>

#include "cpu/landing.h"
#include "cpu/machine.h"

/*
 * An exception in simulated code at CPL 0 pushes its frame on the same stack,
 * aligned to 16 bytes. When that faults, the exception is a double fault.
 *
 * Simplified: the push is checked, not carried out: simulated code may have
 * been compiled with a red zone.
 */
static void check_push(struct mmu_cpu *cpu, struct mmu_frame *frame)
{
	enum { FRAME = 6 * 8 }; /* SS RSP RFLAGS CS RIP, error code */
	uint64_t top = frame->sp_la & ~15ull;
	struct mmu_fault push;

	if (!frame->sim || frame->cpl || frame->fault.vector == MMU_TRAP_DF)
		return;
	if (!mmu_access(cpu, top - 8, MMU_WRITE | MMU_IMPLICIT, NULL, &push) &&
	    !mmu_access(cpu, top - FRAME, MMU_WRITE | MMU_IMPLICIT, NULL,
			&push))
		return;
	if (push.vector == MMU_TRAP_PF)
		cpu->cr2 = push.la;
	frame->fault.vector = MMU_TRAP_DF;
	frame->fault.error_code = 0;
}

/* For debuggers. */
static void note_taken(struct mmu_cpu *cpu, const struct mmu_frame *frame)
{
	cpu->taken = (struct cpu_taken){.count = cpu->taken.count + 1,
					.fault = frame->fault,
					.mode = cpu->mode,
					.rip = frame->regs.rip,
					.native = frame->native,
					.sim = frame->sim,
					.depth = cpu->depth};
	__atomic_store_n(&cpu_last_taken, cpu, __ATOMIC_RELAXED);
}

static void set_privilege(struct mmu_cpu *cpu, unsigned int cpl, uint64_t flags)
{
	cpu->cpl = cpl;
	cpu->rflags = flags;
	cpu_mode_changed(cpu);
}

/* Handlers of vector 0 exist, but 0 as a result means "retry". */
static int as_result(unsigned int vector)
{
	return vector ? (int)vector : MMU_RESULT_DE;
}

/* The handler has returned, or was left by a jump. */
static void end_delivery(struct cpu_scope *scope, const void *sp)
{
	struct mmu_cpu *cpu = scope->cpu;

	cpu->depth--;
	set_privilege(cpu, scope->cpl, scope->rflags);
	if (sp) /* to code that may go on to touch windows */
		cpu_sync(cpu);
}

/* Where a handler of mmu_try()'s thread faults itself, and nobody resolves
 * that, it ends as if it had given up. */
static __attribute__((noinline)) int run_tried(struct mmu_cpu *cpu,
					       struct mmu_frame *frame,
					       const struct mmu_gate *gate)
{
	struct cpu_record *record = cpu_record_begin(cpu);
	int result;

	if (!record)
		return gate->handler(cpu, frame, gate->arg);
	if (cpu_landing_set(&record->landing)) {
		/* It is the innermost, or nobody could land here. */
		cpu_record_end(cpu_record);
		return 1;
	}
	record->closed = false;
	result = gate->handler(cpu, frame, gate->arg);
	cpu_record_end(record);
	return result;
}

static int run_handler(struct mmu_cpu *cpu, struct mmu_frame *frame,
		       const struct mmu_gate *gate)
{
	if (cpu_record)
		return run_tried(cpu, frame, gate);
	return gate->handler(cpu, frame, gate->arg);
}

static int deliver(struct mmu_cpu *cpu, struct mmu_frame *frame)
{
	const struct mmu_gate *gate;
	struct cpu_scope *scope;
	int result;

	frame->mode = cpu->mode;
	note_taken(cpu, frame);
	if (cpu->depth >= MMU_MAX_DEPTH)
		return -EOVERFLOW;
	if (frame->fault.vector == MMU_TRAP_PF)
		cpu->cr2 = frame->fault.la;
	check_push(cpu, frame);
	cpu->taken.fault = frame->fault; /* perhaps a double fault by now */
	gate = &cpu->machine->idt[frame->fault.vector % MMU_NVECTORS];
	if (!gate->handler)
		return as_result(frame->fault.vector);

	cpu->stats.delivered++;
	cpu_event(cpu, &(struct mmu_event){.kind = MMU_EVENT_DELIVER,
					   .la = frame->fault.la,
					   .how = frame->fault.how,
					   .fault = &frame->fault});
	scope = cpu_scope_enter(cpu, __builtin_frame_address(0), end_delivery);
	if (!scope)
		return -EOVERFLOW;
	scope->tied = frame->native; /* to the exception */
	frame->depth = ++cpu->depth;
	set_privilege(cpu, 0, cpu->rflags & ~(MMU_RFLAGS_IF | MMU_RFLAGS_AC));
	if (gate->touches_windows)
		cpu_sync(cpu);
	result = run_handler(cpu, frame, gate);
	cpu_scope_leave(scope);
	return result > 0 ? as_result(frame->fault.vector) : result;
}

int cpu_deliver(struct mmu_cpu *cpu, struct mmu_frame *frame)
{
	int result;

	cpu_note_raised();
	result = deliver(cpu, frame);
	if (result)
		cpu_note_unresolved(cpu, frame, result);
	return result;
}

int cpu_give_up(struct mmu_cpu *cpu, struct mmu_frame *frame)
{
	frame->mode = cpu->mode;
	cpu_note_unresolved(cpu, frame, -ELOOP);
	return -ELOOP;
}

bool cpu_retry_note(struct cpu_retry *retry, const struct mmu_fault *fault,
		    uint64_t rip)
{
	bool same = retry->count && retry->rip == rip &&
		    retry->last.la == fault->la &&
		    retry->last.vector == fault->vector &&
		    retry->last.error_code == fault->error_code &&
		    retry->last.entry == fault->entry;

	retry->count = same ? retry->count + 1 : 1;
	retry->last = *fault;
	retry->rip = rip;
	return retry->count <= MMU_MAX_RETRIES;
}
