/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signal.c - signals of tasks: see signal.h.
 *
 * Reference: Linux 6.1, kernel/signal.c, send_signal_locked(), get_signal(),
 * force_sig_info_to_task().
 */
#include <errno.h>
#include <string.h>

#include "cpu/machine.h"
#include "kernel/regs.h"
#include "kernel/sched.h"
#include "kernel/signal.h"

#define UNBLOCKABLE (kern_sigmask(SIGKILL) | kern_sigmask(SIGSTOP))

/* What their default actions ignore; stop signals do nothing here. */
#define IGNORED_BY_DEFAULT                               \
	(kern_sigmask(SIGCHLD) | kern_sigmask(SIGCONT) | \
	 kern_sigmask(SIGURG) | kern_sigmask(SIGWINCH) | \
	 kern_sigmask(SIGSTOP) | kern_sigmask(SIGTSTP) | \
	 kern_sigmask(SIGTTIN) | kern_sigmask(SIGTTOU))

/* SIG_KERNEL_COREDUMP_MASK */
#define CORE_SIGNALS                                                           \
	(kern_sigmask(SIGQUIT) | kern_sigmask(SIGILL) |                        \
	 kern_sigmask(SIGTRAP) | kern_sigmask(SIGABRT) |                       \
	 kern_sigmask(SIGFPE) | kern_sigmask(SIGSEGV) | kern_sigmask(SIGBUS) | \
	 kern_sigmask(SIGSYS) | kern_sigmask(SIGXCPU) | kern_sigmask(SIGXFSZ))

static bool is_valid(int sig)
{
	return sig >= 1 && sig <= KERN_NSIG;
}

static uint64_t handler_of(const struct kern_task *task, int sig)
{
	return task->sig->action[sig - 1].handler;
}

static bool is_ignored(const struct kern_task *task, int sig)
{
	uint64_t handler = handler_of(task, sig);

	return handler == (uint64_t)(uintptr_t)SIG_IGN ||
	       (handler == (uint64_t)(uintptr_t)SIG_DFL &&
		IGNORED_BY_DEFAULT & kern_sigmask(sig));
}

bool kern_unhandled_signal(const struct kern_task *task, int sig)
{
	uint64_t handler = handler_of(task, sig);

	return handler == (uint64_t)(uintptr_t)SIG_DFL ||
	       handler == (uint64_t)(uintptr_t)SIG_IGN;
}

/* --- sending -------------------------------------------------------------------------- */

void kern_kill_task(struct kern *k, struct kern_task *task)
{
	if (task->state == KERN_TASK_ZOMBIE)
		return;
	if (!task->killed)
		task->exit_code = SIGKILL;
	task->killed = true;
	if (task->state == KERN_TASK_INTERRUPTIBLE)
		kern_wake_up_task(k, task);
}

void kern_send_signal(struct kern *k, struct kern_task *task, int sig,
		      const struct kern_sigpending *info)
{
	struct kern_sighand *sighand = task->sig;

	if (!sighand)
		return;
	if (sig == SIGKILL) {
		kern_kill_task(k, task);
		return;
	}
	if (is_ignored(task, sig) && !(sighand->blocked & kern_sigmask(sig)))
		return;
	if (!(sighand->pending & kern_sigmask(sig)))
		sighand->info[sig - 1] = *info;
	sighand->pending |= kern_sigmask(sig);
	if (task->state == KERN_TASK_INTERRUPTIBLE && kern_signal_pending(task))
		kern_wake_up_task(k, task);
}

static int kill_pid(struct kern *k, int pid, int sig, int sender)
{
	struct kern_task *task = kern_find_task(k, pid);
	struct kern_sigpending info = {.code = SI_USER, .pid = sender};

	if (sig < 0 || sig > KERN_NSIG)
		return -EINVAL;
	if (!task)
		return -ESRCH;
	if (!task->sig)
		return kern_signal_thread(k, task, sig);
	if (sig)
		kern_send_signal(k, task, sig, &info);
	return 0;
}

int kern_kill(struct kern *k, int pid, int sig)
{
	return kill_pid(k, pid, sig, 0);
}

/* --- delivering ------------------------------------------------------------------------- */

static void make_siginfo(const struct kern_task *task, int sig, siginfo_t *info)
{
	const struct kern_sigpending *pending = &task->sig->info[sig - 1];

	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	info->si_code = pending->code;
	info->si_pid = pending->pid;
	if (sig == SIGCHLD)
		info->si_status = pending->status;
}

