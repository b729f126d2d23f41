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

#endif
