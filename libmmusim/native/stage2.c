/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stage2.c - stage 2: the signal has returned, and the exception is delivered
 * in ordinary context, on a host stack.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/landing.h"
#include "native/host.h"
#include "native/native.h"
#include "native/sanitizer.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(a, n) ((void)(a), (void)(n))
#endif

#define DIRECTION_FLAG 0x400ull

/* Say why an access of host code is about to end the process. */
static void report(const struct native_exc *exc, int result)
{
	char text[192];

	if (result == -ELOOP)
		fprintf(stderr,
			"mmusim: no progress: the handler returned success "
			"%d times, but the access still fails\n",
			MMU_MAX_RETRIES);
	else if (result == -EOVERFLOW)
		fprintf(stderr,
			"mmusim: exceptions in exception handlers, "
			"more than %d deep\n",
			MMU_MAX_DEPTH);
	else if (result < 0)
		fprintf(stderr, "mmusim: the handler failed: %s\n",
			strerror(-result));
	fprintf(stderr, "mmusim: unresolved at %#llx: %s\n",
		(unsigned long long)exc->regs.rip,
		mmu_fault_text(&exc->fault, text, sizeof(text)));
}

/* Where the end of the resume finds RSP and RIP. */
static void set_tail(struct native_exc *exc)
{
	struct native_thread *thread = exc->thread;
	unsigned int i = thread->next_tail++ % NATIVE_TAILS;

	thread->tails[i].rsp = exc->regs.gpr[MMU_RSP];
	thread->tails[i].rip = exc->regs.rip;
	exc->tail = thread->tail_code + 16 * i;
}

/* Interrupts are on and AC is off on the host, whatever they are on the CPU. */
#define OWN_FLAGS (MMU_RFLAGS_IF | MMU_RFLAGS_AC)

static uint64_t simulated_flags(const struct native_exc *exc)
{
	if (!exc->sim)
		return exc->regs.rflags;
	return (exc->regs.rflags & ~OWN_FLAGS) | (exc->cpu->rflags & OWN_FLAGS);
}

/* What the handler left of a frame's registers, for the host. */
static void take_regs(struct native_exc *exc, const struct mmu_regs *regs)
{
	uint64_t own = exc->regs.rflags & OWN_FLAGS;

	exc->regs = *regs;
	if (exc->sim)
		exc->regs.rflags = (regs->rflags & ~OWN_FLAGS) | own;
}

static int deliver(struct native_exc *exc, bool *again)
{
	struct mmu_machine *machine = exc->cpu->machine;
	struct mmu_frame frame = {
		.fault = exc->fault,
		.regs = exc->regs,
		.rip_la = mmu_la(machine, (void *)exc->regs.rip),
		.sp_la = mmu_la(machine, (void *)exc->regs.gpr[MMU_RSP]),
		.cpl = exc->cpu->cpl,
		.native = true,
		.sim = exc->sim,
	};
	struct cpu_retry *retry = &exc->thread->retry, noted;
	struct mmu_regs before;
	int result;

	frame.regs.rflags = simulated_flags(exc);
	before = frame.regs;
	if (cpu_retry_note(retry, &exc->fault, exc->regs.rip)) {
		noted = *retry;
		result = cpu_deliver(exc->cpu, &frame);
		*retry = noted; /* faults in the handler used it, too */
	} else {
		result = cpu_give_up(exc->cpu, &frame);
	}
	if (result || frame.regs.rip != exc->regs.rip)
		retry->count = 0; /* not the same instruction again */
	if (result)
		return result;
	*again = !memcmp(&before, &frame.regs, sizeof(before));
	take_regs(exc, &frame.regs);
	return 0;
}

/* A timer of the host's has interrupted simulated code. */
static int take_interrupt(struct native_exc *exc)
{
	struct mmu_regs regs = exc->regs;
	int ended;

	regs.rflags = simulated_flags(exc);
	ended = native_interrupt_taken(exc->cpu, &regs);
	take_regs(exc, &regs);
	return ended;
}

/*
 * The host refused an instruction, perhaps because only a kernel may use it.
 * Returns as deliver() does.
 */
