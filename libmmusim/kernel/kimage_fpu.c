/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_fpu.c - the kernel computes with floating point or vectors, as code of the
 * kernel image. Meanwhile it may not be preempted.
 *
 * Simplified: the registers of a user program are not saved, since what runs here
 * has none of it in them.
 *
 * Reference: Linux 6.1, arch/x86/kernel/fpu/core.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_data.h"
#include "kernel/kimage_sync.h"

enum { KFPU_387 = 1, KFPU_MXCSR = 2, DEFAULT_MXCSR = 0x1f80 };

KIMAGE_INLINE bool *in_kernel_fpu(void)
{
	return &image_data()->in_kernel_fpu;
}

KIMAGE_INLINE unsigned int preempt_count(void)
{
	unsigned int count;

	__asm__ volatile("mov %%gs:%c1, %0"
			 : "=r"(count)
			 : "i"(KERN_PERCPU_PREEMPT));
	return count;
}

KIMAGE_INLINE bool is_usable(void)
{
	if (*in_kernel_fpu())
		return false;
	return !(preempt_count() & KERN_HARDIRQ_MASK) ||
	       !(preempt_count() & KERN_SOFTIRQ_MASK);
}

KIMAGE_DEFINE(bool, irq_fpu_usable, void)
{
	return is_usable();
}

KIMAGE_DEFINE(void, kernel_fpu_begin_mask, unsigned int mask)
{
	const unsigned int mxcsr = DEFAULT_MXCSR;

	__asm__ volatile("incl %%gs:%c0" ::"i"(KERN_PERCPU_PREEMPT) : "memory");
	if (!is_usable())
		KIMAGE_WARN_ONCE("kernel_fpu_begin_mask",
				 "arch/x86/kernel/fpu/core.c:451", 0xb1);
	if (*in_kernel_fpu())
		KIMAGE_WARN_ONCE("kernel_fpu_begin_mask",
				 "arch/x86/kernel/fpu/core.c:452", 0xb8);
	*in_kernel_fpu() = true;
	if (mask & KFPU_MXCSR)
		__asm__ volatile("ldmxcsr %0" ::"m"(mxcsr));
	if (mask & KFPU_387)
		__asm__ volatile("fninit");
}

KIMAGE_DEFINE(void, kernel_fpu_end, void)
{
	if (!*in_kernel_fpu())
		KIMAGE_WARN_ONCE("kernel_fpu_end",
				 "arch/x86/kernel/fpu/core.c:474", 0x30);
	*in_kernel_fpu() = false;
	__asm__ volatile("decl %%gs:%c0" ::"i"(KERN_PERCPU_PREEMPT) : "memory");
}
