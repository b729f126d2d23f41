/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_kernel.c - exported functions that concern the kernel as a whole.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
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
void kern_dump_trace(struct kern *k)
{
	const struct kern_call *call = k->call;
	struct kern_unwind unwind = {0};

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

void kern_dump_stack(struct kern *k)
{
	kern_dump_info(k);
	kern_dump_trace(k);
}

uint64_t kern_x_dump_stack(struct kern_call *call)
{
	kern_dump_stack(call->kern);
	return 0;
}

/* A function found that its stack canary had changed. */
uint64_t kern_x___stack_chk_fail(struct kern_call *call)
{
	char why[256];
	struct kern_sym sym;
	uint64_t ip = 0;
	int n;

	kern_peek(call->kern, kern_lift(call->kern, call->sp), &ip, sizeof(ip));
	ip = kern_lift(call->kern, ip);
	n = snprintf(why, sizeof(why),
		     "stack-protector: Kernel stack is corrupted in: ");
	/* As %pB: a call may be the last instruction of its function. */
	if (kern_lookup(call->kern, ip - 1, &sym))
		snprintf(why + n, sizeof(why) - (size_t)n,
			 "%s+0x%llx/0x%llx [%s]", sym.name,
			 (unsigned long long)sym.offset + 1,
			 (unsigned long long)sym.size, sym.module);
	else
		snprintf(why + n, sizeof(why) - (size_t)n, "0x%llx",
			 (unsigned long long)ip);
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
	kern_panic(call->kern, why);
	return 0;
}

/* void __warn_printk(const char *fmt, ...): what WARN() says before its UD2 */
uint64_t kern_x___warn_printk(struct kern_call *call)
{
	char text[KERN_LOG_LINE_MAX];

	if (kern_call_format(call, text, sizeof(text)) < 0)
		return 0;
	kern_cut_here(call->kern);
	kern_log_emit(call->kern, text);
	return 0;
}

/* pv_ops.irq.save_fl */
uint64_t kern_e_save_fl(struct kern_call *call)
{
	return mmu_rflags(call->kern->cpu);
}

/* void add_taint(unsigned flag, enum lockdep_ok lockdep_ok) */
uint64_t kern_x_add_taint(struct kern_call *call)
{
	unsigned int flag = (unsigned int)call->arg[0];

	bool unreliable = (uint32_t)call->arg[1];

	if (flag >= KERN_TAINT_FLAGS)
		return 0;
	if (unreliable)
		kern_add_taint(call->kern, (enum kern_taint)flag);
	else
		kern_set_taint(call->kern, (enum kern_taint)flag);
	return 0;
}

/* int test_taint(unsigned flag) */
uint64_t kern_x_test_taint(struct kern_call *call)
{
	unsigned int flag = (unsigned int)call->arg[0];

	return flag < KERN_TAINT_FLAGS && call->kern->taint >> flag & 1;
}

/* The name of an address into a buffer of the module's, which is long enough. */
static uint64_t print_symbol(struct kern_call *call, bool offset)
{
	uint64_t la = kern_call_la(call, call->arg[1]);
	char text[256];
	char *plus, *behind;

	kern_symbol(call->kern, la, text, sizeof(text));
	plus = offset ? NULL : strchr(text, '+');
	behind = plus ? strchr(plus, ' ') : NULL;
	if (plus)
		memmove(plus, behind ? behind : "",
			behind ? strlen(behind) + 1 : 1);
	kern_call_write(call, call->arg[0], text, strlen(text) + 1);
	return strlen(text);
}

/* int sprint_symbol(char *buffer, unsigned long address) */
uint64_t kern_x_sprint_symbol(struct kern_call *call)
{
	return print_symbol(call, true);
}

/* int sprint_symbol_no_offset(char *buffer, unsigned long address) */
uint64_t kern_x_sprint_symbol_no_offset(struct kern_call *call)
{
	return print_symbol(call, false);
}
