/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * irq.c - interrupts of the timer, softirqs, the idle task: see irq.h.
 *
 * The library makes the frame of the interrupted code, as the CPU and the entry
 * code do, and enters image_irq.inc by mmu_call().
 *
 * What is raised outside of an interrupt is served by ksoftirqd/0, if that runs
 * before the next tick. The thread begins when it is needed, and ends then.
 */
#include <errno.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/mm.h"
#include "kernel/percpu.h"
#include "kernel/regs.h"
#include "kernel/sched.h"
#include "kernel/sim.h"
#include "kernel/task.h"
#include "kernel/timer.h"
#include "kernel/warn.h"
#include "native/native.h"

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) ((void)(start), (void)(end), 0u)
#endif

#define IRQ_NS		  900
#define IRQ_WORK_AGAIN_NS 20000
#define KSOFTIRQD_PID	  14
#define MAX_RESTART	  10
#define GATE_RETURN	  8 /* below RSP of a stub lies where the gate returns to */

/* --- making --------------------------------------------------------------------- */

static int on_halt(struct mmu_cpu *cpu, const struct mmu_regs *regs);
static int on_sti(struct mmu_cpu *cpu, const struct mmu_regs *regs);

int kern_irq_init(struct kern *k)
{
	k->irq = pool_zalloc(k->pool, sizeof(*k->irq));
	if (!k->irq)
		return -ENOMEM;
	k->irq->softirq_at = KERN_NEVER;
	k->irq->work_at = KERN_NEVER;
	native_set_halt(on_halt);
	native_set_sti(on_sti);
	return 0;
}

/* Valgrind takes a move of RSP to a stack that it does not know for an
 * allocation. */
static void show_stack_to_tools(struct kern *k)
{
	uint64_t start = kern_host(k, k->irq->stack);

	(void)VALGRIND_STACK_REGISTER(start, start + KERN_THREAD_SIZE);
}

static struct kern_task *make_idle(struct kern *k)
{
	struct kern_task *task = kern_task_alloc(k, "swapper/0");

	if (!task)
		return NULL;
	k->next_pid--;
	task->pid = 0;
	if (!kern_task_struct_create(k, task))
		return task;
	kern_task_destroy(k, task);
	return NULL;
}

static struct kern_task *make_shell(struct kern *k)
{
	int pid = k->next_pid;
	struct kern_task *task = kern_task_create(k, "sh");

	k->next_pid = pid;
	if (task)
		task->pid = 1;
	return task;
}

int kern_irq_prepare(struct kern *k)
{
	struct kern_irq *irq = k->irq;

	if (!irq->shell)
		irq->shell = make_shell(k);
	if (!irq->idle)
		irq->idle = make_idle(k);
	if (!irq->stack) {
		irq->stack = kern_vmalloc(k, KERN_THREAD_SIZE, KERN_AREA_STACK,
					  KERN_PAGE_KERNEL);
		if (irq->stack)
			show_stack_to_tools(k);
		kern_stacks_fill(k);
	}
	return irq->shell && irq->idle && irq->stack ? 0 : -ENOMEM;
}

/* --- interrupts ------------------------------------------------------------------ */

bool kern_serves_interrupt(const struct kern *k)
{
	return k->irq->depth || k->irq->serving;
}

bool kern_irq_due(struct kern *k)
{
	return k->irq->idle && !k->panicked &&
	       mmu_rflags(k->cpu) & MMU_RFLAGS_IF &&
	       kern_irq_next(k) <= k->clock_ns;
}

uint64_t kern_irq_next(const struct kern *k)
{
	const struct kern_irq *irq = k->irq;
	uint64_t next;

	if (irq->raised)
		return k->clock_ns;
	next = kern_timers_next(k, irq->pending | irq->active | irq->serving);
	if (irq->work_at < next)
		next = irq->work_at;
	if (irq->pending && !irq->active && !irq->serving &&
	    irq->softirq_at < next)
		next = irq->softirq_at;
	return next;
}

