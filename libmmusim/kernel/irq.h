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
 *   when a module itself executes HLT, or STI
 *   when a module goes round in a loop that calls nothing   loop.c
 *
 * and so do interrupts of other lines that somebody raised: irq_line.c
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

/* What the tick does that is not a timer of a module's. */
enum kern_irq_due {
	KERN_DUE_WATCHDOG = 1,
	KERN_DUE_STALL = 2,
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
 * @depth:   interrupts that are being handled now
 * @softirq_count: the preemption count when @serving began
 * @count:   interrupts of the timer so far
 * @raised:  lines whose interrupt has come and was not handled yet, a bit each
 * @work_at: when the interrupt comes that runs what irq_work_queue() was given;
 *           KERN_NEVER. @work_count: such interrupts so far
 * @due:     what the next interrupt does before it serves timers: enum kern_irq_due
 * @interrupted: what it interrupts then; @interrupted_irq: an interrupt
 */
struct kern_irq {
	unsigned int due;
	bool interrupted_irq;
	const struct mmu_frame *interrupted;
	struct kern_task *idle, *shell;
	uint64_t stack;
	unsigned int pending, active, serving, restarts;
	uint64_t softirq_at;
	uint64_t old_flags;
	unsigned int depth;
	uint32_t softirq_count;
	uint64_t count;
	uint32_t raised;
	uint64_t work_at, work_count;
	struct kern_tasklet *tasklets;
	struct kern_task *ksoftirqd;
	struct kern_rcu_head *rcu;
	uint64_t rcu_given, rcu_due;
	bool warned_timer; /* of one that leaked a lock */
};

#define KERN_NEVER UINT64_MAX

int kern_irq_init(struct kern *k);
/* The idle task and the stack, without which no interrupt comes. 0, -ENOMEM. */
int kern_irq_prepare(struct kern *k);

#define KERN_IRQ_FOLDER "sys/kernel/debug/irq/irqs/"

/* irq_line.c: lines that the kernel's own drivers have; their part of
 * /proc/interrupts. */
void kern_irq_lines_init(struct kern *k);
struct kern_text;
void kern_show_irq_lines(struct kern *k, struct kern_text *t);
/* The interrupt comes as soon as the CPU takes it. 0; -EINVAL: nobody has
 * requested it; -ENOMEM. */
int kern_irq_raise(struct kern *k, unsigned int irq);
bool kern_irq_requested(struct kern *k, unsigned int irq);
/* Is it "sys/kernel/debug/irq/irqs/IRQ"? And what is in that file. */
bool kern_irq_of_file(const char *path, unsigned int *irq);
void kern_irq_show_file(struct kern *k, unsigned int irq, struct kern_text *t);
/* Interrupt code that has these registers, for that. True: it does not go on:
 * watchdog.c */
bool kern_interrupt_for(struct kern *k, enum kern_irq_due due,
			const struct mmu_frame *frame);

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
/* An interrupt or a softirq is at work, whatever became of the preemption count. */
bool kern_serves_interrupt(const struct kern *k);
/* leak.c: the softirq that ran last has left the preemption count as it was? */
void kern_softirq_leaked(struct kern *k);

#endif
