/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fiber.c - coroutines: see fiber.h. */
#include "native/fiber.h"

#include <errno.h>

#include "cpu/landing.h"
#include "native/host.h"
#include "native/native.h"
#include "native/sanitizer.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) ((void)(start), (void)(end), 0u)
#define VALGRIND_STACK_DEREGISTER(id)	    ((void)(id))
#define VALGRIND_MAKE_MEM_DEFINED(a, n)	    ((void)(a), (void)(n))
#endif

/* Handlers print, and each exception has its register state there. */
#define FIBER_STACK (512ul << 10)
#define START_MXCSR 0x1f80u
#define START_FCW   0x037fu

/**
 * struct fiber_state - what a thread is in the middle of
 * @scope, @nscopes, @depth, @rflags, @cpl: of the CPU
 * @innermost: scope of the thread; NULL: none of the fiber's own
 * @locked: how often the CPU's lock is held
 */
struct fiber_state {
	struct native_call *call;
	struct native_exc *exc;
	struct cpu_scope *call_scope, *fiber_scope;
	bool in_sim;
	struct cpu_retry retry;
	struct cpu_record *record;
	struct cpu_scope *innermost;
	struct cpu_scope *scope;
	unsigned int nscopes, depth, locked;
	uint64_t rflags;
	uint8_t cpl;
};

/**
 * struct native_fiber - see fiber.h
 * @sp:     where it stopped; @resumer_sp: where its resumer did
 * @thread: that it belongs to; NULL before it began
 * @state:  of the fiber while it does not run, else of its resumer
 * @stack_id: for Valgrind, if @watched
 * @note:   the stack of whoever resumed it, for ASan
 * @fake:   for ASan, of the fiber while it does not run
 */
struct native_fiber {
	uint64_t sp, resumer_sp;
	struct mmu_cpu *cpu;
	native_fiber_fn *fn;
	void *arg;
	char *stack;
	struct native_thread *thread;
	bool running, ended;
	bool watched;
	unsigned int stack_id;
	struct stack_note note;
	void *fake;
	struct fiber_state state;
	struct cpu_scope scope[CPU_SCOPES];
};

void native_fiber_switch(uint64_t *from, uint64_t to);
void native_fiber_start(void);
void native_fiber_main(struct native_fiber *fiber);

/* --- what changes hands ---------------------------------------------------------- */

static struct fiber_state capture(const struct mmu_cpu *cpu,
				  const struct native_thread *thread)
{
	return (struct fiber_state){.call = thread->call,
				    .exc = thread->exc,
				    .call_scope = thread->call_scope,
				    .fiber_scope = thread->fiber_scope,
				    .in_sim = thread->in_sim,
				    .retry = thread->retry,
				    .record = cpu_record,
				    .scope = cpu->scope,
				    .nscopes = cpu->nscopes,
				    .depth = cpu->depth,
				    .rflags = cpu->rflags,
				    .cpl = cpu->cpl};
}

static void install(struct mmu_cpu *cpu, struct native_thread *thread,
		    const struct fiber_state *state)
{
	if (!thread->call != !state->call) {
		native_expect_faults(state->call);
		if (state->call)
			thread->host_gs = native_gs_base();
		else
			native_set_gs_base(thread->host_gs);
	}
	thread->call = state->call;
	if (thread->call)
		native_load_gs(thread->call->cpu);
	thread->exc = state->exc;
	thread->call_scope = state->call_scope;
	thread->fiber_scope = state->fiber_scope;
	thread->in_sim = state->in_sim;
	thread->retry = state->retry;
	cpu_record = state->record;
	cpu->scope = state->scope;
	cpu->nscopes = state->nscopes;
	cpu->depth = state->depth;
	if (cpu->rflags == state->rflags && cpu->cpl == state->cpl)
		return;
	cpu->rflags = state->rflags;
	cpu->cpl = state->cpl;
	cpu_mode_changed(cpu);
}

/* Scopes of the fiber come within that of its resumption, and its locks on top
 * of those that are held. */
static void to_fiber(struct native_fiber *fiber)
{
	struct fiber_state state = fiber->state;
	struct mmu_cpu *cpu = fiber->cpu;

	fiber->state = capture(cpu, fiber->thread);
	fiber->state.locked = cpu->lock.depth;
	install(cpu, fiber->thread, &state);
	cpu->lock.depth += state.locked;
	fiber->state.innermost = cpu_scope_exchange(NULL);
	fiber->scope[0].outer = fiber->state.innermost;
	cpu_scope_exchange(state.nscopes ? state.innermost :
					   fiber->state.innermost);
	fiber->running = true;
}

static void from_fiber(struct native_fiber *fiber)
{
	struct fiber_state state = fiber->state;
	struct mmu_cpu *cpu = fiber->cpu;

	fiber->running = false;
	fiber->state = capture(cpu, fiber->thread);
	fiber->state.locked = cpu->lock.depth - state.locked;
	fiber->state.innermost = cpu_scope_exchange(state.innermost);
	install(cpu, fiber->thread, &state);
	cpu->lock.depth = state.locked;
}

/* --- making and ending ------------------------------------------------------------ */

/* As native_fiber_switch() leaves a stack. */
static void prepare_stack(struct native_fiber *fiber)
{
	uint64_t *top = (uint64_t *)(void *)(fiber->stack + FIBER_STACK);

	*--top = 0;
	*--top = 0; /* start is entered with RSP at a multiple of 16 */
	*--top = (uint64_t)(uintptr_t)native_fiber_start;
	*--top = 0;			     /* rbp */
	*--top = 0;			     /* rbx */
	*--top = (uint64_t)(uintptr_t)fiber; /* r12 */
	*--top = 0;			     /* r13 */
	*--top = 0;			     /* r14 */
	*--top = 0;			     /* r15 */
	*--top = (uint64_t)START_FCW << 32 | START_MXCSR;
	fiber->sp = (uint64_t)(uintptr_t)top;
}