static bool on_irq_stack(const struct kern *k, uint64_t la)
{
	return la - k->irq->stack < KERN_THREAD_SIZE;
}

/* The one of irq_work, of the line that is raised, or the timer's. */
static const char *next_vector(struct kern *k, unsigned int *line)
{
	*line = 0;
	if (k->irq->work_at <= k->clock_ns) {
		k->irq->work_at = KERN_NEVER;
		k->irq->work_count++;
		return "asm_sysvec_irq_work";
	}
	if (!k->irq->raised) {
		k->irq->count++;
		return "asm_sysvec_apic_timer_interrupt";
	}
	*line = (unsigned int)__builtin_ctz(k->irq->raised);
	k->irq->raised &= k->irq->raised - 1;
	return "asm_common_interrupt";
}

/* Returns what mmu_call() does. */
static int enter(struct kern *k, uint64_t frame_la)
{
	uint64_t frame = kern_host(k, frame_la), rax;
	unsigned int line;
	const char *entry = next_vector(k, &line);
	struct mmu_call_args call = {
		.size = sizeof(call),
		.fn = kern_host(k, kern_image_symbol(k, entry, false)),
		.arg = {frame,
			on_irq_stack(k, frame_la) ?
				0 :
				kern_host(k, kern_irq_stack_end(k) - 1) + 1,
			line},
		.sp = frame - 8,
		.stack_len = KERN_PAGE,
	};

	return mmu_call(k->cpu, &call, &rax);
}

int kern_do_irq(struct kern *k, const struct mmu_regs *regs)
{
	uint64_t flags = mmu_rflags(k->cpu);
	uint32_t count = kern_preempt_count(k);
	struct kern_pt_regs saved =
		kern_pt_regs(regs, mmu_rflags(k->cpu), UINT64_MAX, 0);
	uint64_t frame =
		((kern_lift(k, regs->gpr[MMU_RSP]) - GATE_RETURN) & ~15ull) -
		sizeof(saved);
	struct kern_call *served = k->call;
	int ended;

	if (!kern_poke_defined(k, frame, &saved, sizeof(saved)))
		return 0; /* no room: whatever comes next hits the guard page */
	k->sched->irqs_on = k->clock_ns;
	kern_tick(k, IRQ_NS);
	kern_publish_jiffies(k);
	kern_set_preempt_count(k, count + KERN_HARDIRQ_OFFSET);
	mmu_set_rflags(k->cpu, flags & ~MMU_RFLAGS_IF);
	k->call = NULL;
	k->irq->depth++;
	ended = enter(k, frame);
	k->irq->depth--;
	k->call = served;
	mmu_set_rflags(k->cpu, flags);
	kern_set_preempt_count(k, count);
	return ended ? KERN_END_PANIC : 0;
}

int kern_irq_after_call(struct kern *k, const struct kern_call *call)
{
	struct mmu_frame frame;

	if (!kern_irq_due(k))
		return 0;
	kern_stub_frame(k, call, &frame);
	return kern_do_irq(k, &frame.regs);
}

/* arch_irq_work_raise(lazy): there is something in a list that was empty */
uint64_t kern_e_irq_work_raise(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t at = (bool)call->arg[0] ? kern_next_tick(k) : k->clock_ns;

	/* Who asks for it again and again leaves time for others. */
	if (k->irq->depth && at == k->clock_ns)
		at += IRQ_WORK_AGAIN_NS;
	kern_irq_prepare(k);
	if (at < k->irq->work_at)
		k->irq->work_at = at;
	return 0;
}

/* --- idle ------------------------------------------------------------------------- */

/* HLT, with interrupts enabled: until the next one. Other code than the idle
 * task waits for the clock here. */
