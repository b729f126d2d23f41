/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rcu_stall.c - a grace period of RCU that does not end.
 *
 * When a shell's child begins, its parent has just freed memory by RCU, and a
 * grace period is in progress. It ends when somebody else gets the CPU, or a tick
 * finds code that may be preempted. On a machine with one CPU whoever prevents both
 * is not waited for itself, but keeps the thread that ends grace periods,
 * rcu_preempt, from running ("starved").
 *
 *   check_cpu_stall() -> print_other_cpu_stall()
 *
 * Simplified: the thread is not there, and so has no stack to be shown. What is given
 * to call_rcu() begins no grace period here: rcu.c waits for the next tick.
 *
 * Reference: Linux 6.1, kernel/rcu/tree_stall.h.
 */
#include "kernel/entries.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/rcu_stall.h"
#include "kernel/sched.h"
#include "kernel/sim.h"
#include "kernel/timer.h"

#define SECOND		1000000000ull
#define STALL_RAT_DELAY 2 /* jiffies */
#define FIRST_GP	(-1200l)
#define GP_PID		15

/* rcu_preempt begins with this number, and each takes 4. */
static long number(const struct kern *k)
{
	return FIRST_GP + 4 * (long)k->rcu.grace_periods + 1;
}

void kern_rcu_gp_begin(struct kern *k)
{
	k->rcu.grace_periods++;
	k->rcu.began = k->clock_ns;
}

static uint64_t timeout_ns(const struct kern *k)
{
	return (uint64_t)k->rcu.stall_timeout * SECOND +
	       STALL_RAT_DELAY * KERN_JIFFY_NS;
}

static bool in_progress(struct kern *k)
{
	const uint32_t not_preempted = KERN_PREEMPT_MASK | KERN_SOFTIRQ_MASK;

	if (k->rcu.began != KERN_NEVER &&
	    (k->rcu.began < k->sched->since ||
	     (k->clock_ns - k->rcu.began > KERN_JIFFY_NS &&
	      !(kern_preempt_count(k) & not_preempted))))
		k->rcu.began = KERN_NEVER;
	return k->rcu.began != KERN_NEVER;
}

uint64_t kern_rcu_stall_at(struct kern *k)
{
	if (!k->rcu.grace_periods || k->rcu.stall_suppress || !in_progress(k))
		return KERN_NEVER;
	return k->rcu.began + timeout_ns(k);
}

static unsigned int callbacks(const struct kern *k)
{
	return (unsigned int)(k->irq->rcu_given - k->irq->rcu_due) + 1;
}

/* rcu_check_gp_kthread_starvation() */
static void show_thread(struct kern *k, unsigned long jiffies)
{
	kern_printk(k,
		    KERN_ERR "rcu: rcu_preempt kthread starved for %lu "
			     "jiffies! g%ld f0x2 RCU_GP_WAIT_FQS(5) "
			     "->state=0x0 ->cpu=0\n",
		    jiffies, number(k));
	kern_printk(k, KERN_ERR "rcu: \tUnless rcu_preempt kthread gets "
				"sufficient CPU time, OOM is now expected "
				"behavior.\n");
	kern_printk(k, KERN_ERR "rcu: RCU grace-period kthread stack dump:\n");
	kern_printk(k,
		    KERN_INFO "task:%-15s state:R  running task     stack:0"
			      "     pid:%-5d ppid:%-6d flags:0x00004000\n",
		    "rcu_preempt", GP_PID, 2);
	kern_printk(k, KERN_ERR "rcu: Stack dump where RCU GP kthread last "
				"ran:\n");
}

/* print_other_cpu_stall(): every quiescent state was seen. */
static void report(struct kern *k)
{
	unsigned long now = kern_jiffies(k);
	unsigned long jiffies =
		(unsigned long)((k->clock_ns - k->rcu.began) / KERN_JIFFY_NS);

	kern_printk(k, KERN_ERR "rcu: INFO: rcu_preempt detected stalls on "
				"CPUs/tasks:\n");
	kern_printk(k,
		    KERN_CONT "\t(detected by 0, t=%lu jiffies, g=%ld, q=%u "
			      "ncpus=1)\n",
		    jiffies, number(k), callbacks(k));
	kern_printk(k,
		    KERN_ERR "rcu: All QSes seen, last rcu_preempt kthread "
			     "activity %lu (%lu-%lu), jiffies_till_next_fqs=1, "
			     "root ->qsmask 0x0\n",
		    jiffies, now, now - jiffies);
	show_thread(k, jiffies);
	kern_show_interrupted(k, k->irq->interrupted);
}

/* rcu_sched_clock_irq() of the image: panic(), if that is to be called. The watchdog
 * was told to wait. Simplified: Linux complains again after three times as long; here
 * the watchdog ends it. */
uint64_t kern_e_rcu_stall(struct kern_call *call)
{
	struct kern *k = call->kern;

	if (!k->irq->interrupted) /* no interrupt: somebody called it */
		return 0;
	report(k);
	k->rcu.began = KERN_NEVER;
	k->sched->touched = k->clock_ns;
	return k->rcu.panic_on_stall ? kern_e_panic(call) : 0;
}
