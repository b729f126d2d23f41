/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap_leave.c - leaving stage 1 for stage 2: on which host stack will that run,
 * and what does it find there?
 */
#define _GNU_SOURCE
#include <string.h>

#include "native/sanitizer.h"
#include "native/trap.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_UNDEFINED(a, n) ((void)(a), (void)(n))
#endif

/* Flags that interrupted code may have set and the C ABI wants clear: trap
 * flag, direction flag, alignment check. */
#define FLAGS_TO_CLEAR (0x100ull | 0x400ull | 0x40000ull)

/*
 * May stage 2 begin on the exception stack? Not when an exception is under way
 * there, wherever its handler has gone meanwhile (another signal's handler may
 * have interrupted it, or it runs a coroutine), nor for a signal handler on the
 * signal stack, which may have interrupted one: it goes on where the code is.
 */
static bool stack_is_free(const struct trap *trap)
{
	unsigned int rank = trap_stack_rank(trap);

	return !trap->thread->stack_used && rank != NATIVE_EXCEPTION_STACK &&
	       rank != NATIVE_SIGNAL_STACK;
}

static bool needs_exception_stack(const struct trap *trap)
{
	return trap->thread && !trap->sim && stack_is_free(trap);
}

/* Does stage 1 run on the stack of the code that it interrupted? Then its own
 * frames, and the context that they work on, lie just below. */
static bool on_interrupted_stack(const struct trap *trap)
{
	stack_t now;

	if (sigaltstack(NULL, &now) || !(now.ss_flags & SS_ONSTACK))
		return true;
	return trap->regs.gpr[MMU_RSP] - (uint64_t)(uintptr_t)now.ss_sp <=
	       now.ss_size;
}

/* The top of the free part of the stack that stage 2 shall run on. */
static uint64_t exception_stack(const struct trap *trap)
{
	enum { OUR_FRAMES = 16 << 10 }; /* those above this one, and to come */
	const struct native_thread *thread = trap->thread;

	if (trap->sim)
		return thread->call->host_sp;
	if (needs_exception_stack(trap))
		return (uint64_t)(uintptr_t)thread->stack + NATIVE_STACK_SIZE;
	if (on_interrupted_stack(trap))
		return (uint64_t)(uintptr_t)__builtin_frame_address(0) -
		       OUR_FRAMES;
	return trap->regs.gpr[MMU_RSP] - NATIVE_RED_ZONE;
}

/* The value of an exception's scope. */
enum { IN_SIM = 1, OWN_STACK = 2 };

/* The exception is over, or its handler was left by a jump. Whoever has the
 * lock next may use the scope for an exception of its own. */
static void end_exception(struct cpu_scope *scope, const void *sp)
{
	struct native_thread *thread = native_self;

	thread->exc = scope->arg;
	thread->in_sim = scope->value & IN_SIM;
	if (scope->value & OWN_STACK)
		thread->stack_used = false;
	if (sp)
		thread->retry.count = 0;
	if (sp && scope->value & OWN_STACK)
		native_note_jump(thread, sp);
	cpu_unlock(&scope->cpu->lock);
}

static struct cpu_scope *begin_exception(struct trap *trap,
					 struct native_exc *exc)
{
	struct native_thread *thread = trap->thread;
	struct cpu_scope *scope;

	scope = cpu_scope_enter(trap->cpu, exc, end_exception);
	if (!scope || !thread)
		return scope;
	scope->arg = thread->exc;
	scope->tied = trap->sim; /* to the call */
	/* Who jumps out of a handler of simulated code jumps out of that. */
	if (thread->in_sim && !trap->sim)
		scope->value |= IN_SIM;
	if (needs_exception_stack(trap))
		scope->value |= OWN_STACK;
	return scope;
}

enum trap_outcome trap_leave(struct trap *trap, const struct mmu_fault *fault)
{
	size_t size = EXC_XSAVE + native_xsave_size;
	uint64_t at = (exception_stack(trap) - size) & ~63ull;
	struct native_exc *exc = (struct native_exc *)(uintptr_t)at;
	bool sim = trap->sim, own_stack = needs_exception_stack(trap);
	struct native_thread *thread = trap->thread;

	/* With what memcheck takes for its red zone. */
	VALGRIND_MAKE_MEM_UNDEFINED((char *)exc - NATIVE_RED_ZONE,
				    size + NATIVE_RED_ZONE);
	if (thread)
		native_undisplace(thread, &trap->regs);
	*exc = (struct native_exc){
		.regs = trap->regs,
		.call = sim ? thread->call : NULL,
		.thread = thread,
		.scope = begin_exception(trap, exc),
		.cpu = trap->cpu,
		.fault = *fault,
		.addr = trap->addr,
		.sig = trap->sig,
		.sim = sim,
		.was_sim = thread && thread->in_sim,
		.own_stack = own_stack,
	};
	if (!exc->scope) {
		trap_complain(
			"mmusim: too many exceptions inside of exceptions\n");
		return NOT_OURS;
	}
	/* XRSTOR wants the header's reserved part to be zero. */
	memset((char *)exc + EXC_XSAVE + 512, 0,
	       native_xsave_size > 512 ? 64 : 0);
	if (thread) {
		/* Should the stack be full, that is a fault of the host's. */
		thread->in_sim = false;
		thread->exc = exc;
		thread->stack_used |= own_stack;
	}
	trap->regs.gpr[MMU_RBX] = at;
	trap->regs.rip = (uint64_t)(uintptr_t)native_entry;
	trap->regs.rflags &= ~FLAGS_TO_CLEAR;
	trap_store_regs(trap);
	return STAGE2;
}
