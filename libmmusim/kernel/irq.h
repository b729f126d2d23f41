/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * irq.h - interrupts of the timer, softirqs, and the idle task; private to
 * kernel/.
 *
 * An interrupt comes when a timer is due on the virtual clock and interrupts
 * are enabled:
 *
 *   when the idle task, swapper/0, waits in HLT        kern_idle_interrupt()
 *   when a call from simulated code is over            gate.c
 *   when a module itself executes HLT
 *   when a module goes round in a loop that calls nothing   loop.c
 *
 * and nowhere else between two instructions of a module. The handlers run as simulated
 * code, on a stack of interrupts' own:
 *
 *   interrupted stack                      interrupt stack
 *   struct kern_pt_regs                    where it came from  (top - 8)
 *   return to asm_sysvec_apic_...          return to sysvec_apic_...
 *   frame of sysvec_apic_timer_interrupt   hrtimer_interrupt, softirqs ...
 *
 * Reference: Linux 6.1, kernel/softirq.c, arch/x86/include/asm/irq_stack.h.
 */
#ifndef KERNEL_IRQ_H
#define KERNEL_IRQ_H

#include "kernel/kern.h"

enum kern_softirq {
	KERN_SOFTIRQ_HI = 0,
	KERN_SOFTIRQ_TIMER = 1,
	KERN_SOFTIRQ_TASKLET = 6,
	KERN_SOFTIRQ_HRTIMER = 8,
	KERN_SOFTIRQ_RCU = 9,
};

/**
 * struct kern_irq - interrupts
 * @idle:    swapper/0; NULL: nobody has needed it yet
 * @shell:   whose address space is loaded while nothing runs, as that of a shell
 *           that waits for its command
 * @stack:   linear address of the lowest byte of the interrupt stack
 * @pending: softirqs that are raised, a bit each
 * @active:  those of them whose turn comes now; @serving: the one that runs
 * @restarts: how often new ones were taken since they began
 * @softirq_at: when the next tick serves what is pending; KERN_NEVER
 * @old_flags: IF before softirqs began
 * @ksoftirqd: a thread that is to serve what is pending; NULL
 * @rcu:     what call_rcu() was given, the oldest first: rcu.c; @rcu_given: how
 *           many so far, and @rcu_due: of those whose turn has come
 * @count:   interrupts of the timer so far
 */
struct kern_irq {
	struct kern_task *idle, *shell;
	uint64_t stack;
	unsigned int pending, active, serving, restarts;
	uint64_t softirq_at;
	uint64_t old_flags;
	uint64_t count;
	struct kern_tasklet *tasklets;
	struct kern_task *ksoftirqd;
	struct kern_rcu_head *rcu;
	uint64_t rcu_given, rcu_due;
	bool warned_timer; /* of one that leaked a lock */
	bool warned_rcu,
		warned_hrtimer; /* of a call, a timer, without function */
	bool warned_pending;	/* of one that was armed twice */
};

#define KERN_NEVER UINT64_MAX

int kern_irq_init(struct kern *k);
/* The idle task and the stack, without which no interrupt comes. 0, -ENOMEM. */
int kern_irq_prepare(struct kern *k);

/* Would an interrupt come now, if they are enabled? */
bool kern_irq_due(struct kern *k);
/* When the next one comes, on the virtual clock; KERN_NEVER */
uint64_t kern_irq_next(const struct kern *k);

/* Interrupt simulated code that has these registers. 0; or that it does not
 * continue: a panic. */
int kern_do_irq(struct kern *k, const struct mmu_regs *regs);
/* The same to the idle task: current sleeps, or nobody is. */
void kern_idle_interrupt(struct kern *k);
/* At the end of a call from simulated code. As kern_do_irq(). */
int kern_irq_after_call(struct kern *k, const struct kern_call *call);

/* In the page below it, which is not mapped? */
static inline bool kern_irq_stack_guard(const struct kern *k, uint64_t la)
{
	return k->irq->stack && k->irq->stack - la - 1 < KERN_PAGE;
}

static inline uint64_t kern_irq_stack_end(const struct kern *k)
{
	return k->irq->stack ? k->irq->stack + KERN_THREAD_SIZE : 0;
}

/* leak.c: a worker's function has come back; complain if with a lock held. */
void kern_work_leaked(struct kern *k, const char *function);

void kern_raise_softirq(struct kern *k, enum kern_softirq nr);

#endif
