/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim.c - simulated code sleeps, wakes others, and waits for ever: see sim.h.
 *
 * Reference: Linux 6.1, kernel/sched/core.c, schedule(), try_to_wake_up();
 * kernel/watchdog.c; kernel/hung_task.c.
 */
#include "cpu/machine.h"
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/regs.h"
#include "kernel/sim.h"
#include "kernel/timer.h"

#define SECOND		   1000000000ull
#define HUNG_SECONDS	   120
#define SOFTLOCKUP_SECONDS (KERN_SOFTLOCKUP_NS / SECOND)
#define SPIN_NS		   (40 * 1000000ull)
#define YIELD_NS	   100000
#define SIGKILL_NR	   9

enum { TASK_STATE = 24 }; /* task_struct.__state */
enum { STATE_RUNNING, STATE_INTERRUPTIBLE, STATE_UNINTERRUPTIBLE };

/* --- tasks and their state -------------------------------------------------------- */

struct kern_task *kern_task_at(struct kern *k, uint64_t ptr)
{
	uint64_t la = kern_lift(k, ptr);
	struct kern_task *task;

	if (!ptr)
		return NULL;
	if (k->current && k->current->task_struct == la)
		return k->current;
	if (k->sched->sleeper && k->sched->sleeper->task_struct == la)
		return k->sched->sleeper;
	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->task_struct == la)
		return task;
	return NULL;
}

static uint32_t sim_state(struct kern *k, const struct kern_task *task)
{
	uint32_t state = STATE_RUNNING;

	kern_peek(k, task->task_struct + TASK_STATE, &state, sizeof(state));
	return state;
}

static void set_sim_state(struct kern *k, const struct kern_task *task,
			  uint32_t state)
{
	kern_poke(k, task->task_struct + TASK_STATE, &state, sizeof(state));
	kern_wrote(k, task->task_struct + TASK_STATE, sizeof(state));
}

bool kern_sim_wake(struct kern *k, struct kern_task *task)
{
	bool slept = task->state != KERN_TASK_RUNNING ||
		     sim_state(k, task) != STATE_RUNNING;

	if (task->state == KERN_TASK_ZOMBIE)
		return false;
	set_sim_state(k, task, STATE_RUNNING);
	kern_wake_up_task(k, task);
	return slept;
}

/* --- sleeping ----------------------------------------------------------------------- */

/* dequeue_task_idle() */
static void complain_of_idle(struct kern *k)
{
	kern_printk(k, KERN_ERR "bad: scheduling from the idle thread!\n");
	kern_dump_stack(k);
}

/* __schedule_bug(). The idle task has preemption off anyway. */
bool kern_check_atomic(struct kern *k)
{
	bool idle = k->current->pid == 0;
	uint32_t count = kern_preempt_count(k);

	if (!count)
		return false;
	kern_printk(k, KERN_ERR "BUG: scheduling while atomic: %s/%d/0x%08x\n",
		    k->current->comm, k->current->pid, count + 1 + idle);
	kern_print_modules(k);
	kern_dump_stack(k);
	k->taint |= 1ul << KERN_TAINT_WARN;
	if (idle)
		complain_of_idle(k);
	if (!kern_in_interrupt(k))
		kern_set_preempt_count(k, 0);
	return kern_in_interrupt(k);
}

/* check_hung_task() */
static void report_hung(struct kern *k, const struct kern_task *task)
{
	char taint[40];

	kern_printk(k,
		    KERN_ERR "INFO: task %s:%d blocked for more than %d "
			     "seconds.\n",
		    task->comm, task->pid, HUNG_SECONDS);
	kern_printk(k, KERN_ERR "      %s %s %s\n",
		    kern_tainted_text(k->taint, taint), "6.1.0-mmusim", "#1");
	kern_printk(k, KERN_ERR
		    "\"echo 0 > /proc/sys/kernel/hung_task_timeout_secs\" "
		    "disables this message.\n");
	kern_printk(k,
		    KERN_INFO "task:%-15s state:D stack:0     pid:%-5d "
			      "ppid:%-6d flags:0x00000000\n",
		    task->comm, task->pid, kern_task_ppid(task));
	kern_dump_trace(k);
}

/* The process of a command: others run meanwhile, within its call. A person would
 * give up, too. */
static int sleep_within(struct kern *k, struct kern_task *task)
{
	uint64_t began = k->clock_ns;
	bool awake;

	k->sched->sleeper = task;
	awake = kern_run_threads(k, task);
	k->sched->sleeper = NULL;
	if (awake)
		return 0;
	if (k->panicked)
		return KERN_END_PANIC;
	if (k->clock_ns < began + HUNG_SECONDS * SECOND)
		k->clock_ns = began + HUNG_SECONDS * SECOND;
	kern_wake_up_task(k, task); /* out of every queue */
	if (sim_state(k, task) != STATE_INTERRUPTIBLE)
		report_hung(k, task);
	task->exit_signal = SIGKILL_NR;
	return KERN_END_HUNG;
}

