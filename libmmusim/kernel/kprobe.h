/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kprobe.h - breakpoints of modules in code of the kernel: kprobe.c; private to
 * kernel/.
 */
#ifndef KERNEL_KPROBE_H
#define KERNEL_KPROBE_H

#include "kernel/kern.h"

struct kern_kprobes;
struct kern_layout;

/* #BP: is it one of a kprobe? Then what the exception's handler returns is in
 * *result. */
bool kern_kprobe_hit(struct kern *k, struct mmu_frame *frame, int *result);
/* Any other exception: when an instruction faulted in its slot, the frame tells
 * of the place where it was. */
void kern_kprobe_fault(struct kern *k, struct mmu_frame *frame);
/* Bytes of code at [la, la + len), as they were before breakpoints were set. */
void kern_kprobe_original(struct kern *k, uint64_t la, unsigned char *code,
			  size_t len);
/* Does a breakpoint stand there? */
bool kern_was_probed(struct kern *k, uint64_t la);
/* A module's code goes away, and the breakpoints in it. */
void kern_kprobes_gone(struct kern *k, const struct kern_layout *code);

#endif
