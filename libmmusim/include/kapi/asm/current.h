/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The task that runs.
 */
#ifndef _ASM_X86_CURRENT_H
#define _ASM_X86_CURRENT_H

#include <linux/compiler.h>

struct task_struct;

/* An offset in the area that GS points to, not an address. */
extern struct task_struct *current_task;

static __always_inline struct task_struct *get_current(void)
{
	struct task_struct *task;

	__asm__("movq %%gs:%P1, %0" : "=r"(task) : "p"(&current_task));
	return task;
}

#define current get_current()

#endif
