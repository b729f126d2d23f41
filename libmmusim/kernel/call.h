/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call.h - calls from simulated code into the library: export.c, gate.c.
 */
#ifndef KERNEL_CALL_H
#define KERNEL_CALL_H

#include "kernel/vsnprintf.h"

/**
 * struct kern_call - a call from simulated code into the library
 * @arg:   the six register arguments; pointers are host pointers
 * @sp:    host address of the caller's stack at the call; a seventh argument
 *         lies at sp + 8
 * @callee: RBX, RBP, R12 to R15 as the stub has them
 * @gate_sp: host address of the stub's stack; its return address lies there
 * @fault: set by kern_call_fault()
 * @in:    who touches what is not there, when the function calls it
 * @bug:   set by kern_call_bug()
 * @end:   not 0: simulated code does not continue, see mmu_call()
 */
struct kern_call {
	struct kern *kern;
	uint64_t arg[6];
	uint64_t sp;
	uint64_t callee[6];
	uint64_t gate_sp;
	bool fault;
	bool fault_write;
	enum kern_touch_in in;
	uint64_t fault_ptr;
	const char *bug;
	int end;
};

typedef uint64_t kern_export_fn(struct kern_call *call);

/*
 * The call would have faulted at this host pointer. After the handler has
 * returned, the export stub touches it, so that the fault happens natively,
 * inside the exported function; should it not fault, the call is repeated.
 */
static inline uint64_t kern_call_fault(struct kern_call *call, uint64_t ptr,
				       bool write)
{
	call->fault = true;
	call->fault_write = write;
	call->fault_ptr = ptr;
	return 0;
}

/* The call runs into a BUG() at this place, "mm/slub.c:419": the export stub
 * executes UD2. */
static inline void kern_call_bug(struct kern_call *call, const char *where)
{
	call->fault = true;
	call->bug = where;
	call->fault_ptr = 0;
}

/* The same of a function that the called one calls itself: the stub knows it. */
static inline void kern_call_bug_inside(struct kern_call *call,
					const char *where)
{
	kern_call_bug(call, where);
	call->fault_ptr = 1;
}

/* Copy between the library and pointers that simulated code passed, as the
 * caller would: 0, or -EFAULT after kern_call_fault(). */
int kern_call_read(struct kern_call *call, void *buf, uint64_t ptr, size_t len);
int kern_call_write(struct kern_call *call, uint64_t ptr, const void *buf,
		    size_t len);

/* Let simulated code call the library; once per process. */
void kern_gate_init(void);

#endif
