/* SPDX-License-Identifier: GPL-2.0-or-later */
/* syscalls.h - what performs the system calls of tasks: syscalls.def. */
#ifndef KERNEL_SYSCALLS_H
#define KERNEL_SYSCALLS_H

#include "kernel/task.h"

/* For the task, with its arguments: pointers are as it has them. Returns what the
 * call returns. */
typedef int64_t kern_syscall_fn(struct kern *k, struct kern_task *task,
				const uint64_t *arg);

#define KERN_SYSCALL(nr, name) kern_syscall_fn kern_do_sys_##name;
#include "kernel/syscalls.def"
#undef KERN_SYSCALL

#endif
