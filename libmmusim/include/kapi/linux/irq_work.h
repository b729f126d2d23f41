/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that an interrupt calls as soon as interrupts are enabled. They may be
 * asked for in any context. The layout is that of Debian's Linux 6.1.
 */
#ifndef _LINUX_IRQ_WORK_H
#define _LINUX_IRQ_WORK_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/llist.h>
#include <linux/types.h>

#define IRQ_WORK_PENDING  1 /* in the list */
#define IRQ_WORK_BUSY	  2 /* in the list, or its function runs */
#define IRQ_WORK_LAZY	  4 /* the next tick is soon enough */
#define IRQ_WORK_HARD_IRQ 8
#define IRQ_WORK_CLAIMED  (IRQ_WORK_PENDING | IRQ_WORK_BUSY)

struct irq_work {
	struct {
		struct llist_node llist;
		union {
			unsigned int u_flags;
			atomic_t a_flags;
		};
		u16 src, dst;
	} node;
	void (*func)(struct irq_work *work);
	void *__kernel_only;
};

static_assert(sizeof(struct irq_work) == 32);
static_assert(offsetof(struct irq_work, func) == 16);

#define __IRQ_WORK_INIT(_func, _flags) \
	((struct irq_work){.node = {.u_flags = (_flags)}, .func = (_func)})
#define IRQ_WORK_INIT(_func)	  __IRQ_WORK_INIT(_func, 0)
#define IRQ_WORK_INIT_LAZY(_func) __IRQ_WORK_INIT(_func, IRQ_WORK_LAZY)
#define IRQ_WORK_INIT_HARD(_func) __IRQ_WORK_INIT(_func, IRQ_WORK_HARD_IRQ)

#define DEFINE_IRQ_WORK(name, _f) struct irq_work name = IRQ_WORK_INIT(_f)

static inline void init_irq_work(struct irq_work *work,
				 void (*func)(struct irq_work *))
{
	*work = IRQ_WORK_INIT(func);
}

static inline bool irq_work_is_pending(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_PENDING;
}

static inline bool irq_work_is_busy(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_BUSY;
}

static inline bool irq_work_is_hard(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_HARD_IRQ;
}

/* False: it is in the list already. */
bool irq_work_queue(struct irq_work *work);
/* Waits, and goes round in a loop for it, until its function has come back. */
void irq_work_sync(struct irq_work *work);
/* Runs what is in the list, now: with interrupts disabled. */
void irq_work_run(void);

#endif
