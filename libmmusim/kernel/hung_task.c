/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hung_task.c - a task sleeps in state D, and nobody wakes it.
 *
 * The task reports of itself, since it is its stack that is shown; a panic is
 * khungtaskd's, a thread that is made for that alone.
 *
 * Reference: Linux 6.1, kernel/hung_task.c, kernel/sched/core.c, sched_show_task().
 */
#include "kernel/entries.h"
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

/* check_hung_task() */
static void report(struct kern *k, const struct kern_task *task)
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
	kern_dump_trace(k);
}

/* khungtaskd finds it, and says so. */
static void panic(struct kern *k, struct kern_task *task)
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
	kern_sim_wake(k, daemon);
	task->state = KERN_TASK_UNINTERRUPTIBLE;
	kern_run_threads(k, task);
}

/* watchdog() of khungtaskd: panic() */
uint64_t kern_e_hung_task(struct kern_call *call)
{
	return kern_e_panic(call);
}

void kern_hung_task(struct kern *k, struct kern_task *task)
{
	/* Linux does not, either: after an oops anything may hang. */
	if (!k->hung_task_timeout || k->taint & 1ul << KERN_TAINT_DIE)
		return;
	if (k->hung_task_warnings || k->hung_task_panic)
		report(k, task);
	if (k->hung_task_panic)
		panic(k, task);
}
