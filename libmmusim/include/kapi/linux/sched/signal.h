/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals, and all processes.
 */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/pid.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/signal.h>

/* What is not named is the kernel's own. */
struct signal_struct {
	refcount_t sigcnt;
	atomic_t live;
	int nr_threads;
	struct list_head thread_head;
	unsigned char __kernel_only[1112 - 32];
};

static_assert(offsetof(struct signal_struct, thread_head) == 16);
static_assert(sizeof(struct signal_struct) == 1112);

#define tasklist_empty() list_empty(&init_task.tasks)
#define next_task(p)	 list_entry_rcu((p)->tasks.next, struct task_struct, tasks)
/* Within rcu_read_lock(). */
#define for_each_process(p) \
	for (p = &init_task; (p = next_task(p)) != &init_task;)
#define __for_each_thread(signal, t) \
	list_for_each_entry_rcu(t, &(signal)->thread_head, thread_node)
#define for_each_thread(p, t)	      __for_each_thread((p)->signal, t)
#define do_each_thread(g, t)	      for_each_process_thread(g, t) do
#define while_each_thread(g, t)	      while (0)
#define for_each_process_thread(p, t) for_each_process(p) for_each_thread(p, t)

static inline int get_nr_threads(struct task_struct *task)
{
	return task->signal->nr_threads;
}

static inline int __fatal_signal_pending(struct task_struct *task)
{
	return task->pending.signal.sig[0] >> (SIGKILL - 1) & 1;
}

static inline int fatal_signal_pending(struct task_struct *task)
{
	return signal_pending(task) && __fatal_signal_pending(task);
}

/* priv: 1, it comes from the kernel. 0, -EINVAL, -ESRCH. */
int send_sig(int sig, struct task_struct *task, int priv);
int kill_pid(struct pid *pid, int sig, int priv);
void force_sig(int sig);
void flush_signals(struct task_struct *task);

#endif
