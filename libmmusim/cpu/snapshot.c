/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot.c - saving and restoring a machine: see mmusim/snapshot.h.
 *
 * A machine is two things, RAM and the pool: the structures of the machine,
 * its CPUs, its windows and its kernel all come from the pool, which never
 * moves. Both are copied. What stays as it is now are the locks, which are
 * held while the pool is overwritten.
 *
 * What can fail comes first; from then on nothing does.
 */
#include <errno.h>
#include <stdlib.h>

#include <mmusim/snapshot.h>
#include "cpu/machine.h"
#include "mem/limits.h"

/**
 * struct mmu_snapshot - see mmusim/snapshot.h
 * @serial:  of the machine
 * @windows: what native/ wants to know of those that were open; NULL: none
 */
struct mmu_snapshot {
	uint64_t serial;
	struct pool_image *pool;
	struct mem_image *mem;
	void *windows;
};

/* --- nobody else works on the machine ---------------------------------------- */

static void leave(struct mmu_machine *machine, unsigned int ncpus)
{
	while (ncpus-- > 0)
		cpu_unlock(&machine->cpu[ncpus].lock);
}

/* Is this thread in a handler, or in a call of simulated code? */
static bool in_use(const struct mmu_machine *machine)
{
	for (unsigned int i = 0; i < machine->ncpus; i++)
		if (machine->cpu[i].nscopes)
			return true;
	return false;
}

/* Own all CPUs, and have nothing pinned: the host writes to pinned frames when it
 * likes, and those who pinned them will unpin them whatever state the machine is
 * in. 0, -EBUSY or -EOWNERDEAD. */
static int enter(struct mmu_machine *machine)
{
	unsigned int i;

	/* The pool would forget that it is lost. */
	if (machine->lost)
		return mem_error(-EOWNERDEAD, machine->lost);
	cpu_scope_settle(__builtin_frame_address(0));
	if (machine->nfibers)
		return mem_error(-EBUSY, "a task of the simulated kernel is "
					 "alive, whose state is on a stack of "
					 "the host");
	for (i = 0; i < machine->ncpus; i++)
		if (!cpu_trylock(&machine->cpu[i].lock))
			break;
	if (i == machine->ncpus && !in_use(machine) &&
	    !mem_pinned(&machine->mem))
		return 0;
	leave(machine, i);
	return -EBUSY;
}

/* Nobody may post requests to other CPUs. */
static void lock_mailboxes(struct mmu_machine *machine)
{
	for (unsigned int i = 0; i < machine->ncpus; i++)
		cpu_lock(&machine->cpu[i].mailbox.lock);
}

static void unlock_mailboxes(struct mmu_machine *machine)
{
	for (unsigned int i = 0; i < machine->ncpus; i++)
		cpu_unlock(&machine->cpu[i].mailbox.lock);
}

/* --- saving -------------------------------------------------------------------- */

void mmu_snapshot_free(struct mmu_snapshot *snapshot)
{
	if (!snapshot)
		return;
	free(snapshot->windows);
	mem_image_free(snapshot->mem);
	free(snapshot->pool);
	free(snapshot);
}

static int save(struct mmu_machine *machine, struct mmu_snapshot *snapshot)
{
	int err = 0;

	snapshot->serial = machine->serial;
	if (machine->native)
		err = machine->native_ops->save(machine, &snapshot->windows);
	if (err)
		return err;
	lock_mailboxes(machine);
	snapshot->pool = pool_save(machine->pool);
	unlock_mailboxes(machine);
	if (!snapshot->pool)
		return -ENOMEM;
	return mem_save(&machine->mem, &snapshot->mem);
}

int mmu_snapshot(struct mmu_machine *machine, struct mmu_snapshot **snapshot)
{
	struct mmu_snapshot *new;
	int err = enter(machine);

	if (err)
		return err;
	new = calloc(1, sizeof(*new));
	err = new ? save(machine, new) : -ENOMEM;
	leave(machine, machine->ncpus);
	if (err) {
		mmu_snapshot_free(new);
		return err;
	}
	*snapshot = new;
	return 0;
}

/* --- restoring ------------------------------------------------------------------ */

static int prepare(const struct mmu_machine *machine,
		   const struct mmu_snapshot *snapshot)
{
	if (snapshot->windows &&
	    (!machine->native ||
	     machine->native_ops->lost(machine, snapshot->windows)))
		return -ESTALE;
	return mem_prepare(&machine->mem, snapshot->mem);
}

/* Put the pool back, but for the locks, which we hold, the epochs, and the place
 * in the list of machines. */
static void restore_pool(struct mmu_machine *machine,
			 const struct pool_image *image)
{
	struct pool_keep keep[3 * MMU_MAX_CPUS + 1];
	size_t n = 0;

	cpu_debug_lock();
	lock_mailboxes(machine);
	keep[n++] = (struct pool_keep){&machine->next, sizeof(machine->next)};
	for (unsigned int i = 0; i < machine->ncpus; i++) {
		struct mmu_cpu *cpu = &machine->cpu[i];

		cpu->epoch++;
		keep[n++] = (struct pool_keep){&cpu->epoch, sizeof(cpu->epoch)};
		keep[n++] = (struct pool_keep){&cpu->lock, sizeof(cpu->lock)};
		keep[n++] = (struct pool_keep){&cpu->mailbox.lock,
					       sizeof(cpu->mailbox.lock)};
	}
	pool_restore(machine->pool, image, keep, n);
	unlock_mailboxes(machine);
	cpu_debug_unlock();
}

/* There may be one now, and have been none then. */
static void tell_kernel(struct mmu_machine *machine, bool after)
{
	if (machine->on_restore)
		machine->on_restore(machine, after);
}

int mmu_restore(struct mmu_machine *machine,
		const struct mmu_snapshot *snapshot)
{
	int err = -EINVAL;

	if (snapshot->serial == machine->serial)
		err = enter(machine);
	if (err)
		return err;
	err = prepare(machine, snapshot);
	if (!err) {
		tell_kernel(machine, false);
		if (machine->native)
			machine->native_ops->before_restore(machine,
							    snapshot->windows);
		restore_pool(machine, snapshot->pool);
		mem_restore(&machine->mem, snapshot->mem);
		if (machine->native)
			machine->native_ops->after_restore(machine);
		tell_kernel(machine, true);
	}
	leave(machine, machine->ncpus);
	return err;
}
