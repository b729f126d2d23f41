/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fork.c - what becomes of machines when the process forks.
 *
 * RAM is shared memory, so that windows and alias show the same: without more,
 * parent and child would write to one RAM, each with TLBs and registers of its
 * own. So the child gets a copy of each machine's RAM, as far as it exists, and
 * goes on independently.
 *
 * The copy is RAM as it was when the process forked: fork() returns in the
 * parent when the child has it, and no thread gets through a window meanwhile.
 * Only what reaches RAM by other ways is not held up: through the alias
 * (mmu_mem_ptr()), frames that another thread frees (which are filled with
 * junk), and system calls that other threads wait for (mmu_sys_read()). Of that
 * the child may see a part that came later.
 *
 * Only the thread that forks lives on in the child. What another one was in the
 * middle of would never end there, so a machine that another thread drives at
 * that moment is lost for the child; so is one whose memory is pinned, one that
 * was told not to be copied (mmu_set_fork_copy()), and one for whose copy the
 * host has no memory. Of a lost machine no CPU can be entered, its windows
 * fault for good, and what is written to its RAM reaches nobody.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "cpu/landing.h"
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

/* Threads that come later let us pass. */
static bool wait_for_cpu(struct mmu_cpu *cpu)
{
	bool mine = cpu_trylock(&cpu->lock);

	atomic_fetch_add(&cpu->lock.hungry, 1);
	for (int i = 0; i < PATIENCE && !mine; i++) {
		sched_yield();
		mine = cpu_trylock(&cpu->lock);
	}
	atomic_fetch_sub(&cpu->lock.hungry, 1);
	return mine;
}

static bool hold_cpu(struct mmu_cpu *cpu)
{
	if (!wait_for_cpu(cpu))
		return false;
	cpu_lock(&cpu->mailbox.lock);
	return true;
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

/* --- the moment of the fork -------------------------------------------------- */

/*
 * The child copies what parent and child share until then. So the parent waits
 * for it, and other threads of the parent do: their windows show nothing, and
 * the CPU that they trap to is locked. Signal handlers wait, too, for the thread
 * that forks could do with its CPUs what it likes.
 */
static struct {
	bool needed;
	bool ready;
	int fd[2]; /* the child says there that it is done */
	sigset_t signals;
	int cancel;
} moment;

static bool is_pinned(struct mmu_machine *machine)
{
	return machine->native && machine->native_ops->pinned(machine);
}

static bool is_copied(struct mmu_machine *machine)
{
	return machine->held && machine->fork_copy && !is_pinned(machine) &&
	       machine->mem.fd >= 0;
}

static void stop_writers(void)
{
	moment.needed = false;
	for (struct mmu_machine *m = cpu_machines; m; m = m->next) {
		if (!is_copied(m))
			continue;
		moment.needed = true;
		if (m->native)
			m->native_ops->hide(m);
	}
#ifndef MMUSIM_SOFT
	moment.ready = moment.needed && pipe2(moment.fd, O_CLOEXEC) == 0;
#endif
}

/* Until the child has copied, or is dead; or was never born. */
static void wait_for_child(void)
{
	char done;

	if (!moment.ready)
		return;
	close(moment.fd[1]);
	while (read(moment.fd[0], &done, 1) < 0 && errno == EINTR)
		;
	close(moment.fd[0]);
}

/* Its own end of what it writes to is open, so that this raises no SIGPIPE. */
static void tell_parent(void)
{
	ssize_t n;

	if (!moment.ready)
		return;
	n = write(moment.fd[1], "", 1);
	(void)n;
	close(moment.fd[0]);
	close(moment.fd[1]);
}

static void prepare(void)
{
	cpu_debug_lock();
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &moment.cancel);
	native_block_signals(&moment.signals);
	for (struct mmu_machine *m = cpu_machines; m; m = m->next)
		m->held = hold(m);
	stop_writers();
	if (native_ops())
		native_ops()->prepare();
}

static void go_on(void)
{
	sigset_t signals = moment.signals;
	int cancel = moment.cancel;

	cpu_debug_unlock();
	native_set_blocked(&signals);
	pthread_setcancelstate(cancel, NULL);
}

static void in_parent(void)
{
	if (native_ops())
		native_ops()->parent();
	wait_for_child();
	for (struct mmu_machine *m = cpu_machines; m; m = m->next)
		if (m->held)
			release_cpus(m, m->ncpus);
	go_on();
}

/* --- in the child ------------------------------------------------------------- */

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
	if (is_pinned(machine))
		return "memory of this machine was pinned when the process "
		       "forked";
	if (moment.needed && !moment.ready)
		return "the host had no file descriptor to copy this machine "
		       "when the process forked";
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
	else /* threads that wait in system calls are gone */
		mem_unpin_all(&machine->mem);
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
	tell_parent();
	go_on();
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

/*
 * The host calls handlers that were registered first last before the fork, and
 * first after it. So ours are, before the program can have any, and hardly
 * anybody's run while we hold all locks.
 */
static __attribute__((constructor)) void watch_early(void)
{
	cpu_fork_watch();
}

void mmu_set_fork_copy(struct mmu_machine *machine, bool yes)
{
	machine->fork_copy = yes;
}
