/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signal.h - signals of tasks, private to kernel/.
 *
 *   kern_send_signal()    somebody sends one: it is pending
 *   kern_deliver()        on the way to user code: a handler, or the end; one that
 *                         an instruction raised cannot be ignored
 *
 * Simplified: a task has one thread; real-time signals do not queue; stop
 * signals do nothing.
 */
#ifndef KERNEL_SIGNAL_H
#define KERNEL_SIGNAL_H

#include <signal.h>

#include "kernel/task.h"

#define KERN_NSIG 64

struct kern_sigaction {
	uint64_t handler; /* a host pointer; SIG_DFL, SIG_IGN */
	uint64_t flags;
	uint64_t mask;
};

/* Of a pending signal. */
struct kern_sigpending {
	int code, pid, status;
};

/**
 * struct kern_sighand - signals of a task; bit n - 1 of a set is signal n
 * @altstack: sigaltstack()
 */
struct kern_sighand {
	struct kern_sigaction action[KERN_NSIG];
	struct kern_sigpending info[KERN_NSIG];
	uint64_t pending, blocked;
	stack_t altstack;
};

static inline uint64_t kern_sigmask(int sig)
{
	return 1ull << (sig - 1);
}

static inline bool kern_signal_pending(const struct kern_task *task)
{
	return task->killed ||
	       (task->sig && task->sig->pending & ~task->sig->blocked);
}

/* From kill(), or the kernel (code > 0). It wakes the task, unless it is ignored
 * or blocked. */
void kern_send_signal(struct kern *k, struct kern_task *task, int sig,
		      const struct kern_sigpending *info);

/* The same for SIGKILL: the task ends. */
void kern_kill_task(struct kern *k, struct kern_task *task);

/* Would an exception that raises this signal end the task? */
bool kern_unhandled_signal(const struct kern_task *task, int sig);

/*
 * The user's registers are about to be loaded: deliver what is pending, or, with
 * info, that signal, which an exception raised. Changes regs (host pointers) to
 * run a handler. False: the task ends; its exit_code is set.
 */
bool kern_deliver(struct kern *k, struct mmu_regs *regs,
		  const siginfo_t *forced);

/* System calls of current. @old: out. */
int64_t kern_do_kill(struct kern *k, int pid, int sig);
int64_t kern_do_sigaction(struct kern *k, int sig,
			  const struct kern_sigaction *new,
			  struct kern_sigaction *old);
int64_t kern_do_sigprocmask(struct kern *k, int how, const uint64_t *set,
			    uint64_t *old);
/* @sp: where its stack ends now, a host pointer */
int64_t kern_do_sigaltstack(struct kern *k, const stack_t *new, stack_t *old,
			    uint64_t sp);

/* sigframe.c */
/* Write a frame, and aim regs at the handler. 0 or -EFAULT. */
int kern_setup_frame(struct kern *k, struct mmu_regs *regs,
		     const siginfo_t *info, uint64_t blocked);
/* kern_sigreturn was reached: load what the frame says. 0 or -EFAULT. */
int kern_restore_frame(struct kern *k, struct mmu_regs *regs);

/* traps.c: an exception at CPL 3 of the task that runs. As mmu_handler. */
int kern_user_exception(struct kern *k, struct mmu_frame *frame);

/* x_signal.c: to a thread of the kernel, which takes what it has allowed; also to
 * others. 0, -EINVAL. */
int kern_signal_thread(struct kern *k, struct kern_task *task, int sig);

/* x_signal.c: the signal that a module has sent to it, and that ends it; 0. */
int kern_fatal_signal(struct kern *k, const struct kern_task *task);

#endif
