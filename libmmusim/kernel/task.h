/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task.h - tasks of the simulated kernel, private to kernel/.
 *
 *   user:    an address space (mm.h) with text at 0000000000400000, a heap,
 *            and a stack that grows down from 00007ffffffff000
 *   kernel:  a stack of 16 KiB in the vmalloc area, a guard page below it;
 *            the user's registers lie at its top (struct kern_pt_regs)
 *
 * There are three kinds. The process of a command, such as insmod, does not run:
 * it is suspended in the system call that kern_task_syscall() makes. A task of
 * kern_task_spawn() and a thread of the kernel run on fibers, in turn (sched.c).
 */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include <sys/queue.h>

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

enum kern_task_state {
	KERN_TASK_RUNNING,	   /* it runs, or could */
	KERN_TASK_INTERRUPTIBLE,   /* a signal wakes it */
	KERN_TASK_UNINTERRUPTIBLE, /* it waits for I/O */
	KERN_TASK_ZOMBIE,	   /* it has ended; its status is kept */
};

struct kern_sighand;
struct kern_thread;
struct kern_program;
struct native_fiber;
struct native_gate;

LIST_HEAD(kern_task_list, kern_task);
TAILQ_HEAD(kern_task_queue, kern_task);

#define KERN_NFDS      16
#define KERN_FIRST_FD  3
#define KERN_NO_WAKEUP UINT64_MAX

/**
 * struct kern_task - a task
 * @mm:    its address space
 * @stack: linear address of the lowest byte of its kernel stack
 * @regs:  linear address of its struct kern_pt_regs
 * @file:  host paths of open files, by descriptor - KERN_FIRST_FILE
 * @user_sp: where the next argument goes on the user stack
 * @exit_signal: what killed it; 0
 * @work:    what a worker of the kernel's is doing; NULL
 *
 * Of those that run:
 *
 * @kern:    that it is a task of
 * @state, @fiber: see above; NULL: it has ended
 * @queued:  in the run queue
 * @wake_at: on the virtual clock; KERN_NO_WAKEUP
 * @waiting_on: the queue that it sleeps in; NULL
 * @no_sleep: it must not sleep now: see kern_may_sleep()
 * @killed:  it ends as soon as it would go back to its user code
 * @exit_code: as of wait()
 * @parent:  NULL: it was spawned, or its parent is gone
 * @orphan:  nobody will ask for its status
 * @fn, @arg: what it runs
 * @kthread: what a thread of the kernel runs; NULL
 * @thread:  of a module's (sim.h); NULL: it is none
 * @fork:    what a child of fork() begins with; NULL: it begins with @fn
 * @sig:     signals (signal.h)
 * @program: what it executes (program.h)
 * @fd:      files, by descriptor - KERN_FIRST_FD
 * @gate:    the system call that it makes; NULL
 * @user_rsp: host pointer: where its stack ends while it is in the kernel
 * @low_rsp: the lowest of these since it got the CPU
 * @pkru, @preempt_count: while it does not run
 * @exc:     the exception of its user code that the kernel works on; NULL
 * @cr2, @trap_nr, @error_code: of its last exception
 * @seen:    khungtaskd has seen it in state D, after @seen_switches
 * @hung:    it has reported it
 * @asleep:  of a thread that sleeps: where it does; linear addresses
 * @task_struct, @mm_struct, @cred, @pid_struct, @signal_struct: linear addresses of what modules see of it
 * @allowed: signals that a thread of the kernel takes
 * @param_request: the access to a parameter that it makes (param_files.c); NULL
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

	struct kern *kern;
	enum kern_task_state state;
	struct native_fiber *fiber;
	bool queued, no_sleep, killed, orphan, seen, hung;
	struct {
		uint64_t ip, sp, bp;
	} asleep;
	uint64_t wake_at;
	struct kern_task_queue *waiting_on;
	int exit_code;
	uint64_t switches, faults, seen_switches;
	struct kern_task *parent;
	struct kern_task_list children;
	LIST_ENTRY(kern_task) sibling, all;
	TAILQ_ENTRY(kern_task) run, wait;
	struct kern_task_queue wait_chldexit;
	int (*fn)(void *arg);
	void *arg;
	void (*kthread)(struct kern *k, void *arg);
	struct kern_thread *thread;
	struct kern_fork_regs *fork;
	struct kern_sighand *sig;
	const struct kern_program *program;
	struct kern_file *fd[KERN_NFDS];
	struct native_gate *gate;
	uint64_t user_rsp, low_rsp;
	uint32_t pkru, preempt_count;
	const struct mmu_frame *exc;
	uint64_t cr2, trap_nr, error_code;
	uint64_t task_struct, mm_struct, cred, pid_struct, signal_struct;
	struct kern_param_request *param_request;
	uint64_t allowed;
};

/* Pages of users are not brought in: the task said so, by pagefault_disable(), which is
 * an inline function; or nobody may sleep. */
bool kern_pagefault_disabled(struct kern *k);
bool kern_faulthandler_disabled(struct kern *k);

/* The address space that simulated code names by its struct mm_struct; NULL. */
struct kern_mm *kern_mm_at(struct kern *k, uint64_t ptr);
/* What a module sees of an area, as it is now: a struct vm_area_struct, which stays
 * where it is while there is the area. 0 without memory. */
struct kern_vma;
uint64_t kern_vma_struct(struct kern *k, struct kern_vma *vma, uint64_t mm);

/* task_struct.c: its likeness in simulated memory. */
int kern_task_struct_init(struct kern *k);
int kern_task_struct_create(struct kern *k, struct kern_task *task);
void kern_task_struct_destroy(struct kern *k, struct kern_task *task);
void kern_task_struct_update(struct kern *k, const struct kern_task *task);

/* The value that guards its stack: percpu.c */
uint64_t kern_canary_of(const struct kern_task *task);

/* The open file of a descriptor; NULL. sys_file.c */
struct kern_file *kern_task_file(const struct kern_task *task, uint64_t fd);

/* task_stack.c: a stack's linear address, or 0; and back, when its task has ended. */
uint64_t kern_stack_alloc(struct kern *k);
void kern_stack_free(struct kern *k, uint64_t stack);
/* Keep as many as when many tasks have ended; fewer without memory. */
void kern_stacks_fill(struct kern *k);
/* Has the current task written beyond the end of its stack? */
#define KERN_STACK_END_PANIC "corrupted stack end detected inside scheduler"
bool kern_stack_end_corrupted(struct kern *k);
/* A new task with a kernel stack alone; NULL without memory. */
struct kern_task *kern_task_alloc(struct kern *k, const char *comm);
/* The same with the address space of a process that does not run. */
struct kern_task *kern_task_create(struct kern *k, const char *comm);
void kern_task_destroy(struct kern *k, struct kern_task *task);
/* The parts of it that end before it is waited for: all but its stack. */
void kern_task_release_resources(struct kern *k, struct kern_task *task);

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

/* What the task that runs had in a register when its system call began. */
#define KERN_USER_REGISTER(k, name) \
	kern_user_register(k, offsetof(struct kern_pt_regs, name))
uint64_t kern_user_register(struct kern *k, size_t offset);

/* Init's children have 1, threads of the kernel kthreadd's 2. */
static inline int kern_task_ppid(const struct kern_task *task)
{
	return task->parent ? task->parent->pid : task->kthread ? 2 : 1;
}

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
