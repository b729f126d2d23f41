/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * valgrind.c - does Valgrind know all registers when an access faults?
 *
 * With its defaults it does not write a register back that the same piece of code
 * soon changes again. A handler sees the old value then, and so would everything
 * here: instructions would be followed with wrong operands.
 */
#define _GNU_SOURCE /* REG_RCX */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "native/host.h"
#include "native/native.h"

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_DISABLE_ERROR_REPORTING ((void)0)
#define VALGRIND_ENABLE_ERROR_REPORTING	 ((void)0)
#endif

enum { WRITTEN = 0x5eed, AFTER = 1 };

static sigjmp_buf out;
static volatile long long seen;

/* The load must not run again: its address may be wrong then. */
static void on_fault(int sig, siginfo_t *info, void *context)
{
	const ucontext_t *uc = context;

	(void)sig, (void)info;
	seen = uc->uc_mcontext.gregs[REG_RCX];
	siglongjmp(out, 1);
}

static void fault(const char *page)
{
	struct sigaction action = {.sa_sigaction = on_fault,
				   .sa_flags = SA_SIGINFO};
	struct sigaction previous;
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGSEGV);
	pthread_sigmask(SIG_UNBLOCK, &set, &old);
	sigaction(SIGSEGV, &action, &previous);
	if (!sigsetjmp(out, 1))
		__asm__ volatile("mov %0, %%ecx\n\t"
				 "movb (%2), %%al\n\t"
				 "mov %1, %%ecx"
				 :
				 : "i"(WRITTEN), "i"(AFTER), "r"(page)
				 : "rax", "rcx", "memory");
	sigaction(SIGSEGV, &previous, NULL);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void native_check_valgrind(void)
{
	char *page;

	if (!host_valgrind())
		return;
	page = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return;
	VALGRIND_DISABLE_ERROR_REPORTING;
	fault(page);
	VALGRIND_ENABLE_ERROR_REPORTING;
	munmap(page, 1);
	if (seen != WRITTEN)
		fputs("libmmusim: registers are wrong here whenever an access "
		      "faults: run valgrind with\n"
		      "libmmusim: --vex-iropt-register-updates="
		      "allregs-at-mem-access\n",
		      stderr);
}
