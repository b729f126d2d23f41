/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gs.c - the base of GS.
 *
 * Kernel code finds its per-CPU area by GS. That segment is free for it: the C
 * library uses FS. A thread's base is the simulated CPU's while mmu_call()
 * runs, and what it was before when that ends, however that ends. In between,
 * the library and signal handlers run with the CPU's.
 *
 * Simplified: code that loads a selector into GS, or uses WRGSBASE, changes the
 * host's base and not the CPU's.
 */
#include <asm/prctl.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "native/host.h"
#include "native/native.h"

#define HWCAP2_FSGSBASE (1ul << 1)

/* May we use RDGSBASE and WRGSBASE? Valgrind does not know them. */
static bool has_fsgsbase(void)
{
	return getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE && !host_valgrind();
}

uint64_t native_gs_base(void)
{
	uint64_t base = 0;

	if (has_fsgsbase())
		__asm__ volatile("rdgsbase %0" : "=r"(base));
	else
		syscall(SYS_arch_prctl, ARCH_GET_GS, &base);
	return base;
}

void native_set_gs_base(uint64_t base)
{
	if (has_fsgsbase())
		__asm__ volatile("wrgsbase %0" : : "r"(base) : "memory");
	else
		syscall(SYS_arch_prctl, ARCH_SET_GS, base);
}

void native_load_gs(struct mmu_cpu *cpu)
{
	const struct native_thread *thread = native_self;
	uint64_t la = cpu->msrs.gs_base;

	if (thread && thread->call && thread->call->cpu == cpu)
		native_set_gs_base(
			(uint64_t)(uintptr_t)mmu_ptr(cpu->machine, la));
}
