/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scope.h - what a host thread is in the middle of, and how to end it when the
 * thread just leaves: by longjmp(), by pthread_exit().
 *
 * Delivering an exception takes the CPU's lock, raises its depth and changes
 * its privilege level, and gives all of it back when the handler returns. A
 * handler that jumps out never returns. So whatever must be given back is
 * written down as a scope, and those that the thread has jumped out of are left
 * on its behalf as soon as it does something that shows where it is now.
 *
 * A jump leads to an older frame of the same stack, or from a stack that served
 * an interruption back to the interrupted one. So a scope has been jumped out
 * of when the thread's stack pointer is not below it; stacks have a rank for
 * this, higher ones being those that interrupt others. Of stacks that we do
 * not know (a program's coroutines, its own signal stack) nothing is said: a
 * thread may come back to them.
 *
 * Some scopes have only the library's own frames between them, where nobody
 * can jump to: who jumped out of the inner one jumped out of the outer one.
 *
 * Limit: after a jump on one stack a deeper frame looks as if it belonged to
 * the scope. It is left when the thread comes back to the depth that it jumped
 * to.
 */
#ifndef CPU_SCOPE_H
#define CPU_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

struct mmu_cpu;
struct mmu_machine;

struct cpu_scope;
typedef void cpu_leave_fn(struct cpu_scope *scope, const void *sp);

/**
 * struct cpu_scope - something that a thread is in the middle of
 * @outer:  what it was in the middle of before
 * @tied:   who jumped out of this one jumped out of @outer, too
 * @base:   the array that it lies in, with all that are around it
 * @at:     on the host's stack; frames above are older
 * @leave:  gives back what the scope holds; @sp is where the thread jumped to,
 *          NULL if it did not
 * @arg, @value: for @leave
 * @rflags, @cpl: of the CPU when it began
 */
struct cpu_scope {
	struct cpu_scope *outer;
	bool tied;
	struct cpu_scope *base;
	uintptr_t at;
	struct mmu_cpu *cpu;
	cpu_leave_fn *leave;
	void *arg;
	uint64_t value;
	uint64_t rflags;
	unsigned int cpl;
};

/* They live in the CPU, or in a coroutine (native/fiber.h), and not on a stack:
 * one that was jumped out of is soon overwritten. */
#define CPU_SCOPES	  128

#define CPU_STACK_UNKNOWN (~0u)

/* Begin one; fill in @tied, @arg, @value. NULL when there are too many. AS-safe.
 */
struct cpu_scope *cpu_scope_enter(struct mmu_cpu *cpu, const void *at,
				  cpu_leave_fn *leave);

/* End one, and those in it that were jumped out of. AS-safe. */
void cpu_scope_leave(struct cpu_scope *scope);

/* Leave what the thread has jumped out of, if its stack pointer is here now.
 * AS-safe. */
void cpu_scope_settle(const void *sp);

/* The thread has jumped out of this one, and is here now. AS-safe. */
void cpu_scope_jumped(struct cpu_scope *scope, const void *sp);

/* Leave those of a machine, which ends; with NULL all: the thread ends. */
void cpu_scope_leave_all(const struct mmu_machine *machine);

/* What the thread is in the middle of, for a coroutine that takes its turn: the
 * innermost from now on. Returns what was. */
struct cpu_scope *cpu_scope_exchange(struct cpu_scope *innermost);

/* Who knows the rank of the stack that an address is on, CPU_STACK_UNKNOWN if
 * it is none of the thread's. Without, all have rank 0. */
void cpu_scope_set_rank(unsigned int (*rank)(uintptr_t at));

#endif
