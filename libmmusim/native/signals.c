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
#include <stdatomic.h>
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
 *
 * Our handler has as many entries as there can be such actions, and the n-th is
 * installed in front of n of them. So an entry knows what comes after it; and
 * one that somebody puts back, who had found it there, says by that that he is
 * gone, and who came after him.
 */
struct earlier {
	struct sigaction action[MAX_EARLIER];
	unsigned int n;
};

/* Where nothing else is: a signal that was passed on, when it comes back. The
 * kernel clears it for each new one. */
#define PASSED ((ucontext_t *)0x6d6d7573)

static pthread_mutex_t mutex = CPU_MUTEX;
static struct earlier earlier[NSIGNALS];
static struct sigaction libsigsegv;

/* A signal has got its default action, which ends the process; another thread
 * must not take that back. */
static atomic_bool dying;

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

#define ENTRY(n)                                                       \
	static void entry_##n(int sig, siginfo_t *info, void *context) \
	{                                                              \
		native_on_signal(sig, info, context, n);               \
	}
ENTRY(0)
ENTRY(1)
ENTRY(2)
ENTRY(3)
ENTRY(4)
ENTRY(5)
ENTRY(6)
ENTRY(7)
ENTRY(8)

static void (*const entry[])(int sig, siginfo_t *info, void *context) = {
	entry_0, entry_1, entry_2, entry_3, entry_4,
	entry_5, entry_6, entry_7, entry_8};

_Static_assert(sizeof(entry) / sizeof(entry[0]) == MAX_EARLIER + 1,
	       "an entry in front of each number of actions");

/* Which entry of ours it is; -1: none. (signal() puts a handler back without
 * its flags.) */
static int level_of(const struct sigaction *action)
{
	for (int i = 0; i <= MAX_EARLIER; i++)
		if (action->sa_sigaction == entry[i])
			return i;
	return -1;
}

static bool has_handler(const struct sigaction *action)
{
	return action->sa_flags & SA_SIGINFO ||
	       (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN);
}

/*
 * Let libsigsegv install itself, and take its action from it. Once, when nobody
 * has a handler: a program that uses libsigsegv itself keeps its own, which is
 * among the earlier ones then.
 */
static int ask_libsigsegv(const struct sigaction *now)
{
	if (libsigsegv.sa_sigaction || has_handler(now))
		return 0;
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

static int install(int i)
{
	struct sigaction ours = {.sa_sigaction = entry[earlier[i].n],
				 .sa_flags = SA_SIGINFO | SA_ONSTACK};

	/* No other handler may touch windows while stage 1 is at work. */
	sigfillset(&ours.sa_mask);
	return sigaction(signals[i], &ours, NULL) ? -errno : 0;
}

static int arm_one(int i)
{
	struct sigaction now;
	int level, err = 0;

	if (sigaction(signals[i], NULL, &now))
		return -errno;
	level = level_of(&now);
	if (level >= 0)
		earlier[i].n = (unsigned int)level;
	if (level >= 0 && now.sa_flags & SA_SIGINFO)
		return 0;
	if (signals[i] == SIGSEGV) {
		cpu_record_forget();
		err = ask_libsigsegv(&now);
	}
	if (level < 0)
		push(&earlier[i], &now);
	if (!err)
		err = install(i);
	if (!err && signals[i] == SIGSEGV)
		native_debug_armed();
	return err;
}

/* Blocked, one that an instruction raises kills the process. */
static void unblock(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (int i = 0; i < NSIGNALS; i++)
		sigaddset(&set, signals[i]);
	sigaddset(&set, SIGURG); /* interrupt.c */
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void native_block_signals(sigset_t *old)
{
	sigset_t others;

	sigfillset(&others);
	for (int i = 0; i < NSIGNALS; i++)
		sigdelset(&others, signals[i]);
	pthread_sigmask(SIG_BLOCK, &others, old);
}

void native_set_blocked(const sigset_t *set)
{
	pthread_sigmask(SIG_SETMASK, set, NULL);
}

void native_get_blocked(sigset_t *set)
{
	pthread_sigmask(SIG_BLOCK, NULL, set);
}

int native_arm(void)
{
	int err = 0;

	unblock();
	pthread_mutex_lock(&mutex);
	for (int i = 0; i < NSIGNALS && !err && !atomic_load(&dying); i++)
		err = arm_one(i);
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

	atomic_store(&dying, true);
	native_debug_dying();
	native_explain_crash(sig, info, context);
	if (sig == SIGSEGV && libsigsegv.sa_sigaction)
		libsigsegv.sa_sigaction(sig, info, context);
	else
		sigaction(sig, &action, NULL);
	if (is_once(sig, info, context)) {
		sigaction(sig, &action, NULL);
		syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), sig);
	}
}

bool native_was_passed(const void *context)
{
	return ((const ucontext_t *)context)->uc_link == PASSED;
}

/* The action that an entry stands in front of. NULL: the default. */
static struct sigaction *next_action(int sig, unsigned int level)
{
	unsigned int i = 0;

	while (i < NSIGNALS - 1 && signals[i] != sig)
		i++;
	return level ? &earlier[i].action[level - 1] : NULL;
}

void native_pass_on(int sig, siginfo_t *info, void *context, unsigned int level)
{
	struct sigaction *action = next_action(sig, level), now;
	ucontext_t *interrupted = context;

	if (action && action->sa_handler == SIG_IGN && info->si_code <= 0)
		return;
	if (!action || !has_handler(action)) {
		default_action(sig, info, context);
		return;
	}
	now = *action;
	if (now.sa_flags & SA_RESETHAND) /* once, and never again */
		*action = (struct sigaction){.sa_handler = SIG_DFL};
	interrupted->uc_link = PASSED;
	call_action(&now, sig, info, context);
	interrupted->uc_link = NULL;
}
