/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - real pointers into simulated memory.
 *
 * A window gives a range of linear addresses a place in the host's address
 * space. Loads, stores and jumps through pointers into it run on the host CPU
 * at full speed while the simulated TLB holds the page, and trap when it does
 * not; the trap asks mmu_access(). So the host mapping is a cache of the
 * simulated TLB, and whatever the simulated CPU would refuse faults.
 *
 * CPU 0 of a machine owns its windows. x86-64 Linux hosts only.
 */
#ifndef MMUSIM_WINDOW_H
#define MMUSIM_WINDOW_H

#include <mmusim/api.h>
#include <mmusim/cpu.h>

/**
 * struct mmu_window_config - where a window shall lie
 * @size:  sizeof(struct mmu_window_config)
 * @la:    first linear address; a multiple of 4096
 * @len:   in bytes; a multiple of 4096, not 0
 * @hint:  host address that would be welcome; 0: anywhere
 * @host_lo, @host_hi: the window must lie within; 0: no limit
 * @align: alignment of the host address, a power of two; 0: as @la, up to
 *         2 MiB
 * @identity: the range maps linearly to physical memory from @pa on, for the
 *         most part (a kernel's direct map); such pages are then made
 *         accessible in place, which is cheaper
 * @pa:    with @identity: physical address of @la
 */
struct mmu_window_config {
	size_t size;
	uint64_t la;
	uint64_t len;
	uint64_t hint;
	uint64_t host_lo, host_hi;
	uint64_t align;
	bool identity;
	uint64_t pa;
};

/**
 * mmu_window_open - open a window
 * @machine: the machine
 * @config:  where; not kept
 *
 * Return: 0; -EINVAL for misaligned, empty, non-canonical ranges; -EEXIST when
 * it overlaps another window of the machine; -ENOSPC when no host range fits
 * (mmu_last_error() tells why); -ENOTSUP on hosts without native windows, and for a machine without a TLB;
 * -ENOMEM.
 */
MMU_API int mmu_window_open(struct mmu_machine *machine,
			    const struct mmu_window_config *config);

/**
 * mmu_window_close - close the window that begins at @la
 *
 * Pointers into it become invalid. Return: 0; -ENOENT.
 */
MMU_API int mmu_window_close(struct mmu_machine *machine, uint64_t la);

/**
 * mmu_ptr - the host pointer of a linear address
 *
 * mmu_ptr() and mmu_la() are inverses on windows and the identity elsewhere.
 */
MMU_API void *mmu_ptr(struct mmu_machine *machine, uint64_t la);

/** mmu_la - the linear address of a host pointer */
MMU_API uint64_t mmu_la(struct mmu_machine *machine, const void *ptr);

/**
 * struct mmu_call_args - native code to run as simulated code
 * @size: sizeof(struct mmu_call_args)
 * @fn:   host address of the first instruction
 * @arg:  its arguments (System V: RDI, RSI, RDX, RCX, R8, R9)
 * @sp:   host address one past its stack, a multiple of 16; the stack lies in
 *        a window
 * @stack_len: bytes below @sp that are its stack, for tools that watch stacks;
 *        0: 16 KiB
 */
struct mmu_call_args {
	size_t size;
	uint64_t fn;
	uint64_t arg[6];
	uint64_t sp;
	uint64_t stack_len;
};

/**
 * mmu_call - run native code as simulated code
 * @cpu:    CPU 0 of the machine
 * @args:   what to run
 * @result: out: RAX when it returned; may be NULL
 *
 * While it runs every address is a linear address: one outside of windows is
 * translated by the simulated tables as it stands, so that a null pointer is a
 * simulated fault at 0. Exceptions are delivered as ever; one that stays
 * unresolved ends the call, and nothing of the code's stack is unwound.
 *
 * Return: 0; the vector that ended the call, with MMU_RESULT_DE for vector 0;
 * -ENOTSUP, -ENOMEM, -EINVAL.
 */
MMU_API int mmu_call(struct mmu_cpu *cpu, const struct mmu_call_args *args,
		     uint64_t *result);

#endif