/* rcu_note_context_switch(): who reads may not sleep. */
static void check_rcu(struct kern *k)
{
	int32_t nesting = 0;

	kern_peek(k, k->current->task_struct + KERN_TASK_RCU_NESTING, &nesting,
		  sizeof(nesting));
	if (nesting <= 0 || k->warned_rcu)
		return;
	k->warned_rcu = true;
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "Voluntary context switch within RCU "
				    "read-side critical section!\n");
	kern_warn_in(k, "kernel/rcu/tree_plugin.h:320",
		     "rcu_note_context_switch", 0x4ee);
}

int kern_sim_sleep(struct kern *k, uint64_t wake_at, enum kern_task_state state)
{
	struct kern_task *task = k->current;
	uint64_t flags = mmu_rflags(k->cpu);
	int ended = 0;

	if (kern_check_atomic(k) || !task->task_struct)
		return 0;
	if (!task->fiber && kern_irq_prepare(k))
		return 0;
	check_rcu(k);
	task->state = state;
	task->wake_at = wake_at;
	mmu_set_rflags(k->cpu, flags | MMU_RFLAGS_IF);
	if (task->fiber)
		kern_schedule(k);
	else
		ended = sleep_within(k, task);
	task->wake_at = KERN_NO_WAKEUP;
	task->state = KERN_TASK_RUNNING;
	k->sched->since = k->clock_ns;
	set_sim_state(k, task, STATE_RUNNING);
	mmu_set_rflags(k->cpu, flags);
	kern_publish_jiffies(k);
	return ended;
}

/* --- what modules call --------------------------------------------------------------- */

/* schedule(), with the state that the caller has set. */
static void schedule(struct kern_call *call, uint64_t wake_at)
{
	struct kern *k = call->kern;
	uint32_t state = sim_state(k, k->current);

	if (state == STATE_RUNNING) { /* others may run now */
		kern_tick(k, YIELD_NS);
		wake_at = k->clock_ns;
	}
	call->end = kern_sim_sleep(k, wake_at,
				   state & STATE_INTERRUPTIBLE ?
					   KERN_TASK_INTERRUPTIBLE :
					   KERN_TASK_UNINTERRUPTIBLE);
}

static void sleep_for(struct kern_call *call, uint64_t ns, uint32_t state)
{
	set_sim_state(call->kern, call->kern->current, state);
	schedule(call, call->kern->clock_ns + ns);
}

uint64_t kern_x_schedule(struct kern_call *call)
{
	schedule(call, KERN_NO_WAKEUP);
	return 0;
}

uint64_t kern_x_yield(struct kern_call *call)
{
	set_sim_state(call->kern, call->kern->current, STATE_RUNNING);
	schedule(call, KERN_NO_WAKEUP);
	return 0;
}

/* What is left of the time when something else woke the caller. */
static uint64_t timeout(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t at = kern_jiffies(k) + call->arg[0], now;

	if (call->arg[0] > UINT64_MAX / 2 - 1) { /* MAX_SCHEDULE_TIMEOUT */
		schedule(call, KERN_NO_WAKEUP);
		return call->arg[0];
	}
	schedule(call, call->arg[0] ? kern_jiffies_at(k, at) : k->clock_ns);
	now = kern_jiffies(k);
	return now < at ? at - now : 0;
}

/* long schedule_timeout(long timeout) */
uint64_t kern_x_schedule_timeout(struct kern_call *call)
{
	return timeout(call);
}

uint64_t kern_x_schedule_timeout_interruptible(struct kern_call *call)
{
	set_sim_state(call->kern, call->kern->current, STATE_INTERRUPTIBLE);
	return timeout(call);
}

uint64_t kern_x_schedule_timeout_uninterruptible(struct kern_call *call)
{
	set_sim_state(call->kern, call->kern->current, STATE_UNINTERRUPTIBLE);
	return timeout(call);
}

/* void msleep(unsigned int msecs): one tick more, so that it is not less */
uint64_t kern_x_msleep(struct kern_call *call)
{
	uint64_t jiffies = ((uint32_t)call->arg[0] + 3ull) / 4 + 1;
	struct kern *k = call->kern;

	set_sim_state(k, k->current, STATE_UNINTERRUPTIBLE);
	schedule(call, kern_jiffies_at(k, kern_jiffies(k) + jiffies));
	return 0;
}

