/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watchdog.c - somebody keeps the CPU: soft and hard lockups.
 *
 * The timer's interrupt looks every fifth of the time that it allows whether others
 * had a chance to run. What it has to say it says in that interrupt, and so does a
 * panic:
 *
 *   loop.c, gate.c -> kern_do_irq() ... -> watchdog_timer_fn   (image_irq.inc)
 *                                          kern_e_watchdog()
 *
 * Code that holds interrupts back is noticed by the NMI's watchdog.
 *
 * Simplified: Linux says so again and again, and the task goes on for ever. Here it
 * ends; what was interrupted in an interrupt, and is no task, makes the kernel
 * panic. With kernel.watchdog_thresh at 0 it ends without a word.
 *
 * Reference: Linux 6.1, kernel/watchdog.c, watchdog_hld.c.
 */
#include "kernel/entries.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/rcu_stall.h"
#include "kernel/regs.h"
#include "kernel/sched.h"
#include "kernel/sim.h"

#define SECOND	       1000000000ull
#define SPIN_NS	       (40 * 1000000ull)
#define SIGKILL_NR     9
#define DEFAULT_THRESH 10

/* Seconds are counted as 2^30 ns, whole ones. */
#define SECOND_SHIFT 30
#define HALF	     (1ull << (SECOND_SHIFT - 1))

/* get_softlockup_thresh(): so many seconds are allowed. */
static uint64_t allowed(const struct kern *k)
{
	int thresh = k->watchdog_thresh ? k->watchdog_thresh : DEFAULT_THRESH;

	return (uint64_t)thresh * 2;
}

static uint64_t sample_ns(const struct kern *k)
{
	return allowed(k) * SECOND / 5;
}

/*
 * Samples come at half a period after somebody got the CPU, and then each period.
 * So many after the first one, or after one at which it was told to wait, it is too
 * long ago: more whole seconds than are allowed have begun. Where in a second the
 * first one was is not known: in the middle.
 */
static uint64_t samples_ns(const struct kern *k)
{
	uint64_t more = ((allowed(k) + 1) << SECOND_SHIFT) - HALF;

	return (more + sample_ns(k) - 1) / sample_ns(k) * sample_ns(k);
}

/* The first sample at this time or later. */
static uint64_t sample_at(const struct kern *k, uint64_t at)
{
	uint64_t first = k->sched->since + sample_ns(k) / 2;
	uint64_t n =
		at > first ? (at - first + sample_ns(k) - 1) / sample_ns(k) : 0;

	return first + n * sample_ns(k);
}

static bool interrupts_on(const struct kern *k)
{
	return mmu_rflags(k->cpu) & MMU_RFLAGS_IF;
}

uint64_t kern_lockup_at(struct kern *k)
{
	struct kern_sched *sched = k->sched;
	uint64_t from = sched->since;

	if (interrupts_on(k)) {
		sched->irqs_on = k->clock_ns;
		if (sched->touched > from)
			from = sched->touched;
		return sample_at(k, from) + samples_ns(k);
	}
	if (sched->irqs_on < sched->since)
		sched->irqs_on = sched->since;
	return sched->irqs_on + sample_ns(k) * 5 / 2;
}

/* --- reports ----------------------------------------------------------------------- */

static struct kern_unwind unwind_from(struct kern *k,
				      const struct mmu_frame *frame)
{
	return (struct kern_unwind){
		.ip = frame->rip_la,
		.sp = frame->sp_la,
		.bp = kern_lift(k, frame->regs.gpr[MMU_RBP]),
	};
}

void kern_show_interrupted(struct kern *k, const struct mmu_frame *frame)
{
	struct kern_unwind unwind = unwind_from(k, frame);

	kern_dump_info(k);
	kern_show_regs(k, frame);
	kern_show_trace(k, &unwind);
}

static void panic(struct kern *k, const struct mmu_frame *frame,
		  const char *why)
{
	struct kern_unwind unwind = unwind_from(k, frame);

	kern_panic_begin(k, why);
	kern_dump_info(k);
	kern_show_trace(k, &unwind);
	kern_panic_end(k, why);
}

