/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals by number, and those that a thread of the kernel takes.
 */
#ifndef _LINUX_SIGNAL_H
#define _LINUX_SIGNAL_H

#include <linux/signal_types.h>

#define SIGHUP	    1
#define SIGINT	    2
#define SIGQUIT	    3
#define SIGILL	    4
#define SIGTRAP	    5
#define SIGABRT	    6
#define SIGBUS	    7
#define SIGFPE	    8
#define SIGKILL	    9
#define SIGUSR1	    10
#define SIGSEGV	    11
#define SIGUSR2	    12
#define SIGPIPE	    13
#define SIGALRM	    14
#define SIGTERM	    15
#define SIGCHLD	    17
#define SIGCONT	    18
#define SIGSTOP	    19
#define SIGIO	    29

#define SIG_DFL	    ((__sighandler_t)0)
#define SIG_IGN	    ((__sighandler_t)1)
#define SIG_KTHREAD ((__sighandler_t)2)

typedef void (*__sighandler_t)(int sig);

void kernel_sigaction(int sig, __sighandler_t action);

static inline void allow_signal(int sig)
{
	kernel_sigaction(sig, SIG_KTHREAD);
}

static inline void disallow_signal(int sig)
{
	kernel_sigaction(sig, SIG_IGN);
}

#endif
