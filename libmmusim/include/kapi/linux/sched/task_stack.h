/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a task's kernel stack lies: task_stack_page(), end_of_stack(). */
#ifndef _LINUX_SCHED_TASK_STACK_H
#define _LINUX_SCHED_TASK_STACK_H

#include <asm/page.h>
#include <linux/sched.h>

#define STACK_END_MAGIC 0x57AC6E9D

/* Its last long; the stack grows down to it. */
static inline unsigned long *end_of_stack(const struct task_struct *task)
{
	return task->stack;
}

#define task_stack_end_corrupted(task) \
	(*(end_of_stack(task)) != STACK_END_MAGIC)

static inline int object_is_on_stack(const void *obj)
{
	const char *stack = current->stack;

	return (const char *)obj >= stack &&
	       (const char *)obj < stack + THREAD_SIZE;
}

#endif
