/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals for code of modules: signal_pending(). */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/signal.h>

#endif
