/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sched.c - who runs next, and who sleeps: see sched.h.
 *
 * Reference: Linux 6.1, kernel/sched/core.c, __schedule(), context_switch();
 * kernel/sched/wait.c.
 */
#include <errno.h>

#include "cpu/machine.h"
#include "kernel/irq.h"
#include "kernel/mm.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/sim.h"
#include "mem/bug.h"
#include "mem/limits.h"
#include "native/fiber.h"
#include "native/native.h"

/* A thread, or work, that has no end: then what ran is taken for done. */
#define PATIENCE_NS 1000000000ull

#define SWITCH_NS   1200 /* what a context switch costs, in virtual time */

int kern_sched_init(struct kern *k)
{
	k->sched = pool_zalloc(k->pool, sizeof(*k->sched));
	if (!k->sched)
		return -ENOMEM;
	TAILQ_INIT(&k->sched->runqueue);
	LIST_INIT(&k->sched->tasks);
	return 0;
}

void kern_sched_fini(struct kern *k)
{
	struct kern_task *task;

	if (!k->sched)
		return;
	LIST_FOREACH(task, &k->sched->tasks, all)
	{
		native_fiber_destroy(task->fiber);
		task->fiber = NULL;
	}
}

struct kern_task *kern_find_task(struct kern *k, int pid)
{
	struct kern_task *task;

	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->pid == pid)
		return task;
	return NULL;
}

/* --- the run queue ---------------------------------------------------------------- */

static void enqueue(struct kern *k, struct kern_task *task)
{
	if (task->queued)
		return;
	TAILQ_INSERT_TAIL(&k->sched->runqueue, task, run);
	task->queued = true;
	k->sched->nrunnable++;
}

/* xorshift64*, by Marsaglia and Vigna */
static uint64_t draw(struct kern_sched *sched)
{
	sched->seed ^= sched->seed >> 12;
	sched->seed ^= sched->seed << 25;
	sched->seed ^= sched->seed >> 27;
	return sched->seed * 0x2545f4914f6cdd1dull >> 32;
}

/* Who gave up the CPU is at the end of the queue, and the schedule's first choice.
 */
static unsigned int follow(struct kern_sched *sched)
{
	const struct kern_task *end =
		TAILQ_LAST(&sched->runqueue, kern_task_queue);
	unsigned int n = sched->nrunnable, choice;

	if (n == 1)
		return 0;
	choice = kern_sched_decide(sched->schedule, n);
	return end == sched->last ? (choice + n - 1) % n : choice;
}

/* How many of the queue have to wait though they came before. */
static unsigned int how_many_wait(struct kern_sched *sched)
{
	if (sched->schedule)
		return follow(sched);
	return sched->seed ? draw(sched) % sched->nrunnable : 0;
}

unsigned int kern_sched_skip(struct kern *k, unsigned int n)
{
	struct kern_sched *sched = k->sched;

	if (n < 2)
		return 0;
	if (sched->schedule)
		return kern_sched_decide(sched->schedule, n);
	return sched->seed ? (unsigned int)(draw(sched) % n) : 0;
}

static struct kern_task *pick_next_task(struct kern *k)
{
	struct kern_sched *sched = k->sched;
	struct kern_task *task = TAILQ_FIRST(&sched->runqueue);

	if (!task)
		return NULL;
	for (unsigned int skip = how_many_wait(sched); skip; skip--)
		task = TAILQ_NEXT(task, run);
	kern_sched_dequeue(k, task);
	sched->last = task;
	return task;
}

void kern_sched_seed(struct kern *k, uint64_t seed)
{
	k->sched->seed = seed;
}

/* --- sleeping and waking ------------------------------------------------------------ */

void kern_wake_up_task(struct kern *k, struct kern_task *task)
{
	if (task->waiting_on)
		TAILQ_REMOVE(task->waiting_on, task, wait);
	task->waiting_on = NULL;
	task->wake_at = KERN_NO_WAKEUP;
	if (task->state == KERN_TASK_ZOMBIE)
		return;
	task->state = KERN_TASK_RUNNING;
	if (task != k->sched->running && task->fiber)
		enqueue(k, task);
}

void kern_wake_up(struct kern *k, struct kern_task_queue *queue)
{
	struct kern_task *task;

	while ((task = TAILQ_FIRST(queue)))
		kern_wake_up_task(k, task);
}

