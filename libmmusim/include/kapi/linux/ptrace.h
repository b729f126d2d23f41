/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers of code that was interrupted. */
#ifndef _LINUX_PTRACE_H
#define _LINUX_PTRACE_H

#include <asm/ptrace.h>
#include <linux/sched.h>

#endif
