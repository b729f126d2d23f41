/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lock.c - who drives a CPU: a recursive lock owned by a host thread.
 *
 * The SIGSEGV handler takes it, too. That is safe because library code never
 * touches a window while it holds the lock for itself, and a thread that
 * already owns it just counts.
 *
 * A fault handler runs with the lock of its CPU held, and may touch windows of
 * another machine. When two threads do so crosswise they wait for each other.
 * So a thread that waits long puts its name in a list, and looks whether the
 * owner of what it wants waits, too, and for whom. Threads that come later let
 * it pass.
 */
#include <errno.h>
#include <sched.h>

#include "cpu/machine.h"
#include "mem/bug.h"

/* Its address names the thread. */
static _Thread_local char self __attribute__((tls_model("initial-exec")));

uintptr_t cpu_thread(void)
{
	return (uintptr_t)&self;
}

enum {
	PATIENCE = 100, /* yields before a thread lists itself */
	WAITERS = 64,	/* that can be listed; more are not looked after */
};

/**
 * struct waiter - a thread that waits
 * @thread: its name; 0 when the place is free
 * @lock:   what it waits for
 */
struct waiter {
	_Atomic(uintptr_t) thread;
	_Atomic(struct cpu_lock *) lock;
};

static struct waiter waiters[WAITERS];

static struct waiter *list_me(uintptr_t me, struct cpu_lock *lock)
{
	for (int i = 0; i < WAITERS; i++) {
		uintptr_t nobody = 0;

		if (atomic_compare_exchange_strong(&waiters[i].thread, &nobody,
						   me)) {
			atomic_store(&waiters[i].lock, lock);
			atomic_fetch_add(&lock->hungry, 1);
			return &waiters[i];
		}
	}
	return NULL;
}

static void unlist(struct waiter *waiter)
{
	if (!waiter)
		return;
	atomic_fetch_sub(&atomic_load(&waiter->lock)->hungry, 1);
	atomic_store(&waiter->lock, NULL);
	atomic_store(&waiter->thread, 0);
}

/* What a thread waits for; NULL when it does not, or not for long. */
static struct cpu_lock *wanted_by(uintptr_t thread)
{
	for (int i = 0; i < WAITERS; i++)
		if (atomic_load(&waiters[i].thread) == thread)
			return atomic_load(&waiters[i].lock);
	return NULL;
}

/*
 * Does the owner, or whoever it waits for, wait for me? An owner that has given
 * the lock up before it began to wait for another one is none.
 */
static bool is_deadlock(uintptr_t me, struct cpu_lock *lock)
{
	for (int i = 0; lock && i < WAITERS; i++) {
		uintptr_t owner = atomic_load(&lock->owner);
		struct cpu_lock *wanted = owner ? wanted_by(owner) : NULL;

		if (owner == me)
			return true;
		if (atomic_load(&lock->owner) != owner)
			return false;
		lock = wanted;
	}
	return false;
}

/* Does this thread have it? Then it has it once more. */
static bool is_mine(struct cpu_lock *lock)
{
	if (atomic_load_explicit(&lock->owner, memory_order_relaxed) !=
	    (uintptr_t)&self)
		return false;
	lock->depth++;
	return true;
}

static bool take(struct cpu_lock *lock)
{
	uintptr_t free_owner = 0;

	if (!atomic_compare_exchange_strong_explicit(
		    &lock->owner, &free_owner, (uintptr_t)&self,
		    memory_order_acquire, memory_order_relaxed))
		return false;
	lock->depth = 1;
	return true;
}

bool cpu_trylock(struct cpu_lock *lock)
{
	return is_mine(lock) || take(lock);
}

static bool somebody_waits(struct cpu_lock *lock)
{
	return atomic_load_explicit(&lock->hungry, memory_order_relaxed);
}

static __attribute__((noinline)) int wait_for(struct cpu_lock *lock)
{
	struct waiter *waiter = NULL;
	int err = 0;

	for (unsigned int i = 0; !err; i++) {
		if ((i >= PATIENCE || !somebody_waits(lock)) && take(lock))
			break;
		sched_yield();
		if (i < PATIENCE)
			continue;
		if (!waiter)
			waiter = list_me((uintptr_t)&self, lock);
		else if (is_deadlock((uintptr_t)&self, lock) &&
			 is_deadlock((uintptr_t)&self, lock))
			err = -EDEADLK;
	}
	unlist(waiter);
	return err;
}

int cpu_lock(struct cpu_lock *lock)
{
	if (is_mine(lock) || (!somebody_waits(lock) && take(lock)))
		return 0;
	return wait_for(lock);
}

void cpu_unlock(struct cpu_lock *lock)
{
	if (atomic_load_explicit(&lock->owner, memory_order_relaxed) !=
	    (uintptr_t)&self) {
		mmu_bug("a thread leaves a CPU that it did not enter");
		return;
	}
	if (--lock->depth == 0)
		atomic_store_explicit(&lock->owner, 0, memory_order_release);
}

void cpu_lock_reset(struct cpu_lock *lock)
{
	lock->depth = 0;
	atomic_store(&lock->owner, 0);
}

void cpu_waiters_reset(void)
{
	for (int i = 0; i < WAITERS; i++) {
		atomic_store(&waiters[i].lock, NULL);
		atomic_store(&waiters[i].thread, 0);
	}
}
