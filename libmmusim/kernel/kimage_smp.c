/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_smp.c - functions that run on other CPUs, as code of the kernel image: on
 * the only one there is, with interrupts off.
 *
 * Reference: Linux 6.1, kernel/smp.c.
 */
#include "kernel/kimage_sync.h"

#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

enum { ERR_NXIO = -6 };

typedef void (*smp_fn)(void *info);
typedef bool (*cond_fn)(int cpu, void *info);

static inline void run(smp_fn fn, void *info)
{
	unsigned long flags;

	preempt_add(1);
	flags = kimg_arch_local_irq_save();
	fn(info);
	kimg_arch_local_irq_restore(flags);
	preempt_sub(1);
}

HIDDEN void kimg_smp_call_check(void); /* may the caller wait for others? */

EXPORTED(int, smp_call_function_single)
(int cpu, smp_fn fn, void *info, int wait);
EXPORTED(int, smp_call_function_single)
(int cpu, smp_fn fn, void *info, int wait)
{
	(void)wait;
	kimg_smp_call_check();
	if (cpu)
		return ERR_NXIO;
	run(fn, info);
	return 0;
}
KIMAGE_EXPORT(smp_call_function_single);

EXPORTED(void, on_each_cpu_cond_mask)
(cond_fn wanted, smp_fn fn, void *info, bool wait, const unsigned long *mask);
EXPORTED(void, on_each_cpu_cond_mask)
(cond_fn wanted, smp_fn fn, void *info, bool wait, const unsigned long *mask)
{
	(void)wait;
	if (*mask & 1 && (!wanted || wanted(0, info)))
		run(fn, info);
}
KIMAGE_EXPORT(on_each_cpu_cond_mask);

/* All but this one: nobody. */
EXPORTED(void, smp_call_function)(smp_fn fn, void *info, int wait);
EXPORTED(void, smp_call_function)(smp_fn fn, void *info, int wait)
{
	(void)fn;
	(void)info;
	(void)wait;
}
KIMAGE_EXPORT(smp_call_function);