/* Not while a fault of the kernel's own is served, nor in a host library. */
bool kern_may_sleep(const struct kern *k)
{
	const struct kern_task *task = kern_running(k);

	return task && !task->no_sleep && !k->pagefault_disabled &&
	       k->cpu->depth <= (task->kthread ? 0u : 1u);
}

void kern_schedule(struct kern *k)
{
	struct kern_task *task = k->sched->running;
	struct kern_call *call = k->call;

	if (task->state == KERN_TASK_RUNNING)
		enqueue(k, task);
	task->pkru = mmu_pkru(k->cpu);
	native_fiber_yield(task->fiber);
	k->call = call;
}

void kern_exit_to_user(struct kern *k)
{
	if (k->clock_ns >= k->sched->deadline && kern_may_sleep(k))
		kern_schedule(k);
}

int kern_wait_on(struct kern *k, struct kern_task_queue *queue,
		 enum kern_task_state state)
{
	struct kern_task *task = kern_running(k);

	if (!kern_may_sleep(k))
		return -EDEADLK;
	if (state == KERN_TASK_INTERRUPTIBLE && kern_signal_pending(task))
		return -EINTR;
	if (queue) {
		TAILQ_INSERT_TAIL(queue, task, wait);
		task->waiting_on = queue;
	}
	task->state = state;
	kern_schedule(k);
	return state == KERN_TASK_INTERRUPTIBLE && kern_signal_pending(task) ?
		       -EINTR :
		       0;
}

int kern_sleep(struct kern *k, uint64_t ns, enum kern_task_state state)
{
	struct kern_task *task = kern_running(k);
	int err;

	if (!kern_may_sleep(k)) {
		kern_tick(k, ns);
		k->sched->since = k->clock_ns; /* it would have slept */
		return 0;
	}
	task->wake_at = k->clock_ns + ns;
	err = kern_wait_on(k, NULL, state);
	task->wake_at = KERN_NO_WAKEUP;
	return err;
}

void kern_schedule_timeout(struct kern *k, uint64_t ns)
{
	if (ns || !kern_may_sleep(k))
		kern_sleep(k, ns, KERN_TASK_INTERRUPTIBLE);
	else
		kern_schedule(k);
}

void kern_io_wait(struct kern *k, uint64_t ns)
{
	kern_sleep(k, ns, KERN_TASK_UNINTERRUPTIBLE);
}

/* Those whose time has come. */
void kern_wake_sleepers(struct kern *k)
{
	struct kern_task *task;

	kern_look_for_hung_tasks(k);
	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->wake_at <= k->clock_ns)
		kern_wake_up_task(k, task);
}

/* When the next one wakes. */
static uint64_t next_timer(const struct kern *k)
{
	const struct kern_task *task;
	uint64_t first = KERN_NO_WAKEUP;

	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->wake_at < first)
		first = task->wake_at;
	return first;
}

/* --- running --------------------------------------------------------------------- */

/* The library would take its own stack away. */
bool kern_called_by_task(const char *function)
{
	if (!native_called_by_sim())
		return false;
	mmu_bug("%s: called by a task, on its stack; tasks make system calls",
		function);
	return true;
}

/* How much of the stack the library may need, below its caller's frame. */
#define STACK_NEEDED 0x10000

bool kern_takes_own_stack(const struct kern_mm *mm, const char *function,
			  uint64_t start, uint64_t len)
{
	uint64_t here;

	if (!native_called_by_sim() || mm != mm->kern->mms->current)
		return false;
	here = mmu_la(mm->kern->machine, __builtin_frame_address(0));
	if (here < start || here - STACK_NEEDED >= start + len)
		return false;
	mmu_bug("%s: called by a task, on the stack that it would lose",
		function);
	return true;
}

/* The address space and registers of the one that comes. */
static void switch_to(struct kern *k, struct kern_task *task)
{
	struct mmu_cpu *cpu = k->cpu;

	kern_tick(k, SWITCH_NS);
	k->current = task;
	if (task->task_struct)
		kern_percpu_switch(k, task);
	if (task->thread &&
	    !k->sched->sleeper) /* what a shell has left there */
		kern_use_mm(k, k->irq->shell->mm);
	if (!task->mm)
		return; /* a thread of the kernel borrows what is loaded */
	if (k->mms->current != task->mm ||
	    mmu_cr3(cpu) != kern_mm_cr3(task->mm, true)) {
		k->mms->current = task->mm;
		mmu_set_cr3(cpu, kern_mm_cr3(task->mm, true));
	}
	if (mmu_pkru(cpu) != task->pkru)
		mmu_set_pkru(cpu, task->pkru);
}

