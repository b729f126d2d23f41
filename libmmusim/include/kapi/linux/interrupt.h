/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasklets: functions that a softirq calls once, where nobody may sleep.
 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/container_of.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/types.h>

struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state; /* bit 0: it is scheduled */
	atomic_t count;	     /* not 0: it is disabled */
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
};

static_assert(sizeof(struct tasklet_struct) == 40);

#define DECLARE_TASKLET(name, function)                     \
	struct tasklet_struct name = {.use_callback = true, \
				      .callback = (function)}

#define from_tasklet(var, callback_tasklet, field) \
	container_of(callback_tasklet, __typeof__(*var), field)

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *));
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long),
		  unsigned long data);
/* Waits until it has run. */
void tasklet_kill(struct tasklet_struct *t);
void tasklet_unlock_wait(struct tasklet_struct *t);
void __tasklet_schedule(struct tasklet_struct *t);
void __tasklet_hi_schedule(struct tasklet_struct *t);

static inline void tasklet_schedule(struct tasklet_struct *t)
{
	if (!(__atomic_fetch_or(&t->state, 1, __ATOMIC_SEQ_CST) & 1))
		__tasklet_schedule(t);
}

static inline void tasklet_hi_schedule(struct tasklet_struct *t)
{
	if (!(__atomic_fetch_or(&t->state, 1, __ATOMIC_SEQ_CST) & 1))
		__tasklet_hi_schedule(t);
}

static inline void tasklet_disable(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
	tasklet_unlock_wait(t);
}

static inline void tasklet_enable(struct tasklet_struct *t)
{
	atomic_dec(&t->count);
}

#endif
