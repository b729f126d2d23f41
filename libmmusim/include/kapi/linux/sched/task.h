/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a task, and who holds it.
 */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/sched.h>

/* Not exported: a module that calls it is refused. */
void __noreturn do_exit(long code);

/* Task 0. */
extern struct task_struct init_task;

void __put_task_struct(struct task_struct *task);

static inline struct task_struct *get_task_struct(struct task_struct *task)
{
	refcount_inc(&task->usage);
	return task;
}

static inline void put_task_struct(struct task_struct *task)
{
	if (refcount_dec_and_test(&task->usage))
		__put_task_struct(task);
}

#endif
