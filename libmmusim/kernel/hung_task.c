/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hung_task.c - a task sleeps in state D, and nobody wakes it.
 *
 * Each so many seconds khungtaskd looks at all tasks, the oldest first. It reports
 * those in state D that have not run since it looked last. Here it is a thread only
 * to panic; otherwise it looks where time goes on: kern_wake_sleepers().
 *
 * Simplified: it looks only when somebody is in state D. The trace of a thread that
 * nobody has ever woken is not shown.
 *
 * Reference: Linux 6.1, kernel/hung_task.c, kernel/sched/core.c, sched_show_task().
 */
#include "kernel/entries.h"
#include "kernel/irq.h"
#include "kernel/sim.h"
#include "kernel/task.h"
#include "kernel/version.h"

#define SECOND		 1000000000ull
#define DEFAULT_PATIENCE 120 /* seconds */
#define KHUNGTASKD_PID	 23

/* Flags of a thread: of a process, that rseq(2) is used; of one of the kernel's,
 * that its FPU registers are not loaded. */
#define TIF_NOTIFY_RESUME 0x2
#define TIF_NEED_FPU_LOAD 0x4000

uint64_t kern_patience_ns(const struct kern *k)
{
	int seconds = k->hung_task_timeout ? k->hung_task_timeout :
					     DEFAULT_PATIENCE;

	return (uint64_t)seconds * SECOND;
}

static bool looks(const struct kern *k)
{
	/* Linux does not, either: after an oops anything may hang. */
	return k->hung_task_timeout && !(k->taint & 1ul << KERN_TAINT_DIE);
}

/* In state D in simulated code, or a thread that has never run. */
static bool is_blocked(struct kern *k, const struct kern_task *task)
{
	return task->state == KERN_TASK_UNINTERRUPTIBLE &&
	       (task->asleep.ip ? kern_sleeps_blocked(k, task) :
				  task->thread && !task->switches);
}

static uint64_t next_look(const struct kern *k)
{
	uint64_t period = kern_patience_ns(k);
	uint64_t last = k->hung_task_looked;

	if (k->clock_ns > last + period)
		last += (k->clock_ns - last - 1) / period * period;
	return last + period;
}

uint64_t kern_hung_task_at(struct kern *k)
{
	struct kern_task *task;

	if (!looks(k) || k->hung_task_found)
		return KERN_NEVER;
	LIST_FOREACH(task, &k->sched->tasks, all)
	if (is_blocked(k, task))
		return next_look(k);
	task = k->sched->sleeper;
	return task && is_blocked(k, task) ? next_look(k) : KERN_NEVER;
}

/* check_hung_task() */
static void report(struct kern *k, struct kern_task *task)
{
	char taint[40];

	if (k->hung_task_warnings > 0)
		k->hung_task_warnings--;
	kern_printk(k,
		    KERN_ERR "INFO: task %s:%d blocked for more than %d "
			     "seconds.\n",
		    task->comm, task->pid, k->hung_task_timeout);
	kern_printk(k, KERN_ERR "      %s %s %s\n",
		    kern_tainted_text(k->taint, taint), KERN_RELEASE,
		    KERN_VERSION);
	kern_printk(k, KERN_ERR
		    "\"echo 0 > /proc/sys/kernel/hung_task_timeout_secs\" "
		    "disables this message.\n");
	kern_printk(k,
		    KERN_INFO "task:%-15s state:D stack:0     pid:%-5d "
			      "ppid:%-6d flags:0x%08x\n",
		    task->comm, task->pid, kern_task_ppid(task),
		    task->mm ? TIF_NOTIFY_RESUME : TIF_NEED_FPU_LOAD);
	kern_show_sleeper(k, task);
}

/* khungtaskd finds it, and says so. */
static void panic(struct kern *k)
{
	uint64_t fn =
		kern_host(k, kern_image_symbol(k, "watchdog.cold", false));
	int pid = k->next_pid;
	struct kern_task *daemon = kern_thread_create(k, "khungtaskd", fn, 0);

	k->next_pid = pid;
	if (!daemon) {
		kern_panic(k, "hung_task: blocked tasks");
		return;
	}
	daemon->pid = KHUNGTASKD_PID;
	k->hung_task_found = true;
	kern_sim_wake(k, daemon);
}

/* watchdog() of khungtaskd: panic() */
uint64_t kern_e_hung_task(struct kern_call *call)
{
	return kern_e_panic(call);
}

/* True: it hangs, and has been shown, if somebody wants to see it. */
static bool look_at(struct kern *k, struct kern_task *task)
{
	if (!is_blocked(k, task))
		return false;
	if (task->switches != task->seen_switches || !task->seen) {
		task->seen_switches = task->switches;
		task->seen = true;
		return false;
	}
	task->hung = true;
	if (k->hung_task_warnings || k->hung_task_panic)
		report(k, task);
	return true;
}

/* check_hung_uninterruptible_tasks() */
void kern_look_for_hung_tasks(struct kern *k)
{
	struct kern_task *task = NULL, *sleeper = k->sched->sleeper;
	bool found = false;

	if (k->clock_ns < kern_hung_task_at(k))
		return;
	k->hung_task_looked = k->clock_ns;
	/* A command's process is in no list. */
	while ((task = kern_next_younger(k, task))) {
		if (sleeper && sleeper->pid < task->pid) {
			found |= look_at(k, sleeper);
			sleeper = NULL;
		}
		found |= look_at(k, task);
	}
	if (sleeper)
		found |= look_at(k, sleeper);
	if (found && k->hung_task_panic)
		panic(k);
}
