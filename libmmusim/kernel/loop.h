/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.h - simulated code that goes round and round and calls nothing; private to
 * kernel/.
 *
 * Virtual time stands still while code runs: only what it calls costs some. So
 * for code that calls nothing no interrupt would ever come, and no watchdog. A
 * timer of the host's (native/interrupt.c) has loop.c look at such code every now
 * and then, and there are two reasons to let time pass:
 *
 *   The code goes round and nothing changes. It was seen twice with the same
 *   registers at the same instruction, and wrote nothing in between: it will do
 *   so until an interrupt comes, or until jiffies change, if it reads them. Then
 *   the clock goes on to that moment at once. What happens does not depend on how
 *   fast the host is.
 *
 *   The code has used much of the host's CPU time. That may be a long
 *   computation, or one without end; nobody can tell. From then on virtual time
 *   passes in proportion, so that the watchdog comes when the host has worked for
 *   "mmusim.loop_ms" milliseconds.
 */
#ifndef KERNEL_LOOP_H
#define KERNEL_LOOP_H

#include "kernel/kern.h"

#define KERN_LOOP_MS	 20000
#define KERN_LOOP_LOOKS	 16
#define KERN_LOOP_MS_MAX 1000000000

/**
 * struct kern_loop - code that is being looked at
 * @clock:    the virtual clock when it was looked at last: it is still the same
 *            code that has called nothing if that stands
 * @from:     that clock when the code was seen first; of a task: its slice began
 * @began:    CPU time of the thread when this code was seen first
 * @given:    how much virtual time it was given for CPU time
 * @looks:    since it was seen first, or writes were watched for
 * @nseen:    how many of these @seen holds: registers
 * @sure:     how often it was there again since writes were watched for
 * @ticks:    jiffies that were waited for, one after the other
 * @written:  what a user task has in the host's memory, in short
 * @limit_ns: CPU time after which the watchdog comes
 * @watching: writes are watched for
 */
struct kern_loop {
	uint64_t clock, from;
	uint64_t began, given;
	unsigned int looks, nseen, sure, ticks;
	uint64_t written;
	uint64_t limit_ns;
	bool watching;
	struct mmu_regs seen[KERN_LOOP_LOOKS];
};

int kern_loop_init(struct kern *k);

/* Simulated code has called the library: one that costs no time, again and again,
 * is a loop like any. */
void kern_loop_called(struct kern *k);

#endif
