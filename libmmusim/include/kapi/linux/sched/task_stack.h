/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a task's kernel stack lies: task_stack_page(). */
#ifndef _LINUX_SCHED_TASK_STACK_H
#define _LINUX_SCHED_TASK_STACK_H

#include <asm/page.h>
#include <linux/sched.h>

#endif
