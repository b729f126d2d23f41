/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end.
 */
#ifndef _LINUX_PANIC_H
#define _LINUX_PANIC_H

#include <linux/compiler.h>

/* Prints a message and a call trace, and stops the machine. */
__printf(1, 2) __cold __noreturn void panic(const char *fmt, ...);

#endif
