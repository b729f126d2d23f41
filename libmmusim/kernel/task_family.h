/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task_family.h - links between the struct task_structs that modules see; private to
 * kernel/.
 */
#ifndef KERNEL_TASK_FAMILY_H
#define KERNEL_TASK_FAMILY_H

#include "kernel/task.h"

#define KERN_PID_SIZE		112
#define KERN_SIGNAL_STRUCT_SIZE 1112

/* What belongs to a task that is always there: linear addresses. */
struct kern_static_task {
	uint64_t pid, signal;
};

/* init_task, init and kthreadd. */
void kern_family_init(struct kern *k);
/* A task has a task_struct: it gets a number, parents and a place in lists. 0,
 * -ENOMEM. */
int kern_family_join(struct kern *k, struct kern_task *task);
/* The opposite. True: nobody holds its task_struct any more. */
bool kern_family_leave(struct kern *k, struct kern_task *task);

#endif
