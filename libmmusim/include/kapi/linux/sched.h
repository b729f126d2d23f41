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
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>
#include <linux/seqlock.h>
#include <linux/signal_types.h>
#include <linux/smp.h>
#include <linux/time.h>
#include <linux/types.h>

#define TASK_COMM_LEN	     16

#define TASK_RUNNING	     0x0000
#define TASK_INTERRUPTIBLE   0x0001
#define TASK_UNINTERRUPTIBLE 0x0002
#define TASK_NORMAL	     (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define TASK_KILLABLE	     (0x0100 | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE	     (TASK_UNINTERRUPTIBLE | 0x0400)

#define MAX_SCHEDULE_TIMEOUT ((long)(~0UL >> 1))

struct cred;
struct mm_struct;
struct pid;
struct sighand_struct;
struct signal_struct;

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
	refcount_t usage;
	unsigned int flags;
	unsigned int ptrace;
	int on_cpu;
	unsigned char __kernel_only_1[0x6c - 0x38];
	int prio, static_prio, normal_prio;
	unsigned int rt_priority;
	unsigned char __kernel_only_2[0x3cc - 0x7c];
	unsigned int policy;
	int nr_cpus_allowed;
	unsigned char __kernel_only_3[0x890 - 0x3d4];
	struct list_head tasks;
	unsigned char __kernel_only_4[0x8e0 - 0x8a0];
	struct mm_struct *mm, *active_mm;
	unsigned char __kernel_only_5[0x904 - 0x8f0];
	int exit_state, exit_code, exit_signal;
	unsigned char __kernel_only_6[0x970 - 0x910];
	pid_t pid, tgid;
	unsigned char __kernel_only_7[0x980 - 0x978];
	struct task_struct *real_parent, *parent;
	struct list_head children, sibling;
	struct task_struct *group_leader;
	unsigned char __kernel_only_8[0x9d8 - 0x9b8];
	struct pid *thread_pid;
	struct hlist_node pid_links[4];
	struct list_head thread_group, thread_node;
	unsigned char __kernel_only_14[0xa60 - 0xa40];
	u64 utime, stime;
	unsigned char __kernel_only_9[0xac8 - 0xa70];
	unsigned long nvcsw, nivcsw;
	u64 start_time, start_boottime;
	unsigned long min_flt, maj_flt;
	unsigned char __kernel_only_10[0xb88 - 0xaf8];
	const struct cred *real_cred, *cred;
	unsigned char __kernel_only_11[0xba0 - 0xb98];
	char comm[TASK_COMM_LEN];
	unsigned char __kernel_only_12[0xc00 - 0xbb0];
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	sigset_t blocked, real_blocked, saved_sigmask;
	struct sigpending pending;
	unsigned char __kernel_only_13[0x2640 - 0xc40];
};

static_assert(offsetof(struct task_struct, __state) == 0x18);
static_assert(offsetof(struct task_struct, prio) == 0x6c);
static_assert(offsetof(struct task_struct, policy) == 0x3cc);
static_assert(offsetof(struct task_struct, tasks) == 0x890);
static_assert(offsetof(struct task_struct, mm) == 0x8e0);
static_assert(offsetof(struct task_struct, exit_code) == 0x908);
static_assert(offsetof(struct task_struct, pid) == 0x970);
static_assert(offsetof(struct task_struct, group_leader) == 0x9b0);
static_assert(offsetof(struct task_struct, thread_node) == 2608);
static_assert(offsetof(struct task_struct, start_time) == 0xad8);
static_assert(offsetof(struct task_struct, cred) == 0xb90);
static_assert(offsetof(struct task_struct, comm) == 0xba0);
static_assert(offsetof(struct task_struct, pending) == 0xc28);
static_assert(sizeof(struct task_struct) == 0x2640);

/* Bits of flags. */
#define PF_IDLE	     0x00000002
#define PF_EXITING   0x00000004
#define PF_WQ_WORKER 0x00000020
#define PF_MEMALLOC  0x00000800
#define PF_KSWAPD    0x00020000
#define PF_KTHREAD   0x00200000
#define PF_RANDOMIZE 0x00400000

/* How it is scheduled. */
#define SCHED_NORMAL		   0
#define SCHED_FIFO		   1
#define SCHED_RR		   2
#define SCHED_BATCH		   3
#define SCHED_IDLE		   5

#define __set_current_state(state) WRITE_ONCE(current->__state, (state))
#define set_current_state(state)   smp_store_mb(current->__state, (state))
#define get_current_state()	   READ_ONCE(current->__state)
#define task_is_running(task)	   (READ_ONCE((task)->__state) == TASK_RUNNING)

static inline pid_t task_pid_nr(struct task_struct *task)
{
	return task->pid;
}

static inline pid_t task_tgid_nr(struct task_struct *task)
{
	return task->tgid;
}

/* Simplified: there is one namespace of processes. */
#define task_pid_vnr(task)  task_pid_nr(task)
#define task_tgid_vnr(task) task_tgid_nr(task)

static inline pid_t task_ppid_nr(const struct task_struct *task)
{
	return task->real_parent->tgid;
}

static inline unsigned int task_state_index(struct task_struct *task)
{
	unsigned int state = READ_ONCE(task->__state) & 0x7f;

	return state ? (unsigned int)__builtin_ctz(state) + 1 : 0;
}

static inline char task_state_to_char(struct task_struct *task)
{
	return "RSDTtXZPI"[task_state_index(task)];
}

#define task_stack_page(task) ((task)->stack)

void schedule(void);
/* In ticks; returns what is left of them. */
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_idle(long timeout);
void io_schedule(void);
void yield(void);
/* 1: it slept */
int wake_up_process(struct task_struct *task);

/* Nobody takes the CPU from the one that has it. */
#define cond_resched() ({ 0; })
#define might_sleep()  ((void)0)

/* Bits of thread_info[0]. */
#define TIF_SIGPENDING	  2
#define TIF_NEED_RESCHED  3
#define TIF_NOTIFY_SIGNAL 17 /* kthread_stop() sets it */

static inline int signal_pending(struct task_struct *task)
{
	return !!(READ_ONCE(task->thread_info[0]) &
		  (1ul << TIF_SIGPENDING | 1ul << TIF_NOTIFY_SIGNAL));
}

/* Another task waits for the CPU, and will get it as soon as possible. */
static inline bool need_resched(void)
{
	return READ_ONCE(current->thread_info[0]) & 1ul << TIF_NEED_RESCHED;
}

/* -20 to 19; others change nothing. */
void set_user_nice(struct task_struct *task, long nice);
/* Of real time, in the middle or at the least; and not of real time any more. */
void sched_set_fifo(struct task_struct *task);
void sched_set_fifo_low(struct task_struct *task);
void sched_set_normal(struct task_struct *task, int nice);
struct cpumask;
/* 0; -EINVAL: it could run nowhere. */
int set_cpus_allowed_ptr(struct task_struct *task, const struct cpumask *mask);
char *__get_task_comm(char *to, size_t len, struct task_struct *task);
#define get_task_comm(buf, task)                             \
	({                                                   \
		static_assert(sizeof(buf) == TASK_COMM_LEN); \
		__get_task_comm(buf, sizeof(buf), task);     \
	})

static inline bool thread_group_leader(struct task_struct *task)
{
	return task->exit_signal >= 0;
}

static inline int task_nice(const struct task_struct *task)
{
	return task->static_prio - 120;
}

static inline struct pid *task_pid(struct task_struct *task)
{
	return task->thread_pid;
}

#endif
