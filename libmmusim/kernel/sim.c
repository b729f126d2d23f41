/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim.c - simulated code sleeps, and wakes others: see sim.h.
 *
 * Reference: Linux 6.1, kernel/sched/core.c, schedule(), try_to_wake_up().
 */
#include "cpu/machine.h"
#include "kernel/command.h"
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/regs.h"
#include "kernel/report.h"
#include "kernel/signal.h"
#include "kernel/sim.h"
#include "kernel/timer.h"

#define YIELD_NS   100000
#define SIGKILL_NR 9

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

bool kern_sleeps_blocked(struct kern *k, const struct kern_task *task)
{
	uint32_t state = sim_state(k, task);

	return state == STATE_RUNNING || state == STATE_UNINTERRUPTIBLE;
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

/* schedule_debug(). __schedule_bug(), which sets the count right, in an interrupt as well. */
bool kern_check_atomic(struct kern *k)
{
	uint32_t count = kern_preempt_count(k);

	if (kern_stack_end_corrupted(k)) {
		kern_panic(k, KERN_STACK_END_PANIC);
		return true;
	}
	if (count) {
		kern_printk(k,
			    KERN_ERR "BUG: scheduling while atomic: "
				     "%s/%d/0x%08x\n",
			    k->current->comm, k->current->pid,
			    (count + 1) & ~KERN_PREEMPT_ENABLED);
		kern_print_modules(k);
		kern_dump_stack(k);
		kern_set_taint(k, KERN_TAINT_WARN);
		kern_set_preempt_count(k, 0);
	}
	if (kern_serves_interrupt(k) && k->current->pid == 0)
		complain_of_idle(k);
	return kern_serves_interrupt(k);
}

/* Whoever sits at the machine wants to know why that was killed. */
static void say_hung(struct kern *k, const struct kern_task *task)
{
	struct kern_unwind unwind = {.ip = task->asleep.ip,
				     .sp = task->asleep.sp,
				     .bp = task->asleep.bp};
	char where[160] = "", caller[160] = "";

	if (unwind.ip)
		kern_symbol_back(k, unwind.ip, where, sizeof(where));
	if (unwind.ip && kern_calling_module(k, &unwind))
		kern_symbol_back(k, unwind.ip, caller, sizeof(caller));
	kern_command_say(k,
			 "%s would wait for ever%s%s%s%s: nothing is left on "
			 "the machine that would wake it%s",
			 task->comm, *where ? " in " : "", where,
			 *caller ? ", called from " : "", caller,
			 k->oops_count ? " (a task that an oops killed gives "
					 "nothing back)" :
					 "");
}

/* The process of a command: others run meanwhile, within its call. A person would
 * give up, too. */
static int sleep_within(struct kern *k, struct kern_task *task)
{
	uint64_t began = k->clock_ns;
	bool awake;

	task->switches++;
	task->seen = false;
	task->hung = false;
	k->sched->sleeper = task;
	awake = kern_run_threads(k, task);
	k->sched->sleeper = NULL;
	if (awake)
		return 0;
	if (k->panicked)
		return KERN_END_PANIC;
	if (k->clock_ns < began + kern_patience_ns(k))
		k->clock_ns = began + kern_patience_ns(k);
	kern_wake_up_task(k, task); /* out of every queue */
	task->exit_signal = SIGKILL_NR;
	say_hung(k, task);
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

/* So that a trace of it can be shown meanwhile. */
static void note_place(struct kern *k, struct kern_task *task)
{
	struct mmu_frame stub;

	if (!k->call)
		return;
	kern_stub_frame(k, k->call, &stub);
	task->asleep.ip = stub.rip_la;
	task->asleep.sp = stub.sp_la;
	task->asleep.bp = kern_lift(k, stub.regs.gpr[MMU_RBP]);
}

int kern_sim_sleep(struct kern *k, uint64_t wake_at, enum kern_task_state state)
{
	struct kern_task *task = k->current;
	uint64_t flags = mmu_rflags(k->cpu);
	int ended = 0;

	if (kern_check_atomic(k) || !task->task_struct)
		return k->panicked ? KERN_END_PANIC : 0;
	if (!task->fiber && kern_irq_prepare(k))
		return 0;
	check_rcu(k);
	note_place(k, task);
	task->state = state;
	task->wake_at = wake_at;
	mmu_set_rflags(k->cpu, flags | MMU_RFLAGS_IF);
	if (task->fiber)
		kern_schedule(k);
	else
		ended = sleep_within(k, task);
	task->asleep.ip = 0;
	task->wake_at = KERN_NO_WAKEUP;
	task->state = KERN_TASK_RUNNING;
	k->sched->since = k->clock_ns;
	set_sim_state(k, task, STATE_RUNNING);
	mmu_set_rflags(k->cpu, flags);
	kern_publish_jiffies(k);
	return ended;
}

int kern_sim_wait(struct kern_call *call, uint64_t wake_at,
		  enum kern_task_state state)
{
	int ended = kern_sim_sleep(call->kern, wake_at, state);

	if (ended || !kern_serves_interrupt(call->kern))
		return ended;
	kern_lockup(call);
	return call->end;
}

/* --- what modules call --------------------------------------------------------------- */

/* signal_pending_state(): kthread_stop() wants current. */
static bool is_wanted(struct kern *k)
{
	uint64_t flags = 0;

	kern_peek(k, k->current->task_struct, &flags, sizeof(flags));
	return flags & 1ul << KERN_TIF_NOTIFY_SIGNAL ||
	       kern_fatal_signal(k, k->current);
}

/* schedule(), with the state that the caller has set. */
static void schedule(struct kern_call *call, uint64_t wake_at)
{
	struct kern *k = call->kern;
	uint32_t state = sim_state(k, k->current);

	if (state & STATE_INTERRUPTIBLE && is_wanted(k)) {
		set_sim_state(k, k->current, STATE_RUNNING);
		return;
	}
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

/* A negative time is over before it begins, which Linux takes ill. */
static uint64_t no_time(struct kern_call *call)
{
	struct kern *k = call->kern;

	kern_printk(k, KERN_ERR "schedule_timeout: wrong timeout value %llx\n",
		    (unsigned long long)call->arg[0]);
	kern_dump_stack(k);
	set_sim_state(k, k->current, STATE_RUNNING);
	return 0;
}

/* What is left of the time when something else woke the caller. */
static uint64_t timeout(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t at = kern_jiffies(k) + call->arg[0], now;

	if (call->arg[0] == INT64_MAX) { /* MAX_SCHEDULE_TIMEOUT */
		schedule(call, KERN_NO_WAKEUP);
		return call->arg[0];
	}
	if (call->arg[0] > INT64_MAX)
		return no_time(call);
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

/* Who is killed does not come back, here. */
uint64_t kern_x_schedule_timeout_killable(struct kern_call *call)
{
	return kern_x_schedule_timeout_uninterruptible(call);
}

/* In a state that khungtaskd does not look at. */
uint64_t kern_x_schedule_timeout_idle(struct kern_call *call)
{
	return kern_x_schedule_timeout_interruptible(call);
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
	uint64_t jiffies = ((uint32_t)call->arg[0] + 3ull) / 4 + 1;
	struct kern *k = call->kern;
	uint64_t at = kern_jiffies(k) + jiffies, now;

	if (is_wanted(k))
		return jiffies * 4;
	set_sim_state(k, k->current, STATE_INTERRUPTIBLE);
	schedule(call, kern_jiffies_at(k, at));
	now = kern_jiffies(k);
	return now < at ? (at - now) * 4 : 0;
}

/* void usleep_range_state(min, max, state) */
uint64_t kern_x_usleep_range_state(struct kern_call *call)
{
	sleep_for(call, call->arg[0] * 1000, STATE_UNINTERRUPTIBLE);
	return 0;
}

/* try_to_wake_up(task) of the image: whether it slept */
uint64_t kern_e_wake_up(struct kern_call *call)
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
