/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt handlers; and tasklets, functions that a softirq calls once. Nobody
 * may sleep there.
 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/container_of.h>
#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/seqlock.h>
#include <linux/smp.h>
#include <linux/types.h>

/* Flags of an interrupt: what triggers it, and who else may have it. */
#define IRQF_TRIGGER_NONE    0x00000000
#define IRQF_TRIGGER_RISING  0x00000001
#define IRQF_TRIGGER_FALLING 0x00000002
#define IRQF_TRIGGER_HIGH    0x00000004
#define IRQF_TRIGGER_LOW     0x00000008
#define IRQF_TRIGGER_MASK    0x0000000f
#define IRQF_TRIGGER_PROBE   0x00000010
#define IRQF_SHARED	     0x00000080
#define IRQF_PROBE_SHARED    0x00000100
#define __IRQF_TIMER	     0x00000200
#define IRQF_PERCPU	     0x00000400
#define IRQF_NOBALANCING     0x00000800
#define IRQF_IRQPOLL	     0x00001000
#define IRQF_ONESHOT	     0x00002000
#define IRQF_NO_SUSPEND	     0x00004000
#define IRQF_FORCE_RESUME    0x00008000
#define IRQF_NO_THREAD	     0x00010000
#define IRQF_EARLY_RESUME    0x00020000
#define IRQF_COND_SUSPEND    0x00040000
#define IRQF_NO_AUTOEN	     0x00080000
#define IRQF_NO_DEBUG	     0x00100000
#define IRQF_TIMER	     (__IRQF_TIMER | IRQF_NO_SUSPEND | IRQF_NO_THREAD)

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev);

/* 0 or a negative errno: -EBUSY where somebody has it and does not share it. */
int __must_check request_threaded_irq(unsigned int irq, irq_handler_t handler,
				      irq_handler_t thread_fn,
				      unsigned long flags, const char *name,
				      void *dev);

static inline int __must_check request_irq(unsigned int irq,
					   irq_handler_t handler,
					   unsigned long flags,
					   const char *name, void *dev)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev);
}

const void *free_irq(unsigned int irq, void *dev);
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);
void synchronize_irq(unsigned int irq);
bool disable_hardirq(unsigned int irq);
bool synchronize_hardirq(unsigned int irq);

/* With a thread, where the line's interrupts are served by one. 0: IRQC_IS_HARDIRQ,
 * 1: IRQC_IS_NESTED, or a negative errno. */
enum { IRQC_IS_HARDIRQ, IRQC_IS_NESTED };
int __must_check request_any_context_irq(unsigned int irq,
					 irq_handler_t handler,
					 unsigned long flags, const char *name,
					 void *dev);

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

#define DECLARE_TASKLET_DISABLED(name, function)               \
	struct tasklet_struct name = {.count = ATOMIC_INIT(1), \
				      .use_callback = true,    \
				      .callback = (function)}

/* Of the older kind, whose function has a number. */
#define DECLARE_TASKLET_OLD(name, function) \
	struct tasklet_struct name = {.func = (function)}
#define DECLARE_TASKLET_DISABLED_OLD(name, function)           \
	struct tasklet_struct name = {.count = ATOMIC_INIT(1), \
				      .func = (function)}

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
