/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gate.c - calls of the kernel image into the library.
 *
 * The stubs of image.S number the gates in the order of exports.def and
 * entries.def; the table here has the same order.
 */
#include "cpu/machine.h"
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/loop.h"
#include "kernel/sched.h"
#include "kernel/sigframe.h"
#include "kernel/sim.h"
#include "kernel/timer.h"
#include "native/native.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(a, n) ((void)(a), (void)(n))
#endif

static kern_export_fn *const handlers[] = {
#define KERN_EXPORT(name, handler) handler,
#include "kernel/exports.def"
#undef KERN_EXPORT
#define KERN_ENTRY(name, handler) handler,
#include "kernel/entries.def"
#undef KERN_ENTRY
};

enum { NGATES = sizeof(handlers) / sizeof(handlers[0]) };

/* Where a call through no gate faults: not canonical. */
#define NO_GATE 0xdead000000000000ull

/* How often it may touch the same address in vain. */
enum { MOST_TOUCHES = 100 };

/* A handler that cannot use what lies there, while it can be read, would be called
 * again for ever. */
static void limit_touches(struct kern_call *call, unsigned int index)
{
	struct kern_touch *last = &call->kern->touch;
	bool again = call->fault && last->at == call->fault_ptr &&
		     last->sp == call->sp && last->index == index;

	last->times = again ? last->times + 1 : 0;
	last->at = call->fault_ptr;
	last->sp = call->fault ? call->sp : 0;
	last->index = index;
	if (last->times == MOST_TOUCHES)
		call->fault_ptr = NO_GATE;
}

/* What the stub finds in R10. */
static unsigned int how_to_touch(const struct kern_call *call)
{
	if (call->bug)
		return 3;
	if (!call->fault)
		return 0;
	return call->in ? (unsigned int)call->in : 1u + call->fault_write;
}

static int serve(struct mmu_cpu *cpu, struct native_gate *gate)
{
	struct kern *k = cpu->machine->kern;
	struct kern_call call = {.kern = k}, *outer = k->call;

	/* Simulated memory is mapped twice; memcheck takes what was written
	 * through one mapping for undefined when it is read in the other. */
	VALGRIND_MAKE_MEM_DEFINED(gate, sizeof(*gate));
	for (int i = 0; i < 6; i++) {
		call.arg[i] = gate->arg[i];
		call.callee[i] = gate->callee[i];
	}
	if (gate->index >= KERN_SYSCALL_BASE)
		return kern_do_syscall(k, gate);
	/* The stub pushed RBP and points it there; above is the caller's
	 * return address. */
	call.sp = call.callee[1] + 8;
	call.gate_sp = gate->sim_sp;
	/* EAX comes from simulated code; a stub never has another number. */
	k->call = &call;
	if (gate->index < NGATES)
		gate->result = handlers[gate->index](&call);
	else
		kern_call_fault(&call, NO_GATE, false);
	kern_loop_called(k);
	if (!call.end && !call.fault)
		call.end = kern_irq_after_call(k, &call);
	if (!call.end && !call.fault)
		kern_watchdog(&call);
	kern_publish_jiffies(k);
	limit_touches(&call, gate->index);
	k->call = outer;
	if (call.bug)
		k->bug = call.bug;
	gate->touch = how_to_touch(&call);
	gate->touch_at = call.fault_ptr;
	return call.end;
}

void kern_gate_init(void)
{
	native_set_gate(serve);
}
