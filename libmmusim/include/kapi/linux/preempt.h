/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keeps a task from being interrupted by others, by softirqs, by
 * interrupts: a number of three parts, which the kernel and these functions
 * count up and down.
 *
 *   bits 0-7    preempt_disable(), spinlocks
 *   bits 8-15   softirqs: one is served, or held back (local_bh_disable())
 *   bits 16-19  an interrupt is served
 */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/compiler.h>

/* An offset in the area that GS points to; its highest bit is always set. */
extern int __preempt_count;

#define SOFTIRQ_OFFSET	       0x100
#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)
#define SOFTIRQ_MASK	       0xff00
#define HARDIRQ_MASK	       0xf0000

static __always_inline int preempt_count(void)
{
	int count;

	__asm__ __volatile__("movl %%gs:%P1, %0"
			     : "=r"(count)
			     : "p"(&__preempt_count));
	return count & 0x7fffffff;
}

static __always_inline void __preempt_count_add(int n)
{
	__asm__ __volatile__("addl %0, %%gs:%P1"
			     :
			     : "er"(n), "p"(&__preempt_count)
			     : "memory", "cc");
}

#define preempt_disable()    __preempt_count_add(1)
#define preempt_enable()     __preempt_count_add(-1)

#define in_hardirq()	     (preempt_count() & HARDIRQ_MASK)
#define in_irq()	     in_hardirq()
#define in_softirq()	     (preempt_count() & SOFTIRQ_MASK)
#define in_serving_softirq() (preempt_count() & SOFTIRQ_OFFSET)
#define in_interrupt()	     (preempt_count() & (SOFTIRQ_MASK | HARDIRQ_MASK))
#define in_task()	     (!in_hardirq() && !in_serving_softirq())
#define in_atomic()	     (preempt_count() != 0)

void __local_bh_enable_ip(unsigned long ip, unsigned int count);

static __always_inline void local_bh_disable(void)
{
	__preempt_count_add(SOFTIRQ_DISABLE_OFFSET);
}

static inline void local_bh_enable(void)
{
	__local_bh_enable_ip((unsigned long)__builtin_return_address(0),
			     SOFTIRQ_DISABLE_OFFSET);
}

#endif
