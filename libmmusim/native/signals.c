/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signals.c - whose signal is it?
 *
 * libsigsegv installs its handler and has the last word on what is nobody's.
 * Ours goes in front of it, because libsigsegv tells its users neither the
 * kind of access nor the registers:
 *
 *   signal -> native_on_signal -> (not ours) -> the handler that was installed
 *   before us, if there was one -> libsigsegv, which restores the default
 *   action, so that the instruction, run again, kills the process
 *
 * Other libraries replace handlers, too (cmocka does so around every test), so
 * each entry into a machine looks whether ours is still in front.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sigsegv.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>

#include "native/native.h"

static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };
enum { NSIGNALS = sizeof(signals) / sizeof(signals[0]) };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction previous[NSIGNALS];
static struct sigaction libsigsegv;

static int decline(void *addr, int serious)
{
	(void)addr;
	(void)serious;
	return 0;
}

static bool is_ours(const struct sigaction *action, native_signal_fn *fn)
{
	return action->sa_flags & SA_SIGINFO && action->sa_sigaction == fn;
}

static bool has_handler(const struct sigaction *action)
{
	return action->sa_flags & SA_SIGINFO ||
	       (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN);
}

/* Let libsigsegv install itself, and take its action from it. */
static int ask_libsigsegv(void)
{
	if (sigsegv_install_handler(decline))
		return -ENOTSUP;
	return sigaction(SIGSEGV, NULL, &libsigsegv) ? -errno : 0;
}

static int arm_one(int i, native_signal_fn *fn)
{
	struct sigaction now, ours = { .sa_sigaction = fn,
				       .sa_flags = SA_SIGINFO | SA_ONSTACK |
						   SA_NODEFER };
	int err = 0;

	sigemptyset(&ours.sa_mask);
	if (sigaction(signals[i], NULL, &now))
		return -errno;
	if (is_ours(&now, fn))
		return 0;
	previous[i] = now;
	if (signals[i] == SIGSEGV)
		err = ask_libsigsegv();
	if (!err && sigaction(signals[i], &ours, NULL))
		err = -errno;
	return err;
}

int native_arm(native_signal_fn *fn)
{
	int err = 0;

	pthread_mutex_lock(&mutex);
	for (int i = 0; i < NSIGNALS && !err; i++)
		err = arm_one(i, fn);
	pthread_mutex_unlock(&mutex);
	return err;
}

static void call_action(const struct sigaction *action, int sig,
			siginfo_t *info, void *context)
{
	sigset_t block = action->sa_mask, old;

	if (!(action->sa_flags & SA_NODEFER))
		sigaddset(&block, sig);
	pthread_sigmask(SIG_BLOCK, &block, &old);
	if (action->sa_flags & SA_SIGINFO)
		action->sa_sigaction(sig, info, context);
	else
		action->sa_handler(sig);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* A signal that was sent, not raised by an instruction, does not come again
 * when the handler returns. */
static bool was_sent(int sig, const siginfo_t *info, const ucontext_t *context)
{
	if (info->si_code <= 0)
		return true;
	return sig == SIGSEGV && info->si_code == SI_KERNEL &&
	       !info->si_addr && context->uc_mcontext.gregs[REG_TRAPNO] != 13;
}

static void default_action(int sig, siginfo_t *info, void *context)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	if (sig == SIGSEGV)
		libsigsegv.sa_sigaction(sig, info, context);
	else
		sigaction(sig, &action, NULL);
	if (was_sent(sig, info, context)) {
		sigaction(sig, &action, NULL);
		syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), sig);
	}
}

void native_pass_on(int sig, siginfo_t *info, void *context)
{
	struct native_thread *thread = native_self;
	int i = 0;

	while (i < NSIGNALS - 1 && signals[i] != sig)
		i++;
	/* A handler before us that calls us back gets the default action. */
	if (!has_handler(&previous[i]) || (thread && thread->passing)) {
		if (previous[i].sa_handler == SIG_IGN && info->si_code <= 0)
			return;
		default_action(sig, info, context);
		return;
	}
	if (thread)
		thread->passing++;
	call_action(&previous[i], sig, info, context);
	if (thread)
		thread->passing--;
}
