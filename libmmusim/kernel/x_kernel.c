/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_kernel.c - exported functions that concern the kernel as a whole.
 */
#include <stdio.h>

#include "kernel/exports.h"
#include "kernel/regs.h"
#include "kernel/task.h"

/* The kernel works for a user who raised an exception: there is nothing of the
 * kernel's on the stack, for that is the library. */
static void show_exception(struct kern *k)
{
	if (!k->current || !k->current->exc)
		return;
	kern_printk(k, KERN_DEFAULT " <TASK>\n");
	kern_show_user_frame(k, k->current->exc, KERN_REGS_SHORT);
	kern_printk(k, KERN_DEFAULT " </TASK>\n");
}

/* The first frame of the trace is the stub that called the gate. Outside of a
 * call no simulated code is on any stack. */
void kern_dump_stack(struct kern *k)
{
	const struct kern_call *call = k->call;
	struct kern_unwind unwind = {0};

	kern_dump_info(k);
	if (!call) {
		kern_printk(k, KERN_DEFAULT "Call Trace:\n");
		show_exception(k);
		return;
	}
	unwind.sp = kern_lift(k, call->gate_sp);
	unwind.bp = kern_lift(k, call->callee[1]);
	unwind.ret_at = kern_lift(k, call->gate_sp);
	kern_show_trace(k, &unwind);
}

uint64_t kern_x_dump_stack(struct kern_call *call)
{
	kern_dump_stack(call->kern);
	return 0;
}

/* A function found that its stack canary had changed. */
uint64_t kern_x___stack_chk_fail(struct kern_call *call)
{
	char why[256], caller[160];
	uint64_t ip = 0;

	kern_peek(call->kern, kern_lift(call->kern, call->sp), &ip, sizeof(ip));
	kern_symbol(call->kern, kern_lift(call->kern, ip) - 1, caller,
		    sizeof(caller));
	snprintf(why, sizeof(why),
		 "stack-protector: Kernel stack is corrupted in: %s", caller);
	kern_panic_begin(call->kern, why);
	kern_dump_stack(call->kern);
	kern_panic_end(call->kern, why);
	call->end = KERN_END_PANIC;
	return 0;
}

uint64_t kern_x_panic(struct kern_call *call)
{
	char why[1024];

	if (kern_call_format(call, why, sizeof(why)) < 0)
		return 0;
	kern_panic_begin(call->kern, why);
	kern_dump_stack(call->kern);
	kern_panic_end(call->kern, why);
	call->end = KERN_END_PANIC;
	return 0;
}
