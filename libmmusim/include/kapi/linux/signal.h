/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The signals that a thread of the kernel takes.
 */
#ifndef _LINUX_SIGNAL_H
#define _LINUX_SIGNAL_H

#include <linux/signal_types.h>

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
