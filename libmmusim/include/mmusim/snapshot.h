/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot.h - a machine as it was, to go back to.
 *
 * Booting a kernel takes a millisecond, restoring one a fraction of that. So
 * tests boot once, take a snapshot, and each test restores it first:
 *
 *	mmu_snapshot(machine, &booted);
 *	...
 *	mmu_restore(machine, booted);
 *
 * A snapshot holds everything that a machine consists of: RAM and which page
 * frames are in use, the CPUs with their registers, TLBs and counters,
 * exception handlers and event hook, windows, and the kernel with its modules,
 * its log and its clock. What a program keeps for itself, such as the argument
 * of a handler, it does not know.
 */
#ifndef MMUSIM_SNAPSHOT_H
#define MMUSIM_SNAPSHOT_H

#include <mmusim/api.h>
#include <mmusim/machine.h>

struct mmu_snapshot;

/**
 * mmu_snapshot - keep the state of a machine
 * @machine:  the machine; it is not changed
 * @snapshot: out: give it to mmu_snapshot_free(). It may outlive the machine,
 *            but is of no use then
 *
 * Costs as much memory as the machine uses: of RAM, the pages that were
 * touched. Restoring compares each of them. A machine may have any number of
 * snapshots.
 *
 * No other thread may be inside a call on the machine; nor may this one, as in
 * an event hook.
 *
 * Return: 0; -EBUSY when another thread drives one of its CPUs
 * (mmu_cpu_enter()), when called by an exception handler, or by a function that
 * simulated code called (mmu_call()), and while any frame is pinned
 * (mmu_frame_pinned()): by mmu_pin(), or because another thread waits in
 * mmu_sys_read() or its like; -EOWNERDEAD in a child of the process that has no
 * copy of the machine (mmu_set_fork_copy()); -ENOMEM.
 */
MMU_API int mmu_snapshot(struct mmu_machine *machine,
			 struct mmu_snapshot **snapshot);

/**
 * mmu_restore - put a machine back into the state of a snapshot
 * @machine:  the machine that the snapshot was taken of
 * @snapshot: it stays valid, and may be restored any number of times, also
 *            after one that is older or younger
 *
 * Host pointers into windows that were open then stay valid, and show what
 * was there then. Windows that were opened since are closed. What else belongs
 * to the machine, such as frames and strings, is as it was then, too: what the
 * program got since is gone. Pages of RAM that were touched since go back to
 * the host.
 *
 * Who drives a CPU does not change: restoring between mmu_cpu_enter() and
 * mmu_cpu_leave() is fine.
 *
 * Return: 0; -EBUSY and -EOWNERDEAD as mmu_snapshot(); -EINVAL when the snapshot
 * is of another machine; -ESTALE when a window that was open then has been closed
 * since, even if there is another one at its place; -ENOMEM, -ENOSPC or -EIO when the host does not give us the pages for it.
 * The machine is unchanged then.
 */
MMU_API int mmu_restore(struct mmu_machine *machine,
			const struct mmu_snapshot *snapshot);

/** mmu_snapshot_free - release a snapshot; NULL does nothing */
MMU_API void mmu_snapshot_free(struct mmu_snapshot *snapshot);

#endif
