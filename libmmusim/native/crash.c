/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crash.c - what there is to say of a signal that will end the process.
 *
 * Nothing, as a rule: it is the program's bug, and shown by its core file. But
 * a stack that is full looks like a wild pointer to one who does not compare
 * the address with the stack pointer, and which of our stacks it is nobody
 * could tell.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "native/native.h"

/* The host keeps so much free below a stack that grows; frames may be larger
 * than the guard page below one that does not. */
#define GAP (1ul << 20)

/* The C library may be wrong by a page or two about the main thread's stack. */
#define SLACK (2ul << 12)

/* The access is just below a stack or at its very end, as is the stack pointer or nearly so. */
static bool is_below(const char *stack, uint64_t addr, uint64_t sp)
{
	uint64_t bottom = (uint64_t)(uintptr_t)stack;

	return stack && addr - (bottom - GAP) < GAP + SLACK &&
	       sp - (bottom - GAP) < 2 * GAP;
}

static void say(const char *which, size_t size, const char *hint)
{
	char text[256];
	int n = snprintf(text, sizeof(text),
			 "mmusim: stack overflow: %s is full (%zu KiB)%s\n",
			 which, size >> 10, hint);
	ssize_t done;

	if (n > 0) {
		done = write(STDERR_FILENO, text, (size_t)n);
		(void)done;
	}
}

/* The main thread's grows down to the limit of now. */
static const char *own_stack(const struct native_thread *thread, size_t *size)
{
	const char *end = thread->own_stack + thread->own_stack_size;
	struct rlimit limit;

	*size = thread->own_stack_size;
	if (!thread->own_stack || syscall(SYS_gettid) != getpid() ||
	    getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur == RLIM_INFINITY)
		return thread->own_stack;
	*size = limit.rlim_cur;
	return end - *size;
}

void native_explain_crash(int sig, const siginfo_t *info, const void *context)
{
	const ucontext_t *interrupted = context;
	uint64_t sp = (uint64_t)interrupted->uc_mcontext.gregs[REG_RSP];
	uint64_t addr = (uint64_t)(uintptr_t)info->si_addr;
	const struct native_thread *thread = native_self;
	const char *own;
	size_t size;

	if (sig != SIGSEGV || info->si_code <= 0 || !thread)
		return;
	own = own_stack(thread, &size);
	if (is_below(thread->stack, addr, sp))
		say("the stack on which fault handlers run", NATIVE_STACK_SIZE,
		    "; does a handler need much, or fault again and again?");
	else if (is_below(thread->signal_stack, addr, sp))
		say("the signal stack", native_signal_stack_size(), "");
	else if (is_below(own, addr, sp))
		say("the thread's own stack", size,
		    "; simulated code is not to blame");
}
