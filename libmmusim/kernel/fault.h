/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fault.h - page faults, whoever made them: fault.c. */
#ifndef KERNEL_FAULT_H
#define KERNEL_FAULT_H

#include "kernel/kern.h"

/* True when it is resolved. If not, and the user made it, mm->siginfo says what
 * signal it is. */
bool kern_do_page_fault(struct kern *k, const struct mmu_frame *frame);

#endif
