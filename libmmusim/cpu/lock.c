/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lock.c - who drives a CPU: a recursive lock owned by a host thread.
 *
 * The SIGSEGV handler takes it, too. That is safe because library code never
 * touches a window while it holds the lock for itself, and a thread that
 * already owns it just counts.
 */
#include <sched.h>

#include "cpu/machine.h"

static _Thread_local char self;

void cpu_lock(struct cpu_lock *lock)
{
	uintptr_t me = (uintptr_t)&self, free_owner = 0;

	if (atomic_load_explicit(&lock->owner, memory_order_relaxed) == me) {
		lock->depth++;
		return;
	}
	while (!atomic_compare_exchange_weak_explicit(
		&lock->owner, &free_owner, me, memory_order_acquire,
		memory_order_relaxed)) {
		free_owner = 0;
		sched_yield();
	}
	lock->depth = 1;
}

bool cpu_trylock(struct cpu_lock *lock)
{
	uintptr_t me = (uintptr_t)&self, free_owner = 0;

	if (atomic_load_explicit(&lock->owner, memory_order_relaxed) == me) {
		lock->depth++;
		return true;
	}
	if (!atomic_compare_exchange_strong_explicit(
		    &lock->owner, &free_owner, me, memory_order_acquire,
		    memory_order_relaxed))
		return false;
	lock->depth = 1;
	return true;
}

void cpu_unlock(struct cpu_lock *lock)
{
	if (--lock->depth == 0)
		atomic_store_explicit(&lock->owner, 0, memory_order_release);
}
