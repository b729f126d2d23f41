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

#include "cpu/mutex.h"
#include "cpu/landing.h"
#include "native/native.h"

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
enum { NSIGNALS = sizeof(signals) / sizeof(signals[0]), MAX_EARLIER = 8 };

/**
 * struct earlier - the actions that ours stands in front of
 * @action: the last one, action[n - 1], was there when we last put ours in
 *          front; it may pass signals on to ours, for which the one before it
 *          is next
 */
struct earlier {
	struct sigaction action[MAX_EARLIER];
	unsigned int n;
};

/**
 * struct mark - put at the end of a siginfo_t, where no signal has anything,
 * when the signal is passed on: so we know it when it comes back. The next
 * signal has a new one from the kernel
 * @level: how many of the earlier actions have had it
 */
struct mark {
	uint32_t magic;
	uint32_t level;
};

#define PASSED 0x6d6d7573u

static pthread_mutex_t mutex = CPU_MUTEX;
static struct earlier earlier[NSIGNALS];
static struct sigaction libsigsegv;

void native_lock_signals(bool yes)
{
	if (yes)
		pthread_mutex_lock(&mutex);
	else
		cpu_mutex_unlock(&mutex);
}

static int decline(void *addr, int serious)
{
	(void)addr;
	(void)serious;
	return 0;
}

/* signal() puts a handler back without its flags. */
static bool is_ours(const struct sigaction *action, native_signal_fn *fn)
{
	return action->sa_sigaction == fn;
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

static bool same_action(const struct sigaction *a, const struct sigaction *b)
{
	return a->sa_sigaction == b->sa_sigaction && a->sa_flags == b->sa_flags;
}

/* The action was installed in front of ours. One that was here before comes
 * with those that it knew of. */
static void push(struct earlier *list, const struct sigaction *action)
{
	unsigned int i = 0;

	while (i < list->n && !same_action(&list->action[i], action))
		i++;
	if (i == MAX_EARLIER)
		i--;
	list->action[i] = *action;
	list->n = i + 1;
}

static int arm_one(int i, native_signal_fn *fn)
{
	struct sigaction now,
		ours = {.sa_sigaction = fn,
			.sa_flags = SA_SIGINFO | SA_ONSTACK};
	int err = 0;

	/* No other handler may touch windows while stage 1 is at work. */
	sigfillset(&ours.sa_mask);
	if (sigaction(signals[i], NULL, &now))
		return -errno;
	if (is_ours(&now, fn) && now.sa_flags & SA_SIGINFO)
		return 0;
	if (!is_ours(&now, fn))
		push(&earlier[i], &now);
	if (signals[i] == SIGSEGV) {
		cpu_record_forget();
		err = ask_libsigsegv();
	}
	if (!err && sigaction(signals[i], &ours, NULL))
		err = -errno;
	if (!err && signals[i] == SIGSEGV)
		native_debug_armed();
	return err;
}

/* A blocked signal that an instruction raises kills the process. */
static void unblock(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (int i = 0; i < NSIGNALS; i++)
		sigaddset(&set, signals[i]);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int native_arm(native_signal_fn *fn)
{
	int err = 0;

	unblock();
	pthread_mutex_lock(&mutex);
	for (int i = 0; i < NSIGNALS && !err; i++)
		err = arm_one(i, fn);
	pthread_mutex_unlock(&mutex);
	return err;
}

/* With the signals blocked that would be, had the kernel called it. */
static void call_action(const struct sigaction *action, int sig,
			siginfo_t *info, void *context)
{
	const ucontext_t *interrupted = context;
	sigset_t before, block, old;

	/* The kernel's signal sets are shorter than the C library's. */
	sigemptyset(&before);
	memcpy(&before, &interrupted->uc_sigmask, sizeof(uint64_t));
	sigorset(&block, &before, &action->sa_mask);
	if (!(action->sa_flags & SA_NODEFER))
		sigaddset(&block, sig);
	pthread_sigmask(SIG_SETMASK, &block, &old);
	if (action->sa_flags & SA_SIGINFO)
		action->sa_sigaction(sig, info, context);
	else
		action->sa_handler(sig);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* A signal that was sent, not raised by an instruction, does not come again
 * when the handler returns; nor does a trap, which INT3 raises when it is
 * over. */
static bool is_once(int sig, const siginfo_t *info, const ucontext_t *context)
{
	if (info->si_code <= 0 || sig == SIGTRAP)
		return true;
	return sig == SIGSEGV && info->si_code == SI_KERNEL && !info->si_addr &&
	       context->uc_mcontext.gregs[REG_TRAPNO] != 13;
}

static void default_action(int sig, siginfo_t *info, void *context)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	native_debug_dying();
	native_explain_crash(sig, info, context);
	if (sig == SIGSEGV)
		libsigsegv.sa_sigaction(sig, info, context);
	else
		sigaction(sig, &action, NULL);
	if (is_once(sig, info, context)) {
		sigaction(sig, &action, NULL);
		syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), sig);
	}
}

static struct mark *mark_of(siginfo_t *info)
{
	return (struct mark *)(info + 1) - 1;
}

bool native_was_passed(siginfo_t *info)
{
	return mark_of(info)->magic == PASSED;
}

/* The action that has the signal next. NULL: the default. */
static struct sigaction *next_action(int sig, unsigned int level)
{
	unsigned int i = 0;

	while (i < NSIGNALS - 1 && signals[i] != sig)
		i++;
	if (level >= earlier[i].n)
		return NULL;
	return &earlier[i].action[earlier[i].n - 1 - level];
}

void native_pass_on(int sig, siginfo_t *info, void *context)
{
	unsigned int level = native_was_passed(info) ? mark_of(info)->level : 0;
	struct sigaction *action = next_action(sig, level), now;

	if (action && action->sa_handler == SIG_IGN && info->si_code <= 0)
		return;
	if (!action || !has_handler(action)) {
		default_action(sig, info, context);
		return;
	}
	*mark_of(info) = (struct mark){PASSED, level + 1};
	now = *action;
	if (now.sa_flags & SA_RESETHAND) /* once, and never again */
		*action = (struct sigaction){.sa_handler = SIG_DFL};
	call_action(&now, sig, info, context);
}
