/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * no_windows.c - window.h on hosts that cannot have native windows.
 *
 * Built instead of native/ when the library is made with SOFT=1: the soft API
 * of cpu.h is all there is, and pointers stand for themselves.
 */
#ifdef MMUSIM_SOFT

#include <errno.h>

#include <mmusim/window.h>
#include "cpu/landing.h"

int native_enter(void)
{
	return 0;
}

int mmu_window_open(struct mmu_machine *machine,
		    const struct mmu_window_config *config)
{
	(void)machine;
	(void)config;
	return -ENOTSUP;
}

int mmu_window_close(struct mmu_machine *machine, uint64_t la)
{
	(void)machine;
	(void)la;
	return -ENOENT;
}

void *mmu_ptr(struct mmu_machine *machine, uint64_t la)
{
	(void)machine;
	return (void *)(uintptr_t)la;
}

uint64_t mmu_la(struct mmu_machine *machine, const void *ptr)
{
	(void)machine;
	return (uint64_t)(uintptr_t)ptr;
}

int mmu_call(struct mmu_cpu *cpu, const struct mmu_call_args *args,
	     uint64_t *result)
{
	(void)cpu;
	(void)args;
	(void)result;
	return -ENOTSUP;
}

#else
typedef int mmu_windows_are_native; /* ISO C wants something here */
#endif
