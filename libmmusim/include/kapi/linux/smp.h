/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which CPU this is.
 */
#ifndef _LINUX_SMP_H
#define _LINUX_SMP_H

#include <asm/percpu.h>
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/preempt.h>

extern int cpu_number;

#define raw_smp_processor_id() __percpu_read(cpu_number)
#define smp_processor_id()     raw_smp_processor_id()

/* In between, the task stays on its CPU. */
#define get_cpu()                   \
	({                          \
		preempt_disable();  \
		smp_processor_id(); \
	})
#define put_cpu() preempt_enable()

typedef void (*smp_call_func_t)(void *info);
typedef bool (*smp_cond_func_t)(int cpu, void *info);

/*
 * A function that runs on other CPUs, with interrupts off. Single: -ENXIO where
 * there is no such CPU.
 */
int smp_call_function_single(int cpu, smp_call_func_t func, void *info,
			     int wait);
/* On all but this one. */
void smp_call_function(smp_call_func_t func, void *info, int wait);
void on_each_cpu_cond_mask(smp_cond_func_t cond_func, smp_call_func_t func,
			   void *info, bool wait, const struct cpumask *mask);

static inline void on_each_cpu(smp_call_func_t func, void *info, int wait)
{
	on_each_cpu_cond_mask(NULL, func, info, wait, cpu_online_mask);
}

static inline void on_each_cpu_mask(const struct cpumask *mask,
				    smp_call_func_t func, void *info, bool wait)
{
	on_each_cpu_cond_mask(NULL, func, info, wait, mask);
}

static inline void on_each_cpu_cond(smp_cond_func_t cond_func,
				    smp_call_func_t func, void *info, bool wait)
{
	on_each_cpu_cond_mask(cond_func, func, info, wait, cpu_online_mask);
}

#endif
