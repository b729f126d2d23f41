/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exit.c - how tasks end, and who is told.
 *
 * A task that ends gives up its memory at once. What is left, the zombie, keeps
 * its status until its parent waits for it, or, if it was spawned, until
 * kern_wait_status().
 *
 * Reference: Linux 6.1, kernel/exit.c, do_exit(), exit_notify(), do_wait().
 */
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

#include "cpu/machine.h"
#include "kernel/mm.h"
#include "kernel/sched.h"
#include "kernel/signal.h"

#define INIT_PID 1

void kern_release_task(struct kern *k, struct kern_task *task)
{
	LIST_REMOVE(task, all);
	if (task->parent)
		LIST_REMOVE(task, sibling);
	kern_task_destroy(k, task);
}

static bool is_dead(const struct kern_task *task)
{
	return task->state == KERN_TASK_ZOMBIE && !task->fiber;
}

/* forget_original_parent(): init takes them, and waits for them. */
static void orphan_children(struct kern *k, struct kern_task *task)
{
	struct kern_task *child, *next;

	for (child = LIST_FIRST(&task->children); child; child = next) {
		next = LIST_NEXT(child, sibling);
		LIST_REMOVE(child, sibling);
		child->parent = NULL;
		child->orphan = true;
		if (is_dead(child))
			kern_release_task(k, child);
	}
}

/* do_notify_parent() */
static void notify_parent(struct kern *k, struct kern_task *task)
{
	struct kern_task *parent = task->parent;
	int status = task->exit_code;
	struct kern_sigpending info = {
		.code = WIFEXITED(status) ? CLD_EXITED : CLD_KILLED,
		.pid = task->pid,
		.status = WIFEXITED(status) ? WEXITSTATUS(status) :
					      WTERMSIG(status),
	};

	if (!parent)
		return;
	if (parent->sig) {
		const struct kern_sigaction *action =
			&parent->sig->action[SIGCHLD - 1];

		/* Who ignores his children is not asked to wait for them. */
		if (action->handler == (uint64_t)(uintptr_t)SIG_IGN ||
		    action->flags & SA_NOCLDWAIT) {
			LIST_REMOVE(task, sibling);
			task->parent = NULL;
			task->orphan = true;
		}
		kern_send_signal(k, parent, SIGCHLD, &info);
	}
	kern_wake_up(k, &parent->wait_chldexit);
}

void kern_mourn_init(struct kern_task *task)
{
	char why[64];

	if (task->pid != INIT_PID || task->kern->panicked)
		return;
	snprintf(why, sizeof(why), "Attempted to kill init! exitcode=0x%08x",
		 task->exit_code);
	kern_panic(task->kern, why);
}

void kern_do_exit(struct kern *k, int exit_code)
{
	struct kern_task *task = k->current;

	task->exit_code = exit_code;
	kern_mourn_init(task);
	if (task->mm)
		kern_use_mm(k, NULL);
	kern_task_release_resources(k, task);
	kern_wake_up_task(k, task); /* out of every queue */
	kern_sched_dequeue(k, task);
	task->state = KERN_TASK_ZOMBIE;
	orphan_children(k, task);
	notify_parent(k, task);
}

/* --- waiting ---------------------------------------------------------------------- */

/* A child that has ended; *any: is there a child that could? */
static struct kern_task *find_ended(const struct kern_task *task, int pid,
				    bool *any)
{
	struct kern_task *child;

	*any = false;
	LIST_FOREACH(child, &task->children, sibling)
	{
		if (pid > 0 && child->pid != pid)
			continue;
		*any = true;
		if (is_dead(child))
			return child;
	}
	return NULL;
}

int64_t kern_do_wait4(struct kern *k, int pid, int *status, int options)
{
	struct kern_task *task = k->current, *child;
	bool any;
	int err;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED)) /* nobody stops */
		return -EINVAL;
	while (!(child = find_ended(task, pid, &any))) {
		if (!any)
			return -ECHILD;
		if (options & WNOHANG)
			return 0;
		err = kern_wait_on(k, &task->wait_chldexit,
				   KERN_TASK_INTERRUPTIBLE);
		if (err)
			return err;
	}
	pid = child->pid;
	*status = child->exit_code;
	kern_release_task(k, child);
	return pid;
}

/* --- from outside ------------------------------------------------------------------ */

int kern_wait_status(struct kern *k, int pid, int *status)
{
	struct kern_task *task = kern_find_task(k, pid);

	if (!task || task->parent || task->kthread)
		return -ECHILD;
	if (!is_dead(task))
		return -EAGAIN;
	*status = task->exit_code;
	kern_release_task(k, task);
	return 0;
}

struct kern_mm *kern_task_mm(struct kern *k, int pid)
{
	struct kern_task *task = kern_find_task(k, pid);

	return task ? task->mm : NULL;
}

int kern_task_stats(struct kern *k, int pid, struct kern_task_stats *stats)
{
	static const char state[] = {[KERN_TASK_RUNNING] = 'R',
				     [KERN_TASK_INTERRUPTIBLE] = 'S',
				     [KERN_TASK_UNINTERRUPTIBLE] = 'D',
				     [KERN_TASK_ZOMBIE] = 'Z'};
	const struct kern_task *task = kern_find_task(k, pid);

	if (stats->size != sizeof(*stats))
		return -EINVAL;
	if (!task)
		return -ESRCH;
	stats->state = state[task->state];
	stats->ppid = kern_task_ppid(task);
	stats->switches = task->switches;
	stats->faults = task->faults;
	return 0;
}
