/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - faults, oopses, warnings and panics: what fault.c, oops.c and bug.c do for
 * the other files of kernel/. kern.h includes it.
 */
#ifndef KERNEL_REPORT_H
#define KERNEL_REPORT_H

void kern_fault_init(struct kern *k);
/* Print the oops of a fault in kernel code and decide what becomes of the
 * task: its exit signal is set. */
void kern_oops(struct kern *k, struct mmu_frame *frame);
/* oops_kept.c: keep what those who explain it will ask for; its number is
 * k->oops_count. */
void kern_oops_keep(struct kern *k, const struct mmu_frame *frame);
/* The first module on the way to who called: unwind->ip is where it goes on. NULL:
 * there is none. */
struct kern_unwind;
const struct kern_module *kern_calling_module(struct kern *k,
					      struct kern_unwind *unwind);
void kern_image_data_init(struct kern *k);
/* bug.c: an UD2 of a module's. True: it was a warning, which is printed, and
 * the frame goes on behind it. Of a BUG, kern_oops() will say where it is. */
bool kern_report_bug(struct kern *k, struct mmu_frame *frame);
/* A warning of the function whose call is served: "mm/vmalloc.c:2758". Its first
 * line, and whatever it says, come before. */
void kern_cut_here(struct kern *k);
void kern_warn(struct kern *k, const char *where);
/* The same, of a function that Linux's calls: at an offset that
 * kernel/image_layout.inc gives it. */
void kern_warn_in(struct kern *k, const char *where, const char *function,
		  unsigned int offset);
/* Once: somebody asked for more pages than a block can have. */
void kern_warn_order(struct kern *k, unsigned int gfp);
/* refcount_warn_saturate(): x_harden.c. Each type is said once. */
enum { KERN_REFCOUNT_ADD_UAF = 2, KERN_REFCOUNT_SUB_UAF = 3 };
#define KERN_REFCOUNT_SATURATED 0xc0000000u
void kern_refcount_warn(struct kern *k, unsigned int type);
/* The registers of the stub whose call is served, as far as they are known:
 * RIP is where it will go on. */
void kern_stub_frame(struct kern *k, const struct kern_call *call,
		     struct mmu_frame *frame);
/* A user address was not canonical: said once of copies, and once of single values.
 * The frame is NULL in a call. */
void kern_warn_user_access(struct kern *k, const struct mmu_frame *frame,
			   bool copies);
/* A reserved bit in the tables of current, which runs at CPL 3: the same. */
void kern_pgtable_bad(struct kern *k, const struct mmu_frame *frame);
/* "CPU: 0 PID: ..." and "Hardware name: ..." */
void kern_dump_info(struct kern *k);
void kern_print_modules(struct kern *k);
/* dump_stack(): both of them, and the trace of the call that is served */
void kern_dump_stack(struct kern *k);
/* The trace alone. */
void kern_dump_trace(struct kern *k);
/* add_taint(..., LOCKDEP_NOW_UNRELIABLE) */
void kern_add_taint(struct kern *k, enum kern_taint flag);
/* "kernel.panic_on_warn": it panics, if that is set. The frame is that of the UD2,
 * or NULL; the trace goes on below from. */
void kern_panic_of_warning(struct kern *k, const char *why, bool of_taint,
			   const struct mmu_frame *frame,
			   const struct mmu_frame *from);
void kern_check_panic_on_warn(struct kern *k, const struct mmu_frame *frame,
			      const struct mmu_frame *from);
/* From now on the console shows everything. */
void kern_console_verbose(struct kern *k);
/* panic.c: its first line, and its last ones, after which nothing runs. */
void kern_panic_begin(struct kern *k, const char *why);
void kern_panic_end(struct kern *k, const char *why);
/* All of it, for who has nothing else to show; ends a call that is served. */
void kern_panic(struct kern *k, const char *why);
#define KERN_END_PANIC	1000 /* kern_call.end after a panic */
#define KERN_END_LOCKUP 1002 /* ... when the watchdog has ended the task */
#define KERN_END_HUNG	1003 /* ... when the task sleeps for ever */
#define KERN_END_THREAD 1005 /* ... when the thread ends itself */

#endif
