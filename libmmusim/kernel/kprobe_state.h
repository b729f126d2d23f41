/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kprobe_state.h - what kprobe.c, which sets breakpoints, and kprobe_hit.c, which is
 * called when they are reached, have in common.
 */
#ifndef KERNEL_KPROBE_STATE_H
#define KERNEL_KPROBE_STATE_H

#include <sys/queue.h>

#include "kernel/kprobe.h"
#include "native/probe.h"

/* struct task_struct has the list of what kretprobes replaced; a node of it. */
#define KERN_TASK_RETHOOKS     0x14c0
#define KERN_RETHOOK_NODE_SIZE 48

/* struct kprobe */
enum {
	KPROBE_NMISSED = 32,
	KPROBE_ADDR = 40,
	KPROBE_SYMBOL = 48,
	KPROBE_OFFSET = 56,
	KPROBE_OPCODE = 80,
	KPROBE_INSN = 88,
	KPROBE_FLAGS = 120,
};

enum { FLAG_GONE = 1, FLAG_DISABLED = 2, FLAG_FTRACE = 8 };
enum { SLOTS = 4096 / NATIVE_PROBE_SLOT };

/**
 * struct place - an instruction with a breakpoint
 * @la:   of it
 * @byte: where INT3 stands
 * @slot: number of its slot
 * @entry: it is a function's first one
 */
struct place {
	LIST_ENTRY(place) all;
	uint64_t la;
	unsigned char byte;
	unsigned int slot;
	bool entry;
	struct native_probe probe;
};

/* One that was registered: @ptr is by what its module knows it; @number: how many
 * there were then. */
struct kprobe {
	TAILQ_ENTRY(kprobe) all;
	uint64_t number;
	uint64_t ptr;
	struct place *place;
};

/**
 * struct kern_kprobes - all of them
 * @slots: linear address of a page of copies
 * @used:  which are in use
 * @registered: how many probes there were so far
 * @running: a handler runs, or an instruction in its slot. After a handler that
 *          died it stays so, and others are missed, as in Linux
 * @reentered: the instruction in its slot is one of a probe that was missed
 */
struct kern_kprobes {
	LIST_HEAD(, place) places;
	TAILQ_HEAD(, kprobe) probes;
	uint64_t slots, registered;
	bool used[SLOTS];
	bool running, reentered;
};

static inline uint64_t kern_kprobe_slot(const struct kern_kprobes *all,
					unsigned int slot)
{
	return all->slots + slot * NATIVE_PROBE_SLOT;
}

/* The place of this address; NULL: there is no breakpoint. */
struct place *kern_kprobe_place(struct kern *k, uint64_t la);

#endif