/* watchdog_timer_fn() */
static void report_soft(struct kern *k, const struct mmu_frame *frame)
{
	uint64_t ns = k->clock_ns - k->sched->since + sample_ns(k) / 2;
	uint64_t seconds = ns >> SECOND_SHIFT;

	if (seconds <= allowed(k))
		seconds = allowed(k) + 1;

	kern_printk(k,
		    KERN_EMERG "watchdog: BUG: soft lockup - CPU#0 stuck for "
			       "%us! [%s:%d]\n",
		    (unsigned int)seconds, k->current->comm, k->current->pid);
	kern_print_modules(k);
	kern_show_interrupted(k, frame);
	kern_set_taint(k, KERN_TAINT_SOFTLOCKUP);
}

/* watchdog_overflow_callback() */
static void report_hard(struct kern *k, const struct mmu_frame *frame)
{
	kern_printk(k, KERN_EMERG "NMI watchdog: Watchdog detected hard LOCKUP "
				  "on cpu 0\n");
	kern_print_modules(k);
	kern_show_interrupted(k, frame);
}

/* watchdog_timer_fn() of the image: panic(), if that is to be called. */
uint64_t kern_e_watchdog(struct kern_call *call)
{
	struct kern *k = call->kern;

	if (!k->irq->interrupted) /* no interrupt: somebody called it */
		return 0;
	report_soft(k, k->irq->interrupted);
	return k->softlockup_panic || k->irq->interrupted_irq ?
		       kern_e_panic(call) :
		       0;
}

bool kern_interrupt_for(struct kern *k, enum kern_irq_due due,
			const struct mmu_frame *frame)
{
	const struct mmu_frame *outer = k->irq->interrupted;
	bool outer_irq = k->irq->interrupted_irq, ended;

	if (kern_irq_prepare(k))
		return false;
	k->irq->due |= due;
	k->irq->interrupted = frame;
	k->irq->interrupted_irq = kern_in_interrupt(k);
	ended = kern_do_irq(k, &frame->regs);
	k->irq->due &= ~(unsigned int)due;
	k->irq->interrupted = outer;
	k->irq->interrupted_irq = outer_irq;
	return ended;
}

/* --- the end of who is noticed -------------------------------------------------------- */

static bool is_fatal(struct kern *k, const struct mmu_frame *frame)
{
	if (!k->watchdog_thresh)
		return false;
	if (interrupts_on(k))
		return kern_interrupt_for(k, KERN_DUE_WATCHDOG, frame);
	report_hard(k, frame);
	if (!k->hardlockup_panic && !kern_in_interrupt(k))
		return false;
	panic(k, frame, "Hard LOCKUP");
	return true;
}

static int end_locked_up(struct kern *k, const struct mmu_frame *frame)
{
	if (is_fatal(k, frame))
		return KERN_END_PANIC;
	k->current->exit_signal = SIGKILL_NR;
	kern_set_preempt_count(k, 0);
	return KERN_END_LOCKUP;
}

/* A grace period of RCU may be noticed before. */
static int notice(struct kern *k, const struct mmu_frame *frame)
{
	if (k->clock_ns >= kern_rcu_stall_at(k) && interrupts_on(k) &&
	    kern_interrupt_for(k, KERN_DUE_STALL, frame))
		return KERN_END_PANIC;
	return k->clock_ns >= kern_lockup_at(k) ? end_locked_up(k, frame) : 0;
}

int kern_locked_up(struct kern *k, const struct mmu_regs *regs)
{
	struct mmu_frame frame = {
		.native = true,
		.sim = true,
		.regs = *regs,
		.rip_la = kern_lift(k, regs->rip),
		.sp_la = kern_lift(k, regs->gpr[MMU_RSP]),
	};

	return notice(k, &frame);
}

uint64_t kern_noticed_at(struct kern *k)
{
	uint64_t lockup = kern_lockup_at(k), stall = kern_rcu_stall_at(k);

	return interrupts_on(k) && stall < lockup ? stall : lockup;
}

/* Softirqs and interrupts are part of what they interrupt. */
void kern_watchdog(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct mmu_frame frame;

	if (k->clock_ns < kern_noticed_at(k))
		return;
	kern_stub_frame(k, call, &frame);
	call->end = notice(k, &frame);
}

void kern_lockup(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t at;

	while (!call->end) {
		at = kern_noticed_at(k);
		if (k->clock_ns < at)
			k->clock_ns = at;
		kern_watchdog(call);
	}
}

/* native_queued_spin_lock_slowpath(lock, n), called as long as the lock is held:
 * interrupts come meanwhile, if they can. */
uint64_t kern_e_spin(struct kern_call *call)
{
	if (interrupts_on(call->kern))
		kern_tick(call->kern, SPIN_NS);
	else
		kern_lockup(call);
	return 0;
}