/* unsigned long msleep_interruptible(unsigned int msecs) */
uint64_t kern_x_msleep_interruptible(struct kern_call *call)
{
	kern_x_msleep(call);
	return 0;
}

/* void usleep_range_state(min, max, state) */
uint64_t kern_x_usleep_range_state(struct kern_call *call)
{
	sleep_for(call, call->arg[0] * 1000, STATE_UNINTERRUPTIBLE);
	return 0;
}

/* int wake_up_process(struct task_struct *task) */
uint64_t kern_x_wake_up_process(struct kern_call *call)
{
	struct kern_task *task = kern_task_at(call->kern, call->arg[0]);
	uint32_t state;

	/* One that is gone: its memory is another's by now, or nobody's. */
	if (!task) {
		kern_call_read(call, &state, call->arg[0] + TASK_STATE,
			       sizeof(state));
		return 0;
	}
	return kern_sim_wake(call->kern, task);
}

/* --- waiting for ever ------------------------------------------------------------------ */

static bool interrupts_on(const struct kern *k)
{
	return mmu_rflags(k->cpu) & MMU_RFLAGS_IF;
}

static struct kern_unwind unwind_from(struct kern *k,
				      const struct mmu_frame *frame)
{
	return (struct kern_unwind){
		.ip = frame->rip_la,
		.sp = frame->sp_la,
		.bp = kern_lift(k, frame->regs.gpr[MMU_RBP]),
	};
}

/* watchdog_timer_fn(); the NMI's for code that holds interrupts back. */
static void report_lockup(struct kern *k, const struct mmu_frame *frame,
			  bool hard)
{
	struct kern_unwind unwind = unwind_from(k, frame);

	if (hard)
		kern_printk(k, KERN_EMERG "NMI watchdog: Watchdog detected "
					  "hard LOCKUP on cpu 0\n");
	else
		kern_printk(k,
			    KERN_EMERG "watchdog: BUG: soft lockup - CPU#0 "
				       "stuck for %ds! [%s:%d]\n",
			    (int)SOFTLOCKUP_SECONDS, k->current->comm,
			    k->current->pid);
	kern_print_modules(k);
	kern_dump_info(k);
	kern_show_regs(k, frame);
	kern_show_trace(k, &unwind);
	k->taint |= 1ul << KERN_TAINT_SOFTLOCKUP;
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

/* Simplified: Linux says so again and again, and the task goes on for ever. */
static int end_locked_up(struct kern *k, const struct mmu_frame *frame)
{
	bool hard = !interrupts_on(k);

	report_lockup(k, frame, hard);
	if (k->softlockup_panic || kern_in_interrupt(k)) {
		panic(k, frame,
		      hard ? "Hard LOCKUP" : "softlockup: hung tasks");
		return KERN_END_PANIC;
	}
	k->current->exit_signal = SIGKILL_NR;
	kern_set_preempt_count(k, 0);
	return KERN_END_LOCKUP;
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

	return end_locked_up(k, &frame);
}

static void lockup(struct kern_call *call)
{
	struct mmu_frame frame;

	kern_stub_frame(call->kern, call, &frame);
	call->end = end_locked_up(call->kern, &frame);
}

void kern_lockup(struct kern_call *call)
{
	struct kern *k = call->kern;

	kern_tick(k,
		  interrupts_on(k) ? KERN_SOFTLOCKUP_NS : KERN_HARDLOCKUP_NS);
	lockup(call);
}

uint64_t kern_lockup_at(struct kern *k)
{
	struct kern_sched *sched = k->sched;

	if (interrupts_on(k)) {
		sched->irqs_on = k->clock_ns;
		return sched->since + KERN_SOFTLOCKUP_NS;
	}
	if (sched->irqs_on < sched->since)
		sched->irqs_on = sched->since;
	return sched->irqs_on + KERN_HARDLOCKUP_NS;
}

/* Softirqs and interrupts are part of what they interrupt. */
void kern_watchdog(struct kern_call *call)
{
	if (call->kern->clock_ns >= kern_lockup_at(call->kern))
		lockup(call);
}

/* native_queued_spin_lock_slowpath(lock, n), called as long as the lock is held:
 * interrupts come meanwhile, if they can. */
uint64_t kern_e_spin(struct kern_call *call)
{
	struct kern *k = call->kern;

	if (!interrupts_on(k))
		kern_lockup(call);
	else if (call->arg[1] * SPIN_NS >= KERN_SOFTLOCKUP_NS)
		lockup(call);
	else
		kern_tick(k, SPIN_NS);
	return 0;
}
