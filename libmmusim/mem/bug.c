/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bug.c - the caller broke a rule: say so and abort, or ask the hook. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "mem/bug.h"

static mmu_bug_hook *bug_hook;
static void *bug_arg;

void mmu_set_bug_hook(mmu_bug_hook *hook, void *arg)
{
	bug_hook = hook;
	bug_arg = arg;
}

void mmu_bug(const char *format, ...)
{
	char message[256];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);

	if (bug_hook) {
		bug_hook(message, bug_arg);
		return;
	}
	fprintf(stderr, "mmusim: BUG: %s\n", message);
	abort();
}
