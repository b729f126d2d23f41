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
	int status;

	thread->in_sim = false;
	status = serve(cpu, gate);
	cpu_sync(cpu);
	thread->in_sim = true;
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

/* Run it with this thread marked as running simulated code. */
static int run(struct native_call *call)
{
	struct native_thread *thread = native_self;
	bool was_sim = thread->in_sim;
	struct cpu_record *closed = NULL;
	int status;

	if (host_valgrind())
		grow_host_stack();
	if (cpu_record)
		closed = cpu_record_begin(call->cpu);
	call->prev = thread->call;
	thread->call = call;
	thread->in_sim = true;
	status = native_run(call);
	thread->in_sim = was_sim;
	thread->call = call->prev;
	if (closed)
		cpu_record_end(closed);
	return status;
}

/*
 * Simulated code is meant to fault where its tables say so; memcheck would
 * report each such access. These are the addresses that the host has nothing
 * at: the lowest GiB up to the first window, and all from the non-canonical
 * ones upwards. Outside of calls they are reported as ever.
 */
#define LOW_END	   0x40000000ul
#define HIGH_START 0x0000800000000000ul

static void expect_faults(const struct native_call *outer, bool yes)
{
	(void)yes;
	if (outer) /* the calls around this one have said so */
		return;
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

int mmu_call(struct mmu_cpu *cpu, const struct mmu_call_args *args,
	     uint64_t *result)
{
	struct native_call call = {.rip = args->fn, .sp = args->sp, .cpu = cpu};
	unsigned int stack_id = 0;
	int status;

	if (args->size != sizeof(*args) || args->sp & 15)
		return -EINVAL;
	if (!cpu->native)
		return -ENOTSUP;
	for (int i = 0; i < 6; i++)
		call.arg[i] = args->arg[i];
	status = mmu_cpu_enter(cpu);
	if (status)
		return status;
	if (native_self->watched_stacks)
		stack_id = VALGRIND_STACK_REGISTER(stack_start(args), args->sp);
	cpu_sync(cpu);
	expect_faults(native_self->call, true);
	status = run(&call);
	expect_faults(native_self->call, false);
	if (native_self->watched_stacks)
		VALGRIND_STACK_DEREGISTER(stack_id);
	mmu_cpu_leave(cpu);
	if (!status && result)
		*result = call.result;
	return status;
}
