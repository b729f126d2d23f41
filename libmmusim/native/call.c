/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call.c - running native code as simulated code, and its calls back into the
 * library.
 */
#include <errno.h>

#include "cpu/landing.h"
#include "native/host.h"
#include "native/native.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_DISABLE_ADDR_ERROR_REPORTING_IN_RANGE(a, n) ((void)0)
#define VALGRIND_ENABLE_ADDR_ERROR_REPORTING_IN_RANGE(a, n)  ((void)0)
#define VALGRIND_STACK_REGISTER(start, end)		     ((void)(start), (void)(end), 0u)
#define VALGRIND_STACK_DEREGISTER(id)			     ((void)(id))
#define VALGRIND_MAKE_MEM_UNDEFINED(a, n)		     ((void)(a), (void)(n))
#endif

#define DEFAULT_STACK (16ull << 10)

static native_gate_fn *serve;

void native_set_gate(native_gate_fn *fn)
{
	serve = fn;
}

int native_serve_gate(struct native_thread *thread, struct native_gate *gate)
{
	struct mmu_cpu *cpu = thread->call->cpu;
	uint64_t drops = cpu->stats.host_drops;
	int status;

	thread->in_sim = false;
	native_of(cpu)->wrote = true; /* where nobody watches */
	status = serve(cpu, gate);
	cpu_sync(cpu);
	/* It will return, by the stack; another task may have run meanwhile. */
	if (!status && cpu->stats.host_drops != drops)
		native_fill_ahead(cpu, gate->sim_sp, MMU_READ);
	thread->in_sim = true;
	native_allow_interrupt(thread);
	return status;
}

/*
 * Valgrind lets the host stack grow when it is touched near its stack pointer.
 * Stage 1 touches it from elsewhere.
 */
static __attribute__((noinline)) void grow_host_stack(void)
{
	volatile char room[EXC_XSAVE + (32 << 10)];

	room[0] = 0;
	(void)room[0];
}

/*
 * Simulated code is meant to fault where its tables say so; memcheck would
 * report each such access. These are the addresses that the host has nothing
 * at: the lowest GiB up to the first window, and all from the last page below
 * the non-canonical ones upwards. Outside of calls they are reported as ever.
 */
#define LOW_END	   0x40000000ul
#define HIGH_START 0x00007ffffffff000ul

void native_expect_faults(bool yes)
{
	(void)yes;
	if (yes) {
		VALGRIND_DISABLE_ADDR_ERROR_REPORTING_IN_RANGE(0, LOW_END);
		VALGRIND_DISABLE_ADDR_ERROR_REPORTING_IN_RANGE(HIGH_START,
							       -HIGH_START);
	} else {
		VALGRIND_ENABLE_ADDR_ERROR_REPORTING_IN_RANGE(0, LOW_END);
		VALGRIND_ENABLE_ADDR_ERROR_REPORTING_IN_RANGE(HIGH_START,
							      -HIGH_START);
	}
}

/* Not below its window: the stack of somebody else may lie there. */
static uint64_t stack_start(const struct mmu_call_args *args)
{
	uint64_t len = args->stack_len ? args->stack_len : DEFAULT_STACK;
	const struct window *window = native_window_at(args->sp - 1);
	uint64_t room = args->sp;

	if (window)
		room -= (uint64_t)(uintptr_t)window->host;
	return args->sp - (len < room ? len : room);
}

/* The value of a call's scope. */
#define STACK_ID 0xffffffffull
#define WAS_SIM	 (1ull << 32)

/* The call has ended, or the thread has jumped out of it. */
static void end_call(struct cpu_scope *scope, const void *sp)
{
	struct native_thread *thread = native_self;

	(void)sp;
	thread->call = scope->arg;
	thread->call_scope = thread->call ? thread->call->scope : NULL;
	thread->in_sim = scope->value & WAS_SIM;
	if (thread->call) {
		native_load_gs(thread->call->cpu);
	} else {
		native_set_gs_base(thread->host_gs);
		native_expect_faults(false); /* the calls around go on */
		native_disarm_interrupt(thread);
	}
	if (thread->watched_stacks)
		VALGRIND_STACK_DEREGISTER(scope->value & STACK_ID);
	cpu_unlock(&scope->cpu->lock);
}

/* With the CPU's lock held, which is then the scope's. */
static struct cpu_scope *begin_call(const struct mmu_call_args *args,
				    struct native_call *call, const void *at)
{
	struct native_thread *thread = native_self;
	struct cpu_scope *scope = cpu_scope_enter(call->cpu, at, end_call);

	if (!scope)
		return NULL;
	scope->arg = thread->call;
	if (thread->watched_stacks)
		scope->value =
			VALGRIND_STACK_REGISTER(stack_start(args), args->sp);
	if (thread->in_sim)
		scope->value |= WAS_SIM;
	cpu_sync(call->cpu);
	if (!thread->call)
		native_expect_faults(true);
	if (host_valgrind())
		grow_host_stack();
	/* For the return address: what was popped there is no one's to memcheck,
	 * which does not see that the stack is switched. */
	VALGRIND_MAKE_MEM_UNDEFINED((char *)(uintptr_t)args->sp - 8, 8);
	thread->call = call;
	thread->call_scope = call->scope = scope;
	if (!scope->arg)
		thread->host_gs = native_gs_base();
	native_load_gs(call->cpu);
	thread->in_sim = true;
	native_allow_interrupt(thread);
	return scope;
}

/* Simulated code does not run on a stack of the host: who is there while it
 * should run is a signal handler, or has jumped out of one. Nor do fibers run on
 * the stacks of a thread. */
void native_settle(const void *sp)
{
	struct native_thread *thread = native_self;
	unsigned int rank = native_stack_rank((uintptr_t)sp);

	if (thread && thread->fiber_scope && rank < NATIVE_SIGNAL_STACK)
		cpu_scope_jumped(thread->fiber_scope, sp);
	if (thread && thread->in_sim && rank < NATIVE_SIGNAL_STACK)
		cpu_scope_jumped(thread->call_scope, sp);
	cpu_scope_settle(sp);
}

int mmu_call(struct mmu_cpu *cpu, const struct mmu_call_args *args,
	     uint64_t *result)
{
	struct native_call call = {.rip = args->fn, .sp = args->sp, .cpu = cpu};
	void *here = __builtin_frame_address(0);
	struct cpu_record *closed = NULL;
	struct cpu_scope *scope;
	int status;

	if (args->size != sizeof(*args) || args->sp & 15)
		return -EINVAL;
	if (!cpu->native)
		return -ENOTSUP;
	for (int i = 0; i < 6; i++)
		call.arg[i] = args->arg[i];
	cpu_scope_settle(here);
	status = mmu_cpu_enter(cpu);
	if (status)
		return status;
	scope = begin_call(args, &call, here);
	if (!scope) {
		mmu_cpu_leave(cpu);
		return -EOVERFLOW;
	}
	if (cpu_record)
		closed = cpu_record_begin(cpu);
	status = native_run(&call);
	if (closed)
		cpu_record_end(closed);
	cpu_scope_leave(scope);
	if (!status && result)
		*result = call.result;
	return status;
}
