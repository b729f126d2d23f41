/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fiber.h - coroutines that may be in the middle of simulated code.
 *
 * A fiber has a host stack of its own. Its function may call mmu_call(), and
 * whatever serves simulated code then, a call through the gate or an exception,
 * runs on that stack, too; from there it may yield. Who resumed it goes on, and
 * may resume others, until it is resumed again:
 *
 *   the thread's stack   resume(a) . . . . . . . . resume(b) . . . resume(a)
 *   stack of fiber a       mmu_call, fault, yield                    ... return
 *   stack of fiber b                                 mmu_call, ...
 *
 * With a fiber everything changes hands that says what the thread is in the
 * middle of: calls, exceptions, scopes, the depth of the CPU's lock, privilege
 * level and flags. Control registers are left to the caller.
 *
 * A fiber belongs to the host thread that resumed it first.
 */
#ifndef NATIVE_FIBER_H
#define NATIVE_FIBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mmu_cpu;
struct native_fiber;

typedef void native_fiber_fn(void *arg);

/* One that has not begun. NULL without memory. */
struct native_fiber *native_fiber_create(struct mmu_cpu *cpu,
					 native_fiber_fn *fn, void *arg);

/* It does not run now. Frames on its stack are gone, not unwound. NULL does
 * nothing. */
void native_fiber_destroy(struct native_fiber *fiber);

/*
 * Run it until it yields or ends. 0; -EPERM when it is another thread's;
 * -EOVERFLOW when the thread is in the middle of too much; what mmu_cpu_enter()
 * says.
 */
int native_fiber_resume(struct native_fiber *fiber);

/* Called on it: go back to whoever resumed it. */
void native_fiber_yield(struct native_fiber *fiber);

/* Its function has returned, or the thread has jumped out of it for good. */
bool native_fiber_ended(const struct native_fiber *fiber);

/* Does simulated code call the library as it is, on its own stack? */
bool native_called_by_sim(void);

/*
 * Simulated stacks of several fibers lie at the same addresses. What the tools
 * know of [at, at + len) is about another one's: forget it.
 */
void native_forget_stack(const void *at, size_t len);

/* Control and status of the interrupted code's SSE unit, in the handler of an
 * exception. */
uint32_t native_exception_mxcsr(void);

#endif
