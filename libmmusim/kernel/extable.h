/* SPDX-License-Identifier: GPL-2.0-or-later */
/* extable.h - exception tables of modules. */
#ifndef KERNEL_EXTABLE_H
#define KERNEL_EXTABLE_H

#include "kernel/kern.h"

#define KERN_EXTABLE_ENTRY 12 /* bytes */

/* Has the instruction that faulted an entry? Then its registers are changed so
 * that execution goes on at the fixup. */
bool kern_fixup_exception(struct kern *k, struct mmu_frame *frame);

#endif
