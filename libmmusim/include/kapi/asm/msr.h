/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model-specific registers, of the simulated CPU: one that it does not have reads as
 * 0, and the kernel says so once ("unchecked MSR access error"); the _safe ones
 * return -EIO instead. And the host's time stamp counter.
 *
 * Modules reach the kernel's functions through its table of operations, as those
 * built for Linux do: arch/x86/include/asm/paravirt.h.
 */
#ifndef _ASM_X86_MSR_H
#define _ASM_X86_MSR_H

#include <asm/msr-index.h>
#include <linux/compiler.h>
#include <linux/types.h>

/* Where they are in struct paravirt_patch_template */
#define __PV_READ_MSR	    23
#define __PV_WRITE_MSR	    24
#define __PV_READ_MSR_SAFE  25
#define __PV_WRITE_MSR_SAFE 26

extern const void *const pv_ops[];

static __always_inline u64 __read_msr(u32 msr)
{
	return ((u64(*)(u32))pv_ops[__PV_READ_MSR])(msr);
}

static __always_inline void __write_msr(u32 msr, u64 value)
{
	((void (*)(u32, u32, u32))pv_ops[__PV_WRITE_MSR])(msr, (u32)value,
							  (u32)(value >> 32));
}

static __always_inline int __read_msr_safe(u32 msr, u64 *value)
{
	int err;

	*value = ((u64(*)(u32, int *))pv_ops[__PV_READ_MSR_SAFE])(msr, &err);
	return err;
}

static inline int wrmsrl_safe(u32 msr, u64 value)
{
	return ((int (*)(u32, u32, u32))pv_ops[__PV_WRITE_MSR_SAFE])(
		msr, (u32)value, (u32)(value >> 32));
}

#define rdmsrl(msr, value)    ((value) = __read_msr(msr))
#define wrmsrl(msr, value)    __write_msr(msr, value)
#define wrmsr(msr, low, high) __write_msr(msr, (u64)(high) << 32 | (u32)(low))
#define rdmsrl_safe(msr, p)   __read_msr_safe(msr, p)
#define wrmsr_safe(msr, low, high) \
	wrmsrl_safe(msr, (u64)(high) << 32 | (u32)(low))

#define rdmsr(msr, low, high)                  \
	do {                                   \
		u64 __value = __read_msr(msr); \
		(low) = (u32)__value;          \
		(high) = (u32)(__value >> 32); \
	} while (0)

#define rdmsr_safe(msr, low, high)                          \
	({                                                  \
		u64 __value;                                \
		int __err = __read_msr_safe(msr, &__value); \
		*(low) = (u32)__value;                      \
		*(high) = (u32)(__value >> 32);             \
		__err;                                      \
	})

static __always_inline u64 rdtsc(void)
{
	u32 low, high;

	__asm__ __volatile__("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

static __always_inline u64 rdtsc_ordered(void)
{
	__asm__ __volatile__("lfence" : : : "memory");
	return rdtsc();
}

#endif
