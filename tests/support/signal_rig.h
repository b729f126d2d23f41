/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signal_rig.h - what tasks do to get signals, and what their handlers saw.
 */
#ifndef SUPPORT_SIGNAL_RIG_H
#define SUPPORT_SIGNAL_RIG_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "task_rig.h"

#include <ucontext.h>

/* What a handler saw. Tasks share it with the test. */
static struct {
	int signo, code, pkey, pid, status;
	uint64_t addr, err, trapno, cr2, rip, sp;
	unsigned int count;
} seen;

static inline int signal_rig_setup(void **state)
{
	memset(&seen, 0, sizeof(seen));
	return kern_rig_setup(state);
}

/* Note it all, and end the task with 99. */
static inline void handler(int sig, siginfo_t *info, void *context)
{
	const greg_t *greg = ((ucontext_t *)context)->uc_mcontext.gregs;

	seen.signo = sig;
	seen.code = info->si_code;
	seen.addr = (uint64_t)(uintptr_t)info->si_addr;
	seen.pkey = (int)info->si_pkey;
	seen.err = (uint64_t)greg[REG_ERR];
	seen.trapno = (uint64_t)greg[REG_TRAPNO];
	seen.cr2 = (uint64_t)greg[REG_CR2];
	seen.rip = (uint64_t)greg[REG_RIP];
	seen.count++;
	kern_sys_exit_group(99);
}

static inline void handle(int sig, void (*fn)(int, siginfo_t *, void *),
			  int flags)
{
	struct sigaction action = {.sa_sigaction = fn,
				   .sa_flags = SA_SIGINFO | flags};

	kern_sys_rt_sigaction(sig, &action, NULL);
}

/* Where the host has nothing, under any tool. In Linux it was deadbeef000. */
#define WILD	  0x20000
#define WILD_TEXT "20000"

static uint64_t page_at; /* of a case that maps one */

static inline char *page(int prot)
{
	char *p = kern_sys_mmap(NULL, PAGE, prot, ANON, -1, 0);

	page_at = (uint64_t)(uintptr_t)p;
	return p;
}

static inline char *touched_page(void)
{
	char *p = page(RW);

	write_byte(page_at, (char)0xc3);
	return p;
}

/* A call, whose target no compiler knows. */
static inline void call(uint64_t at)
{
	__asm__ volatile("call *%0" ::"r"(at)
			 : "memory", "rax", "rcx", "rdx", "rsi", "rdi", "r8",
			   "r9", "r10", "r11", "cc");
}

/* Use up the stack. */
static inline int recurse(volatile char *outer)
{
	volatile char frame[1024];

	frame[0] = outer[0];
	return (frame[0] ? 0 : recurse(frame)) + frame[1];
}

static inline void stack_overflow(void)
{
	struct rlimit limit = {1 << 20, 1 << 20};
	volatile char zero = 0;

	kern_sys_setrlimit(RLIMIT_STACK, &limit);
	recurse(&zero);
}

#endif