/* The next one that is not blocked, nor ignored; 0. */
static int dequeue_signal(struct kern_task *task)
{
	struct kern_sighand *sighand = task->sig;
	uint64_t ready;

	while ((ready = sighand->pending & ~sighand->blocked)) {
		int sig = __builtin_ctzll(ready) + 1;

		sighand->pending &= ~kern_sigmask(sig);
		if (!is_ignored(task, sig))
			return sig;
	}
	return 0;
}

/* print_fatal_signal(), for those that would leave a core */
static void print_fatal_signal(struct kern *k, const struct mmu_regs *regs,
			       int sig)
{
	struct mmu_frame frame = {.regs = *regs,
				  .rip_la = kern_lift(k, regs->rip),
				  .sp_la = kern_lift(k, regs->gpr[MMU_RSP])};

	if (!k->print_fatal_signals || !(kern_sigmask(sig) & CORE_SIGNALS))
		return;
	kern_printk(k, KERN_INFO "potentially unexpected fatal signal %d.\n",
		    sig);
	kern_dump_info(k);
	kern_show_user_frame(k, &frame, KERN_REGS_USER);
}

static bool end_by(struct kern_task *task, const struct mmu_regs *regs, int sig)
{
	print_fatal_signal(task->kern, regs, sig);
	task->exit_code = sig;
	task->killed = true;
	kern_mourn_init(task);
	return false;
}

/* handle_signal(). False: the task ends. */
static bool handle(struct kern *k, struct mmu_regs *regs, const siginfo_t *info)
{
	struct kern_task *task = k->current;
	struct kern_sighand *sighand = task->sig;
	struct kern_sigaction *action = &sighand->action[info->si_signo - 1];
	uint64_t blocked = sighand->blocked;

	/* force_sigsegv(): there is no stack to handle it on */
	if (kern_setup_frame(k, regs, info, blocked))
		return end_by(task, regs, SIGSEGV);
	sighand->blocked |= action->mask & ~UNBLOCKABLE;
	if (!(action->flags & SA_NODEFER))
		sighand->blocked |= kern_sigmask(info->si_signo);
	if (action->flags & SA_RESETHAND)
		action->handler = (uint64_t)(uintptr_t)SIG_DFL;
	return true;
}

/* force_sig_info(): one that is blocked or ignored ends the task all the same */
static bool force(struct kern *k, struct mmu_regs *regs, const siginfo_t *info)
{
	struct kern_task *task = k->current;
	int sig = info->si_signo;

	if (sig == SIGKILL || kern_unhandled_signal(task, sig) ||
	    task->sig->blocked & kern_sigmask(sig))
		return end_by(task, regs, sig);
	return handle(k, regs, info);
}

bool kern_deliver(struct kern *k, struct mmu_regs *regs,
		  const siginfo_t *forced)
{
	struct kern_task *task = k->current;
	siginfo_t info;
	int sig;

	if (task->killed)
		return false;
	if (forced && !force(k, regs, forced))
		return false;
	while (!task->killed && (sig = dequeue_signal(task))) {
		make_siginfo(task, sig, &info);
		if (kern_unhandled_signal(task, sig))
			return end_by(task, regs, sig);
		if (!handle(k, regs, &info))
			return false;
	}
	return !task->killed;
}

/* --- system calls ---------------------------------------------------------------------- */

int64_t kern_do_kill(struct kern *k, int pid, int sig)
{
	return kill_pid(k, pid, sig, k->current->pid);
}

int64_t kern_do_sigaction(struct kern *k, int sig,
			  const struct kern_sigaction *new,
			  struct kern_sigaction *old)
{
	struct kern_task *task = k->current;

	if (!is_valid(sig) || (new &&kern_sigmask(sig) & UNBLOCKABLE))
		return -EINVAL;
	*old = task->sig->action[sig - 1];
	if (!new)
		return 0;
	task->sig->action[sig - 1] = *new;
	task->sig->action[sig - 1].mask &= ~UNBLOCKABLE;
	if (is_ignored(task, sig))
		task->sig->pending &= ~kern_sigmask(sig);
	return 0;
}

int64_t kern_do_sigprocmask(struct kern *k, int how, const uint64_t *set,
			    uint64_t *old)
{
	struct kern_sighand *sighand = k->current->sig;

	*old = sighand->blocked;
	if (!set)
		return 0;
	switch (how) {
	case SIG_BLOCK:
		sighand->blocked |= *set & ~UNBLOCKABLE;
		return 0;
	case SIG_UNBLOCK:
		sighand->blocked &= ~*set;
		return 0;
	case SIG_SETMASK:
		sighand->blocked = *set & ~UNBLOCKABLE;
		return 0;
	}
	return -EINVAL;
}