/* Where the window ends that shows the stacks of all tasks. */
static uint64_t stack_end(const struct kern *k)
{
	return (uint64_t)(uintptr_t)mmu_ptr(k->machine,
					    KERN_TASK_SIZE_MAX - KERN_PAGE) +
	       KERN_PAGE;
}

void kern_note_stack(struct kern *k, struct kern_task *task, uint64_t rsp)
{
	task->user_rsp = rsp;
	if (rsp < task->low_rsp && stack_end(k) - rsp <= task->mm->stack_limit)
		task->low_rsp = rsp;
}

/* What the tools know of a stack, from rsp on, is about another task's. */
static void forget_user_stack(const struct kern *k,
			      const struct kern_task *task, uint64_t rsp)
{
	uint64_t end = stack_end(k);

	if (task->fn && end - rsp < KERN_TASK_SIZE_MAX)
		native_forget_stack((void *)(uintptr_t)(rsp - 128),
				    end - rsp + 128);
}

int kern_run_one(struct kern *k, struct kern_task *task)
{
	struct kern_task *current = k->current;
	struct kern_task *running = k->sched->running;
	struct kern_call *call = k->call;
	uint32_t count = kern_preempt_count(k);
	int err;

	kern_set_preempt_count(k, task->preempt_count);
	k->sched->running = task;
	k->sched->since = k->clock_ns;
	task->state = KERN_TASK_RUNNING;
	task->switches++;
	switch_to(k, task);
	forget_user_stack(k, task, task->low_rsp);
	err = native_fiber_resume(task->fiber);
	forget_user_stack(k, task, task->low_rsp);
	task->preempt_count = kern_preempt_count(k);
	kern_set_preempt_count(k, count);
	k->sched->running = running;
	k->current = current;
	k->call = call;
	if (current && current->task_struct)
		kern_percpu_switch(k, current);
	if (err) {
		enqueue(k, task);
		return err;
	}
	if (!native_fiber_ended(task->fiber))
		return 0;
	k->sched->last = NULL;
	native_fiber_destroy(task->fiber);
	task->fiber = NULL;
	if (task->orphan)
		kern_release_task(k, task);
	return 0;
}

/* A task whose function was left by a longjmp() of the host's is dead. */
static void bury_abandoned(struct kern *k)
{
	struct kern_task *task = k->sched->running;

	if (!task || !native_fiber_ended(task->fiber))
		return;
	k->sched->running = NULL;
	k->current = task;
	kern_do_exit(k, SIGKILL);
	k->current = NULL;
	native_fiber_destroy(task->fiber);
	task->fiber = NULL;
	kern_use_mm(k, NULL);
	if (task->orphan)
		kern_release_task(k, task);
}

/* Does a task live that is no thread of the kernel's? */
static bool has_tasks(const struct kern *k)
{
	const struct kern_task *task;

	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->fn && task->state != KERN_TASK_ZOMBIE)
		return true;
	return false;
}

uint64_t kern_next_event(const struct kern *k)
{
	uint64_t next = next_timer(k), interrupt = kern_irq_next(k);

	if (interrupt < next)
		next = interrupt;
	return k->sched->deadline < next ? k->sched->deadline : next;
}

void kern_idle_until(struct kern *k, uint64_t until)
{
	if (k->clock_ns >= until)
		return;
	k->idle_ns += until - k->clock_ns;
	k->clock_ns = until;
}

/* Nobody can run: go forward in time. False: nobody will wake, not in time. */
static bool idle(struct kern *k, uint64_t deadline)
{
	uint64_t next = next_timer(k), interrupt = kern_irq_next(k);

	if (interrupt < next)
		next = interrupt;
	if (kern_hung_task_at(k) < next)
		next = kern_hung_task_at(k);
	if (next == KERN_NO_WAKEUP || next > deadline) {
		if (deadline != KERN_NO_WAKEUP)
			kern_idle_until(k, deadline);
		return false;
	}
	kern_idle_until(k, next);
	return true;
}

/* Only threads of the kernel's would wake, that do so now and then; those that
 * wait for I/O have something to do. */
static bool tasks_wait_for_ever(const struct kern *k)
{
	const struct kern_task *task;

	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->wake_at != KERN_NO_WAKEUP &&
	    (task->fn || task->state == KERN_TASK_UNINTERRUPTIBLE))
		return false;
	return true;
}

