/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * panic.c - the kernel gives up: panic(), and warnings that it does not survive.
 *
 * Reference: Linux 6.1, kernel/panic.c.
 */
#include <stdio.h>

#include "kernel/exports.h"
#include "kernel/notify.h"
#include "kernel/regs.h"
#include "kernel/task.h"

#define CONSOLE_MOTORMOUTH 15

void kern_console_verbose(struct kern *k)
{
	if (k->console_printk[0])
		k->console_printk[0] = CONSOLE_MOTORMOUTH;
}

void kern_panic_begin(struct kern *k, const char *why)
{
	kern_console_verbose(k);
	kern_printk(k, KERN_EMERG "Kernel panic - not syncing: %s\n", why);
}

void kern_panic_end(struct kern *k, const char *why)
{
	kern_notify_panic(k, why);
	if (k->panic_timeout > 0)
		kern_printk(k, KERN_EMERG "Rebooting in %d seconds..\n",
			    k->panic_timeout);
	else if (!k->panic_timeout) /* below 0: at once */
		kern_printk(k,
			    KERN_EMERG
			    "---[ end Kernel panic - not syncing: %s ]---\n",
			    why);
	k->panicked = true;
}

/* What has called panic(), the UD2, and where that stands. */
static void dump_warning(struct kern *k, const char *const *names,
			 const struct mmu_frame *frame,
			 const struct mmu_frame *from)
{
	struct kern_unwind unwind = {
		.ip = from->rip_la,
		.sp = from->sp_la,
		.bp = kern_lift(k, from->regs.gpr[MMU_RBP]),
		.exception = frame,
		.served_by = names,
	};

	kern_dump_info(k);
	kern_show_trace(k, &unwind);
}

/* __warn() calls add_taint() last: its own frame is gone by then. */
void kern_panic_of_warning(struct kern *k, const char *why, bool of_taint,
			   const struct mmu_frame *frame,
			   const struct mmu_frame *from)
{
	static const char *const warned[] = {"panic",
					     "check_panic_on_warn.cold",
					     "__warn",
					     "report_bug",
					     "handle_bug",
					     "exc_invalid_op",
					     "asm_exc_invalid_op",
					     NULL};
	static const char *const tainted[] = {
		"panic",      "add_taint.cold", "report_bug",
		"handle_bug", "exc_invalid_op", "asm_exc_invalid_op",
		NULL};

	kern_panic_begin(k, why);
	if (!(k->taint & 1ul << KERN_TAINT_DIE))
		dump_warning(k, of_taint ? tainted : warned, frame, from);
	kern_panic_end(k, why);
	if (k->call)
		k->call->end = KERN_END_PANIC;
}

void kern_check_panic_on_warn(struct kern *k, const struct mmu_frame *frame,
			      const struct mmu_frame *from)
{
	const char *why = "kernel: panic_on_warn set ...";
	char limit[80];

	if (!k->panic_on_warn) {
		if (++k->warn_count < k->warn_limit || !k->warn_limit)
			return;
		snprintf(limit, sizeof(limit),
			 "kernel: system warned too often (kernel.warn_limit "
			 "is %d)",
			 k->warn_limit);
		why = limit;
	}
	k->panic_on_warn = 0; /* panic() may warn */
	if (frame)
		kern_panic_of_warning(k, why, false, frame, from);
	else
		kern_panic(k, why);
}

void kern_panic(struct kern *k, const char *why)
{
	kern_panic_begin(k, why);
	/* After an oops there was a trace. */
	if (!(k->taint & 1ul << KERN_TAINT_DIE))
		kern_dump_stack(k);
	kern_panic_end(k, why);
	if (k->call)
		k->call->end = KERN_END_PANIC;
}

bool kern_panicked(struct kern *k)
{
	return k->panicked;
}
