/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fork.c - what becomes of machines when the process forks.
 *
 * RAM is shared memory, so that windows and alias show the same: without more,
 * parent and child would write to one RAM, each with TLBs and registers of its
 * own. So the child gets a copy of each machine's RAM, as far as it exists, and
 * goes on independently.
 *
 * Only the thread that forks lives on in the child. What another one was in the
 * middle of would never end there, so a machine that another thread drives at
 * that moment is lost for the child; so is one whose memory is pinned, one that
 * was told not to be copied (mmu_set_fork_copy()), and one for whose copy the
 * host has no memory. Of a lost machine no CPU can be entered, its windows
 * fault for good, and what is written to its RAM reaches nobody.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "cpu/machine.h"

/* Yields until a CPU that another thread drives is given up. */
enum { PATIENCE = 1000 };

static const struct cpu_fork_ops *native;

void cpu_fork_set_native(const struct cpu_fork_ops *ops)
{
	__atomic_store_n(&native, ops, __ATOMIC_RELEASE);
}

static const struct cpu_fork_ops *native_ops(void)
{
	return __atomic_load_n(&native, __ATOMIC_ACQUIRE);
}

static bool hold_cpu(struct mmu_cpu *cpu)
{
	for (int i = 0; i < PATIENCE; i++) {
		if (cpu_trylock(&cpu->lock)) {
			cpu_lock(&cpu->mailbox.lock);
			return true;
		}
		sched_yield();
	}
	return false;
}

static void release_cpus(struct mmu_machine *machine, unsigned int ncpus)
{
	while (ncpus-- > 0) {
		cpu_unlock(&machine->cpu[ncpus].mailbox.lock);
		cpu_unlock(&machine->cpu[ncpus].lock);
	}
}

/* Have nobody else in the machine; false when that cannot be. */
static bool hold(struct mmu_machine *machine)
{
	unsigned int i = 0;

	while (i < machine->ncpus && hold_cpu(&machine->cpu[i]))
		i++;
	if (i == machine->ncpus)
		return true;
	release_cpus(machine, i);
	return false;
}

static void prepare(void)
{
	cpu_debug_lock();
	for (struct mmu_machine *m = cpu_machines; m; m = m->next)
		m->held = hold(m);
	if (native_ops())
		native_ops()->prepare();
}

static void in_parent(void)
{
	if (native_ops())
		native_ops()->parent();
	for (struct mmu_machine *m = cpu_machines; m; m = m->next)
		if (m->held)
			release_cpus(m, m->ncpus);
	cpu_debug_unlock();
}

/* Nobody waits, and nobody is there who could ever unlock. */
static void reset_locks(struct mmu_machine *machine)
{
	for (unsigned int i = 0; i < machine->ncpus; i++) {
		struct mmu_cpu *cpu = &machine->cpu[i];

		atomic_store(&cpu->lock.hungry, 0);
		atomic_store(&cpu->mailbox.lock.hungry, 0);
		if (machine->held)
			continue;
		cpu_lock_reset(&cpu->lock);
		cpu_lock_reset(&cpu->mailbox.lock);
	}
}

static const char *why_lost(struct mmu_machine *machine)
{
	if (!machine->held)
		return "another thread drove this machine when the process "
		       "forked";
	if (!machine->fork_copy)
		return "this machine is not copied when the process forks "
		       "(mmu_set_fork_copy())";
	if (machine->native && machine->native_ops->pinned(machine))
		return "memory of this machine was pinned when the process "
		       "forked";
	if (mem_fork(&machine->mem))
		return "the host had no memory to copy this machine when the "
		       "process forked";
	return NULL;
}

static void child_machine(struct mmu_machine *machine)
{
	reset_locks(machine);
	machine->lost = why_lost(machine);
	if (machine->lost)
		mem_lose(&machine->mem);
	if (machine->native)
		machine->native_ops->forked(machine, machine->lost);
	if (machine->held)
		release_cpus(machine, machine->ncpus);
}

static void in_child(void)
{
	cpu_waiters_reset();
	if (native_ops())
		native_ops()->child();
	for (struct mmu_machine *m = cpu_machines; m; m = m->next)
		child_machine(m);
	cpu_debug_unlock();
}

static void watch(void)
{
	pthread_atfork(prepare, in_parent, in_child);
}

void cpu_fork_watch(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, watch);
}

void mmu_set_fork_copy(struct mmu_machine *machine, bool yes)
{
	machine->fork_copy = yes;
}
