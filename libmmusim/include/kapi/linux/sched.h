/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks: which one runs, and how it sleeps.
 *
 * To sleep until somebody calls wake_up_process():
 *
 * 	set_current_state(TASK_INTERRUPTIBLE);
 * 	schedule();
 *
 * Not in an interrupt or a softirq, and not while a spinlock is held.
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <asm/current.h>
#include <asm/processor.h>
#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/preempt.h>
#include <linux/types.h>

#define TASK_COMM_LEN	     16

#define TASK_RUNNING	     0x0000
#define TASK_INTERRUPTIBLE   0x0001
#define TASK_UNINTERRUPTIBLE 0x0002
#define TASK_NORMAL	     (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE	     (TASK_UNINTERRUPTIBLE | 0x0400)

#define MAX_SCHEDULE_TIMEOUT ((long)(~0UL >> 1))

struct mm_struct;
struct cred;

/**
 * struct task_struct - what the kernel keeps of a task
 *
 * Laid out as by Debian's Linux 6.1 for amd64, like struct module: what is not
 * named is the kernel's own. But for __state, writing has no effect.
 */
struct task_struct {
	unsigned long thread_info[3];
	unsigned int __state;
	void *stack;
	atomic_t usage;
	unsigned int flags;
	unsigned char __kernel_only_1[0x8e0 - 0x30];
	struct mm_struct *mm, *active_mm;
	unsigned char __kernel_only_2[0x970 - 0x8f0];
	pid_t pid, tgid;
	unsigned char __kernel_only_3[0x980 - 0x978];
	struct task_struct *real_parent, *parent;
	unsigned char __kernel_only_4[0xb88 - 0x990];
	const struct cred *real_cred, *cred;
	unsigned char __kernel_only_5[0xba0 - 0xb98];
	char comm[TASK_COMM_LEN];
	unsigned char __kernel_only_6[0x2640 - 0xbb0];
};

static_assert(offsetof(struct task_struct, __state) == 0x18);
static_assert(offsetof(struct task_struct, mm) == 0x8e0);
static_assert(offsetof(struct task_struct, pid) == 0x970);
static_assert(offsetof(struct task_struct, parent) == 0x988);
static_assert(offsetof(struct task_struct, comm) == 0xba0);
static_assert(sizeof(struct task_struct) == 0x2640);

#define __set_current_state(state) WRITE_ONCE(current->__state, (state))
#define set_current_state(state)   __set_current_state(state)

#define task_pid_nr(task)	   ((task)->pid)
#define task_stack_page(task)	   ((task)->stack)

void schedule(void);
/* In ticks; returns what is left of them. */
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
void io_schedule(void);
void yield(void);
/* 1: it slept */
int wake_up_process(struct task_struct *task);

/* Nobody takes the CPU from the one that has it. */
#define cond_resched() ({ 0; })
#define might_sleep()  ((void)0)

/* Simplified: no signal comes to code of modules. */
#define signal_pending(task) ((void)(task), 0)

static inline struct task_struct *get_task_struct(struct task_struct *task)
{
	atomic_inc(&task->usage);
	return task;
}

static inline void put_task_struct(struct task_struct *task)
{
	atomic_dec(&task->usage);
}

#endif
