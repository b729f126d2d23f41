/* SPDX-License-Identifier: GPL-2.0-or-later */
/* regs.h - registers and code bytes, as an oops shows them: regs.c. */
#ifndef KERNEL_REGS_H
#define KERNEL_REGS_H

#include "kernel/kern.h"

struct kern_pt_regs;
struct kern_task;

/* As an exception or an interrupt saves them: host pointers. */
struct kern_pt_regs kern_pt_regs(const struct mmu_regs *regs, uint64_t rflags,
				 uint64_t orig_ax, unsigned int cpl);

/* The block of kernel code that was interrupted, in a call trace. */
void kern_show_pt_regs(struct kern *k, const struct kern_pt_regs *regs);

/* The block from "RIP:" to "CR2:", for kernel code. */
void kern_show_regs(struct kern *k, const struct mmu_frame *frame);
/* Without segments and control registers, as within a call trace. */
void kern_show_regs_short(struct kern *k, const struct mmu_frame *frame);

/* The block of a task's user registers, as a system call saved them. */
void kern_show_user_regs(struct kern *k, const struct kern_task *task);

/* The "Code:" line for an address of current's user code. */
void kern_show_user_code(struct kern *k, const char *level, uint64_t ip);

/* As Linux's enum show_regs_mode: at the end of a call trace; of the fault itself,
 * with FS and GS; once more, when the oops ends: without the code, and with the
 * control registers. */
enum kern_show_regs { KERN_REGS_SHORT, KERN_REGS_USER, KERN_REGS_AGAIN };

/* The block of registers of an exception that current took at CPL 3. */
void kern_show_user_frame(struct kern *k, const struct mmu_frame *frame,
			  enum kern_show_regs how);

/* Is la in the function of that name? */
bool kern_in_function(struct kern *k, uint64_t la, const char *name);

#endif
