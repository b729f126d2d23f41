/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a task, and all tasks.
 */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/sched.h>

/* Not exported: a module that calls it is refused. */
void __noreturn do_exit(long code);

/* Task 0. */
extern struct task_struct init_task;

#endif
