/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_signal.c - signals that modules send, and what their threads take.
 *
 *   struct task_struct   00 flags of the thread: bit 2, a signal is pending
 *                        2c flags  c38 set of pending signals
 *
 * A thread of the kernel ignores all signals but those that it allows. The process of
 * a command dies of a fatal one on its way back to its program, when the system call
 * that it makes is over.
 *
 * Reference: Linux 6.1, kernel/signal.c.
 */
#include <errno.h>
#include <signal.h>

#include "kernel/exports.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/sim.h"

enum { TASK_PENDING_SET = 3128, TIF_SIGPENDING = 4, PID_TASKS = 16 };
enum { TASK_PID_LINKS = 2528 };

/* What is ignored, if nobody handles it. */
#define IGNORED                                          \
	(kern_sigmask(SIGCHLD) | kern_sigmask(SIGCONT) | \
	 kern_sigmask(SIGURG) | kern_sigmask(SIGWINCH))

/* The bits that signal_pending() and fatal_signal_pending() of a module read. */
static void publish(struct kern *k, const struct kern_task *task, uint64_t set)
{
	uint64_t at = task->task_struct, flags = 0;

	kern_poke(k, at + TASK_PENDING_SET, &set, sizeof(set));
	kern_wrote(k, at + TASK_PENDING_SET, sizeof(set));
	kern_peek(k, at, &flags, sizeof(flags));
	flags = set ? flags | TIF_SIGPENDING :
		      flags & ~(uint64_t)TIF_SIGPENDING;
	kern_poke(k, at, &flags, sizeof(flags));
	kern_wrote(k, at, sizeof(flags));
}

static uint64_t pending(struct kern *k, const struct kern_task *task)
{
	uint64_t set = 0;

	kern_peek(k, task->task_struct + TASK_PENDING_SET, &set, sizeof(set));
	return set;
}

static bool takes(const struct kern_task *task, int sig)
{
	if (task->kthread)
		return task->allowed & kern_sigmask(sig);
	return !(IGNORED & kern_sigmask(sig));
}

int kern_signal_thread(struct kern *k, struct kern_task *task, int sig)
{
	struct kern_sigpending info = {.code = SI_KERNEL};

	if (sig < 0 || sig > KERN_NSIG)
		return -EINVAL;
	if (!task || !sig)
		return 0;
	if (task->sig)
		kern_send_signal(k, task, sig, &info);
	if (!takes(task, sig))
		return 0;
	publish(k, task, pending(k, task) | kern_sigmask(sig));
	if (task->state == KERN_TASK_INTERRUPTIBLE && !task->sig)
		kern_sim_wake(k, task);
	return 0;
}

int kern_fatal_signal(struct kern *k, const struct kern_task *task)
{
	uint64_t set = task->task_struct ? pending(k, task) : 0;

	if (set & kern_sigmask(SIGKILL))
		return SIGKILL;
	return set ? __builtin_ctzll(set) + 1 : 0;
}

/* int send_sig(int sig, struct task_struct *task, int priv) */
uint64_t kern_x_send_sig(struct kern_call *call)
{
	uint64_t flags;

	if (kern_call_read(call, &flags, call->arg[1], sizeof(flags)))
		return 0;
	return (uint64_t)(int64_t)kern_signal_thread(
		call->kern, kern_task_at(call->kern, call->arg[1]),
		(int)call->arg[0]);
}

/* int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *task) */
uint64_t kern_x_send_sig_info(struct kern_call *call)
{
	call->arg[1] = call->arg[2];
	return kern_x_send_sig(call);
}

/* int kill_pid(struct pid *pid, int sig, int priv) */
uint64_t kern_x_kill_pid(struct kern_call *call)
{
	uint64_t link = 0;

	if (call->arg[0] &&
	    kern_call_read(call, &link, call->arg[0] + PID_TASKS, 8))
		return 0;
	if (!link)
		return (uint64_t)-ESRCH;
	return (uint64_t)(int64_t)kern_signal_thread(
		call->kern, kern_task_at(call->kern, link - TASK_PID_LINKS),
		(int)call->arg[1]);
}

/* void force_sig(int sig): to who calls it */
uint64_t kern_x_force_sig(struct kern_call *call)
{
	kern_signal_thread(call->kern, call->kern->current, (int)call->arg[0]);
	return 0;
}

/* void kernel_sigaction(int sig, __sighandler_t action): allow_signal() */
uint64_t kern_x_kernel_sigaction(struct kern_call *call)
{
	struct kern_task *task = call->kern->current;
	int sig = (int)call->arg[0];

	if (!task || sig < 1 || sig > KERN_NSIG)
		return 0;
	if (call->arg[1] == 1) /* SIG_IGN */
		task->allowed &= ~kern_sigmask(sig);
	else
		task->allowed |= kern_sigmask(sig);
	if (call->arg[1] == 1)
		publish(call->kern, task,
			pending(call->kern, task) & ~kern_sigmask(sig));
	return 0;
}

/* void flush_signals(struct task_struct *task) */
uint64_t kern_x_flush_signals(struct kern_call *call)
{
	const struct kern_task *task = kern_task_at(call->kern, call->arg[0]);

	if (task)
		publish(call->kern, task, 0);
	return 0;
}
