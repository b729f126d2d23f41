/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads that stop while the machine sleeps. This one never does: nobody is ever
 * asked to freeze.
 */
#ifndef _LINUX_FREEZER_H
#define _LINUX_FREEZER_H

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/wait.h>

static inline bool freezing(struct task_struct *p)
{
	return false;
}

static inline bool try_to_freeze(void)
{
	might_sleep();
	return false;
}

/* The thread says that it may be frozen; and whether it was. */
bool set_freezable(void);

#define wait_event_freezable(wq, condition) \
	wait_event_interruptible(wq, condition)

#endif