static int on_halt(struct mmu_cpu *cpu, const struct mmu_regs *regs)
{
	struct kern *k = cpu->machine->kern;
	uint64_t next = k && k->irq->idle ? kern_irq_next(k) : KERN_NEVER;

	if (next == KERN_NEVER || k->panicked)
		return 0;
	if (next > k->clock_ns) {
		k->idle_ns += next - k->clock_ns;
		k->clock_ns = next;
	}
	return kern_do_irq(k, regs);
}

/* STI: one may be due already. None comes before the next instruction has begun, so
 * that "sti; hlt" sleeps until there is one. */
static int on_sti(struct mmu_cpu *cpu, const struct mmu_regs *regs)
{
	static const unsigned char hlt = 0xf4;
	struct kern *k = cpu->machine->kern;
	unsigned char next;

	if (!k || !k->irq || !kern_irq_due(k))
		return 0;
	if (!kern_peek(k, kern_lift(k, regs->rip), &next, 1) || next == hlt)
		return 0;
	return kern_do_irq(k, regs);
}

void kern_idle_interrupt(struct kern *k)
{
	struct kern_task *idle = k->irq->idle, *current = k->current;
	struct mmu_call_args call = {
		.size = sizeof(call),
		.fn = kern_host(k, kern_image_symbol(
					   k, "secondary_startup_64_no_verify",
					   false)),
		.sp = kern_host(k, idle->regs & ~15ull),
		.stack_len = KERN_THREAD_SIZE,
	};
	struct kern_mm *mm = k->mms->current;
	uint64_t cr3 = mmu_cr3(k->cpu), flags = mmu_rflags(k->cpu), rax;
	struct kern_call *served = k->call;
	uint32_t count = kern_preempt_count(k);

	kern_set_preempt_count(k, 1); /* it is never preempted */
	k->call = NULL;
	k->current = idle;
	kern_use_mm(k, k->irq->shell->mm);
	kern_percpu_switch(k, idle);
	k->sched->since = k->clock_ns;
	mmu_call(k->cpu, &call, &rax);
	mmu_set_rflags(k->cpu, flags);
	mmu_set_cr3(k->cpu, cr3);
	kern_percpu_switch(k, current);
	k->mms->current = mm;
	k->current = current;
	k->call = served;
	kern_set_preempt_count(k, count);
}

/* --- softirqs ----------------------------------------------------------------------- */

static void wake_ksoftirqd(struct kern *k)
{
	int pid = k->next_pid;
	struct kern_task *task;

	if (k->irq->ksoftirqd)
		return;
	task = kern_thread_create(
		k, "ksoftirqd/0",
		kern_host(k, kern_image_symbol(k, "smpboot_thread_fn", false)),
		0);
	if (!task)
		return; /* the next tick will do */
	task->pid = KSOFTIRQD_PID;
	k->next_pid = pid;
	k->irq->ksoftirqd = task;
	kern_sim_wake(k, task);
}

void kern_raise_softirq(struct kern *k, enum kern_softirq nr)
{
	k->irq->pending |= 1u << nr;
	k->irq->softirq_at = kern_next_tick(k);
	if (nr != KERN_SOFTIRQ_RCU && !kern_in_interrupt(k))
		wake_ksoftirqd(k);
}

uint64_t kern_e_ksoftirqd_done(struct kern_call *call)
{
	call->kern->irq->ksoftirqd = NULL;
	return 0;
}

/* irq_exit_rcu(): are there softirqs to be served? */
uint64_t kern_e_irq_exit(struct kern_call *call)
{
	struct kern *k = call->kern;

	kern_set_preempt_count(k, kern_preempt_count(k) - KERN_HARDIRQ_OFFSET);
	return k->irq->pending && !kern_in_interrupt(k);
}

/* handle_softirqs(): they are served with interrupts enabled. */
uint64_t kern_e_softirq_begin(struct kern_call *call)
{
	struct kern *k = call->kern;

	kern_set_preempt_count(k, kern_preempt_count(k) + KERN_SOFTIRQ_OFFSET);
	k->irq->old_flags = mmu_rflags(k->cpu);
	k->irq->active = k->irq->pending;
	k->irq->pending = 0;
	k->irq->restarts = 0;
	mmu_set_rflags(k->cpu, k->irq->old_flags | MMU_RFLAGS_IF);
	return 0;
}