static int execute_or_deliver(struct native_exc *exc, bool *again)
{
	unsigned int vector = exc->fault.vector;
	int raised;

	if (vector == NATIVE_INTERRUPT)
		return take_interrupt(exc);
	if (exc->sim)
		native_of(exc->cpu)->wrote = true; /* where nobody watches */
	if (!exc->sim || exc->cpu->cpl || exc->fault.why ||
	    (vector != MMU_TRAP_GP && vector != MMU_TRAP_UD))
		return deliver(exc, again);
	raised = native_privileged(exc->cpu, &exc->regs, &exc->fault);
	if (raised == NATIVE_END_CALL)
		return raised;
	if (raised)
		return deliver(exc, again);
	exc->cpu->stats.faults--; /* it was none */
	exc->thread->retry.count = 0;
	return 0;
}

/* The very access will be made again. */
static void fill_ahead(struct native_exc *exc)
{
	const struct window *window = native_window_at(exc->addr);

	if (!window || window->cpu != exc->cpu ||
	    exc->fault.la != native_lift(window, exc->addr))
		return;
	if (native_fill_ahead(exc->cpu, exc->addr, exc->fault.how))
		exc->thread->retry.count = 0;
}

/* Whoever has poisoned the frames that are given up, the tools shall not mind
 * what comes to lie there next. Present where the program is made with ASan. */
extern void __asan_unpoison_memory_region(const volatile void *at, size_t len)
	__attribute__((weak));

/* Host code that nobody can help is given up, if it was tried (mmu_try()):
 * resume where it is expected in that case. */
static bool land(struct native_exc *exc)
{
	uint64_t sp = exc->regs.gpr[MMU_RSP] - NATIVE_RED_ZONE;
	unsigned int here = native_stack_rank(sp);
	const struct cpu_landing *at = cpu_record_land(sp, exc->scope);

	/* Not out of a signal handler, whose signal would stay blocked, nor from
	 * one coroutine into another. */
	if (!at || (here != native_stack_rank(at->rsp) &&
		    here != NATIVE_EXCEPTION_STACK))
		return false;
	cpu_record_landed();
	if (__asan_unpoison_memory_region)
		__asan_unpoison_memory_region((void *)sp, at->rsp - sp);
	exc->regs.gpr[MMU_RAX] = 1;
	exc->regs.gpr[MMU_RBX] = at->rbx;
	exc->regs.gpr[MMU_RBP] = at->rbp;
	exc->regs.gpr[MMU_RSP] = at->rsp;
	exc->regs.gpr[MMU_R12] = at->r12;
	exc->regs.gpr[MMU_R13] = at->r13;
	exc->regs.gpr[MMU_R14] = at->r14;
	exc->regs.gpr[MMU_R15] = at->r15;
	exc->regs.rip = at->rip;
	exc->regs.rflags &= ~DIRECTION_FLAG;
	return true;
}

/* A thread that no call of the library has prepared. */
static struct native_thread *enter_late(void)
{
	int err = native_enter();

	if (!native_self) {
		fprintf(stderr, "mmusim: a thread cannot take faults: %s\n",
			strerror(-err));
		abort();
	}
	return native_self;
}

/* Called by native_entry. 0: resume with exc->regs; else end exc->call. */
int native_stage2(struct native_exc *exc)
{
	struct stack_note note;
	int result = 0, saved_errno = errno;
	bool again = false;

	/* RSP came down past it, for memcheck a new stack frame. */
	VALGRIND_MAKE_MEM_DEFINED(exc, EXC_XSAVE + native_xsave_size);
	if (!exc->thread)
		exc->thread = enter_late();
	if (exc->own_stack)
		native_note_exception_stack(&note, exc->thread);
	result = execute_or_deliver(exc, &again);
	if (result && !exc->sim) {
		if (land(exc))
			result = 0;
		else
			report(exc, result);
	}
	cpu_sync(exc->cpu);
	if (again && exc->sig == SIGSEGV)
		fill_ahead(exc);
	cpu_scope_leave(exc->scope);
	errno = saved_errno;
	if (exc->own_stack)
		native_note_old_stack(&note);

	exc->thread->in_sim = exc->was_sim;
	if (exc->was_sim && !result)
		native_allow_interrupt(exc->thread);
	if (result && exc->sim)
		return result;
	if (result) {
		exc->thread->decline.armed = true;
		exc->thread->decline.rip = exc->regs.rip;
		exc->thread->decline.addr = exc->addr;
	}
	set_tail(exc);
	return 0;
}
