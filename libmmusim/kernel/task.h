/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task.h - user processes of the simulated kernel.
 *
 *   user:    an address space (mm.h) with text at 0000000000400000, a heap,
 *            and a stack that grows down from 00007ffffffff000
 *   kernel:  a stack of 16 KiB in the vmalloc area, a guard page below it;
 *            the user's registers lie at its top (struct kern_pt_regs)
 *
 * The user program is suspended in a system call while kernel code runs.
 */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include "kernel/kern.h"

#define KERN_USER_TEXT	      0x400000ull
#define KERN_USER_STACK_TOP   0x7ffffffff000ull
#define KERN_USER_STACK_PAGES 2 /* of arguments: present from the start */

/* As the kernel's struct pt_regs: what a system call leaves on the stack. */
struct kern_pt_regs {
	uint64_t r15, r14, r13, r12, bp, bx, r11, r10, r9, r8;
	uint64_t ax, cx, dx, si, di, orig_ax;
	uint64_t ip, cs, flags, sp, ss;
};

#define KERN_NFILES	4
#define KERN_FIRST_FILE 3

/**
 * struct kern_task - a task
 * @mm:    its address space
 * @stack: linear address of the lowest byte of its kernel stack
 * @regs:  linear address of its struct kern_pt_regs
 * @file:  host paths of open files, by descriptor - KERN_FIRST_FILE
 * @user_sp: where the next argument goes on the user stack
 * @exit_signal: what killed it; 0
 * @work:    what a worker of the kernel's is doing; NULL
 * @task_struct, @mm_struct, @cred: linear addresses of what modules see of it
 */
struct kern_task {
	int pid;
	char comm[16];
	struct kern_mm *mm;
	uint64_t stack;
	uint64_t regs;
	uint64_t fs_base;
	uint64_t user_sp;
	const char *file[KERN_NFILES];
	int exit_signal;
	const char *work;
	uint64_t task_struct, mm_struct, cred;
};

/* task_struct.c: its likeness in simulated memory. */
int kern_task_struct_init(struct kern *k);
int kern_task_struct_create(struct kern *k, struct kern_task *task);
void kern_task_struct_destroy(struct kern *k, struct kern_task *task);
void kern_task_struct_update(struct kern *k, const struct kern_task *task);

/* A new task with address space and stacks; NULL without memory. */
struct kern_task *kern_task_create(struct kern *k, const char *comm);
void kern_task_destroy(struct kern *k, struct kern_task *task);

/* Give the task an open file. Returns the descriptor; path must outlive it. */
int kern_task_open(struct kern_task *task, const char *path);

/* Put a string on the task's user stack. Returns its user address, 0 when it
 * is too long. */
uint64_t kern_task_push(struct kern *k, struct kern_task *task,
			const char *text);

/*
 * The task executes the system call nr(a, b, c). 0, with *result what the
 * call returned; the vector of the exception that killed the task (its
 * exit_signal is set); negative errno.
 */
int kern_task_syscall(struct kern *k, struct kern_task *task, long nr,
		      const uint64_t arg[3], int64_t *result);

/* Is la in the guard page below the stack? */
static inline bool kern_stack_guard(const struct kern_task *task, uint64_t la)
{
	return la >= task->stack - KERN_PAGE && la < task->stack;
}

static inline uint64_t kern_stack_end(const struct kern_task *task)
{
	return task->stack + KERN_THREAD_SIZE;
}

#endif
