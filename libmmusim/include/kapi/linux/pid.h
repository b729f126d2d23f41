/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of processes, and who has one.
 *
 * 	rcu_read_lock();
 * 	task = pid_task(find_vpid(1), PIDTYPE_PID);
 */
#ifndef _LINUX_PID_H
#define _LINUX_PID_H

#include <linux/build_bug.h>
#include <linux/refcount.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct pid_namespace;
struct task_struct;

enum pid_type {
	PIDTYPE_PID,
	PIDTYPE_TGID,
	PIDTYPE_PGID,
	PIDTYPE_SID,
	PIDTYPE_MAX,
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	refcount_t count;
	unsigned int level;
	unsigned int lock;
	struct hlist_head tasks[PIDTYPE_MAX];
	unsigned char __kernel_only[96 - 48];
	struct upid numbers[1];
};

static_assert(offsetof(struct pid, tasks) == 16);
static_assert(offsetof(struct pid, numbers) == 96);

static inline struct pid *get_pid(struct pid *pid)
{
	if (pid)
		refcount_inc(&pid->count);
	return pid;
}

static inline pid_t pid_nr(struct pid *pid)
{
	return pid ? pid->numbers[0].nr : 0;
}

/* NULL when there is no such process. Those with get in their name take a
 * reference: put_pid(), put_task_struct(). */
struct pid *find_vpid(int nr);
struct pid *find_pid_ns(int nr, struct pid_namespace *ns);
struct pid *find_get_pid(int nr);
void put_pid(struct pid *pid);
pid_t pid_vnr(struct pid *pid);
pid_t pid_nr_ns(struct pid *pid, struct pid_namespace *ns);
struct task_struct *pid_task(struct pid *pid, enum pid_type type);
struct task_struct *get_pid_task(struct pid *pid, enum pid_type type);
struct pid *get_task_pid(struct task_struct *task, enum pid_type type);

#endif
