/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scope.c - see scope.h. */
#include "cpu/scope.h"

#include <stddef.h>

#include "cpu/machine.h"
#include "mem/bug.h"

/* The innermost one of this thread. Read in signal handlers. */
static _Thread_local struct cpu_scope *top
	__attribute__((tls_model("initial-exec")));

static unsigned int (*stack_rank)(uintptr_t at);

void cpu_scope_set_rank(unsigned int (*rank)(uintptr_t at))
{
	__atomic_store_n(&stack_rank, rank, __ATOMIC_RELAXED);
}

static unsigned int rank_of(uintptr_t at)
{
	unsigned int (*rank)(uintptr_t) =
		__atomic_load_n(&stack_rank, __ATOMIC_RELAXED);

	return rank ? rank(at) : 0;
}

struct cpu_scope *cpu_scope_enter(struct mmu_cpu *cpu, const void *at,
				  cpu_leave_fn *leave)
{
	struct cpu_scope *scope = &cpu->scope[cpu->nscopes];

	if (cpu->nscopes == CPU_SCOPES)
		return NULL;
	cpu->nscopes++;
	*scope = (struct cpu_scope){.outer = top,
				    .base = cpu->scope,
				    .at = (uintptr_t)at,
				    .cpu = cpu,
				    .leave = leave,
				    .rflags = cpu->rflags,
				    .cpl = cpu->cpl};
	top = scope;
	return scope;
}

static void leave_top(const void *sp)
{
	struct cpu_scope *scope = top;

	top = scope->outer;
	scope->cpu->scope = scope->base;
	scope->cpu->nscopes = (unsigned int)(scope - scope->base);
	scope->leave(scope, sp);
}

struct cpu_scope *cpu_scope_exchange(struct cpu_scope *innermost)
{
	struct cpu_scope *was = top;

	top = innermost;
	return was;
}

static bool is_open(const struct cpu_scope *scope)
{
	const struct cpu_scope *open = top;

	while (open && open != scope)
		open = open->outer;
	return open != NULL;
}

/* Those inside of it were jumped out of. */
static void leave_inner(struct cpu_scope *scope, const void *sp)
{
	while (top != scope)
		leave_top(sp);
}

void cpu_scope_leave(struct cpu_scope *scope)
{
	if (!is_open(scope)) {
		mmu_bug("an exception handler returned after its thread had "
			"jumped out of it");
		return;
	}
	leave_inner(scope, __builtin_frame_address(0));
	leave_top(NULL);
}

void cpu_scope_jumped(struct cpu_scope *scope, const void *sp)
{
	leave_inner(scope, sp);
	leave_top(sp);
}

static bool jumped_out_of(const struct cpu_scope *scope, uintptr_t sp)
{
	unsigned int ours = rank_of(scope->at), now = rank_of(sp);

	if (ours == CPU_STACK_UNKNOWN || now == CPU_STACK_UNKNOWN)
		return false;
	return ours == now ? sp >= scope->at : ours > now;
}

void cpu_scope_settle(const void *sp)
{
	bool tied = false;

	while (top && (tied || jumped_out_of(top, (uintptr_t)sp))) {
		tied = top->tied;
		leave_top(sp);
	}
}

void cpu_scope_leave_all(const struct mmu_machine *machine)
{
	struct cpu_scope *outermost = NULL;

	for (struct cpu_scope *scope = top; scope; scope = scope->outer)
		if (!machine || scope->cpu->machine == machine)
			outermost = scope;
	if (outermost)
		cpu_scope_jumped(outermost, __builtin_frame_address(0));
}
