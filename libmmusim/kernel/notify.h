/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify.h - the kernel's own notifier chains, called by the library: notify.c.
 */
#ifndef KERNEL_NOTIFY_H
#define KERNEL_NOTIFY_H

#include "kernel/kern.h"

/* enum die_val */
enum kern_die {
	KERN_DIE_OOPS = 1,
	KERN_DIE_INT3 = 2,
	KERN_DIE_TRAP = 8,
	KERN_DIE_GPF = 9,
};

/* notify_die(): false: who was called has died of it, and so has the task. */
bool kern_notify_die(struct kern *k, const struct mmu_frame *frame,
		     enum kern_die why, const char *title, int signal);

/* panic_notifier_list, which says above all that the kernel was not moved. */
void kern_notify_panic(struct kern *k, const char *why);

/**
 * struct kern_notifying - callbacks are being called
 * @ret_at: where on their stack it says that they return to the library
 * @regs:   of what died, linear address; 0
 * @ip, @sp, @bp: of who has called panic(), linear addresses; 0
 */
struct kern_notifying {
	uint64_t ret_at, regs;
	uint64_t ip, sp, bp;
};

#endif
