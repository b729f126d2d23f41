/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating point and vectors in the kernel: only between these two, where the task is
 * not preempted and may not sleep. Such code is assembly; the compiler makes none.
 */
#ifndef _ASM_X86_FPU_API_H
#define _ASM_X86_FPU_API_H

#include <linux/types.h>

#define KFPU_387   (1u << 0) /* the x87's control word as at reset */
#define KFPU_MXCSR (1u << 1)

void kernel_fpu_begin_mask(unsigned int kfpu_mask);
void kernel_fpu_end(void);
bool irq_fpu_usable(void);

static inline void kernel_fpu_begin(void)
{
	kernel_fpu_begin_mask(KFPU_387 | KFPU_MXCSR);
}

#endif