/* Can none go on that is no thread of the kernel's? */
static bool only_threads_run(const struct kern *k)
{
	const struct kern_task *task;

	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->fn && task->state != KERN_TASK_ZOMBIE &&
	    (task->state == KERN_TASK_RUNNING ||
	     task->wake_at != KERN_NO_WAKEUP))
		return false;
	return true;
}

/* Since when threads have kept the CPU from doing nothing, and tasks have not been
 * there; 0: they have. */
static bool threads_never_end(struct kern *k, uint64_t *alone)
{
	if (!only_threads_run(k))
		*alone = 0;
	else if (!*alone)
		*alone = k->clock_ns + 1;
	return *alone && k->clock_ns > *alone + PATIENCE_NS;
}

static int run_until(struct kern *k, uint64_t deadline)
{
	bool timed = deadline != KERN_NO_WAKEUP;
	struct kern_task *task;
	uint64_t alone = 0;
	int err;

	k->sched->deadline = deadline;
	for (;;) {
		kern_wake_sleepers(k);
		if (k->panicked)
			return -EBUSY;
		if (kern_irq_due(k)) {
			kern_idle_interrupt(k);
			continue;
		}
		if (!timed && !has_tasks(k) && !k->sched->nrunnable)
			return KERN_RUN_DONE;
		if (!timed && threads_never_end(k, &alone))
			return has_tasks(k) ? KERN_RUN_BLOCKED : KERN_RUN_DONE;
		if (k->clock_ns >= deadline)
			return KERN_RUN_STOPPED;
		task = pick_next_task(k);
		if (task) {
			err = kern_run_one(k, task);
			if (err)
				return err;
			continue;
		}
		alone = 0;
		if (!timed && tasks_wait_for_ever(k))
			return KERN_RUN_BLOCKED;
		if (!idle(k, deadline))
			return timed ? KERN_RUN_STOPPED : KERN_RUN_BLOCKED;
	}
}

/* What was loaded before tasks ran, unless it ended with one of them. */
static void restore_mm(struct kern *k, struct kern_mm *wanted, uint64_t cr3)
{
	struct kern_mm *mm;

	LIST_FOREACH(mm, &k->mms->mms, all)
	if (mm == wanted)
		break;
	if (wanted && !mm) {
		kern_use_mm(k, NULL);
		return;
	}
	k->mms->current = wanted;
	mmu_set_cr3(k->cpu, cr3);
}

/* Rights to keys are the task's; the program has its own, or, when the first key
 * came meanwhile, those that the CPU begins with. */
static void restore_pkru(struct kern *k, uint32_t pkru, uint64_t cr4)
{
	if ((mmu_cr4(k->cpu) & ~cr4) & MMU_CR4_PKE)
		pkru = KERN_INIT_PKRU;
	if (mmu_pkru(k->cpu) != pkru)
		mmu_set_pkru(k->cpu, pkru);
}

/* The CPU's lock is held while a task runs, and not in between: a jump out of a
 * task must not leave it behind. */
int kern_run_for(struct kern *k, uint64_t ns)
{
	struct kern_mm *mm;
	uint64_t cr3, cr4;
	uint32_t pkru;
	int result;

	if (native_called_by_sim())
		return -EBUSY;
	result = mmu_cpu_enter(k->cpu); /* notices such a jump */
	if (result)
		return result;
	mmu_cpu_leave(k->cpu);
	bury_abandoned(k);
	if (k->sched->running || k->panicked)
		return -EBUSY;
	mm = k->mms->current;
	cr3 = mmu_cr3(k->cpu);
	cr4 = mmu_cr4(k->cpu);
	pkru = mmu_pkru(k->cpu);
	native_keep_interrupt(true);
	result = run_until(k, ns > KERN_NO_WAKEUP - k->clock_ns ?
				      KERN_NO_WAKEUP :
				      k->clock_ns + ns);
	native_keep_interrupt(false);
	restore_mm(k, mm, cr3);
	restore_pkru(k, pkru, cr4);
	cpu_sync(k->cpu); /* host code may touch windows */
	return result;
}

int kern_run(struct kern *k)
{
	return kern_run_for(k, KERN_NO_WAKEUP);
}

uint64_t kern_clock(struct kern *k)
{
	return k->clock_ns;
}