struct native_fiber *native_fiber_create(struct mmu_cpu *cpu,
					 native_fiber_fn *fn, void *arg)
{
	struct native_fiber *fiber =
		pool_zalloc(cpu->machine->pool, sizeof(*fiber));

	if (!fiber)
		return NULL;
	fiber->stack = host_stack_create(FIBER_STACK);
	if (!fiber->stack) {
		pool_free(cpu->machine->pool, fiber);
		return NULL;
	}
	fiber->cpu = cpu;
	fiber->fn = fn;
	fiber->arg = arg;
	fiber->state.scope = fiber->scope;
	fiber->state.rflags = MMU_RFLAGS_IF | 2;
	prepare_stack(fiber);
	cpu->machine->nfibers++;
	return fiber;
}

void native_fiber_destroy(struct native_fiber *fiber)
{
	if (!fiber)
		return;
	if (fiber->watched)
		VALGRIND_STACK_DEREGISTER(fiber->stack_id);
	native_forget_stack(fiber->stack, FIBER_STACK);
	host_stack_destroy(fiber->stack, FIBER_STACK);
	fiber->cpu->machine->nfibers--;
	pool_free(fiber->cpu->machine->pool, fiber);
}

bool native_fiber_ended(const struct native_fiber *fiber)
{
	return fiber->ended;
}

/* --- switching -------------------------------------------------------------------- */

/* The fiber yielded; or the thread has jumped from it to the stack that it was
 * resumed on. */
static void end_resume(struct cpu_scope *scope, const void *sp)
{
	struct native_fiber *fiber = scope->arg;

	if (sp) {
		/* This scope and those around it are in order already. */
		struct cpu_scope *innermost = cpu_scope_exchange(NULL);
		unsigned int nscopes = scope->cpu->nscopes;

		fiber->ended = true;
		from_fiber(fiber);
		cpu_scope_exchange(innermost);
		scope->cpu->nscopes = nscopes;
	}
	cpu_unlock(&scope->cpu->lock);
}

/* With the CPU's lock, which is then held. The first time it looks whether our
 * signal handlers are in place; who resumes many times in a row has entered the
 * machine, which did that. */
static int claim(struct native_fiber *fiber)
{
	struct native_thread *thread = native_self;
	int err;

	if (fiber->thread)
		return fiber->thread == thread ? cpu_lock(&fiber->cpu->lock) :
						 -EPERM;
	err = mmu_cpu_enter(fiber->cpu);
	if (err)
		return err;
	thread = fiber->thread = native_self;
	fiber->watched = thread->watched_stacks;
	if (fiber->watched)
		fiber->stack_id = VALGRIND_STACK_REGISTER(
			fiber->stack, fiber->stack + FIBER_STACK);
	return 0;
}

int native_fiber_resume(struct native_fiber *fiber)
{
	struct cpu_scope *scope;
	int err = claim(fiber);

	if (err)
		return err;
	scope = cpu_scope_enter(fiber->cpu, __builtin_frame_address(0),
				end_resume);
	if (!scope) {
		mmu_cpu_leave(fiber->cpu);
		return -EOVERFLOW;
	}
	scope->arg = fiber;
	fiber->state.fiber_scope = scope;
	to_fiber(fiber);
	native_note_leaving(&fiber->note.fake, fiber->stack, FIBER_STACK);
	native_fiber_switch(&fiber->resumer_sp, fiber->sp);
	native_note_arrival(fiber->note.fake, NULL);
	cpu_scope_leave(scope);
	if (!native_self->call)
		native_disarm_interrupt(native_self);
	return 0;
}

void native_fiber_yield(struct native_fiber *fiber)
{
	from_fiber(fiber);
	native_note_leaving(fiber->ended ? NULL : &fiber->fake,
			    fiber->note.bottom, fiber->note.size);
	native_fiber_switch(&fiber->sp, fiber->resumer_sp);
	native_note_arrival(fiber->fake, &fiber->note);
}

/* Called by native_fiber_start. */
void native_fiber_main(struct native_fiber *fiber)
{
	native_note_arrival(NULL, &fiber->note);
	fiber->fn(fiber->arg);
	fiber->ended = true;
	native_fiber_yield(fiber);
}

bool native_called_by_sim(void)
{
	uintptr_t sp = (uintptr_t)__builtin_frame_address(0);

	return native_self && native_self->in_sim &&
	       native_stack_rank(sp) == CPU_STACK_UNKNOWN;
}

/* --- for the tools ----------------------------------------------------------------- */

extern void __asan_unpoison_memory_region(const volatile void *at, size_t len)
	__attribute__((weak));

void native_forget_stack(const void *at, size_t len)
{
	if (__asan_unpoison_memory_region)
		__asan_unpoison_memory_region(at, len);
	VALGRIND_MAKE_MEM_DEFINED(at, len);
}

uint32_t native_exception_mxcsr(void)
{
	enum { MXCSR = 24 }; /* in the area that FXSAVE and XSAVE write */
	const struct native_exc *exc = native_self->exc;

	return *(const uint32_t *)(const void *)((const char *)exc + EXC_XSAVE +
						 MXCSR);
}