/* The number of the next one, and 1; 0: that is all. What is raised again and
 * again waits for the next tick. */
uint64_t kern_e_next_softirq(struct kern_call *call)
{
	const unsigned int rcu = 1u << KERN_SOFTIRQ_RCU;
	struct kern_irq *irq = call->kern->irq;
	unsigned int nr;

	kern_softirq_leaked(call->kern);
	if (!irq->active && irq->pending & ~rcu &&
	    irq->restarts++ < MAX_RESTART) {
		irq->active = irq->pending & ~rcu;
		irq->pending &= rcu;
	}
	irq->serving = 0;
	if (!irq->active)
		return 0;
	nr = (unsigned int)__builtin_ctz(irq->active);
	irq->active &= irq->active - 1;
	irq->serving = 1u << nr;
	irq->softirq_count = kern_preempt_count(call->kern);
	if (nr == KERN_SOFTIRQ_RCU)
		irq->rcu_due = irq->rcu_given;
	return nr + 1;
}

uint64_t kern_e_softirq_end(struct kern_call *call)
{
	struct kern *k = call->kern;

	mmu_set_rflags(k->cpu, k->irq->old_flags);
	kern_set_preempt_count(k, kern_preempt_count(k) - KERN_SOFTIRQ_OFFSET);
	return 0;
}

/* __local_bh_enable_ip(ip, count): where the interrupt stack ends, when there
 * are softirqs to be served now. Meanwhile preemption stays off. */
uint64_t kern_e_bh_enable(struct kern_call *call)
{
	struct kern *k = call->kern;
	static const struct kern_warning in_irq = {
		"kernel/softirq.c:400", "__local_bh_enable_ip", 0x4e};
	uint32_t count = kern_preempt_count(k);

	if (count & KERN_HARDIRQ_MASK)
		kern_warning_once(k, &in_irq, NULL);
	kern_set_preempt_count(k, count - (uint32_t)call->arg[1]);
	if (!k->irq->pending || kern_in_interrupt(k) ||
	    !(mmu_rflags(k->cpu) & MMU_RFLAGS_IF) || kern_irq_prepare(k))
		return 0;
	kern_set_preempt_count(k, kern_preempt_count(k) + 1);
	return kern_host(k, kern_irq_stack_end(k) - 1) + 1;
}

/* smp_call_function_single(): who waits for another CPU must not hold that one
 * back. */
uint64_t kern_e_smp_check(struct kern_call *call)
{
	static const struct kern_warning irqs_off = {
		"kernel/smp.c:760", "smp_call_function_single", 0x113};
	static const struct kern_warning in_irq = {
		"kernel/smp.c:769", "smp_call_function_single", 0x11a};
	struct kern *k = call->kern;

	if (!(mmu_rflags(k->cpu) & MMU_RFLAGS_IF))
		kern_warning_once(k, &irqs_off, NULL);
	if (kern_in_interrupt(k))
		kern_warning_once(k, &in_irq, NULL);
	return 0;
}

/* --- the interrupt flag ---------------------------------------------------------------- */

uint64_t kern_e_irq_save(struct kern_call *call)
{
	uint64_t flags = mmu_rflags(call->kern->cpu);

	mmu_set_rflags(call->kern->cpu, flags & ~MMU_RFLAGS_IF);
	return flags;
}

uint64_t kern_e_irq_restore(struct kern_call *call)
{
	struct mmu_cpu *cpu = call->kern->cpu;
	uint64_t flags = mmu_rflags(cpu) & ~MMU_RFLAGS_IF;

	mmu_set_rflags(cpu, flags | (call->arg[0] & MMU_RFLAGS_IF));
	return 0;
}
