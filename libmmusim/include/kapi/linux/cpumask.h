/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of CPUs.
 */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/threads.h>
#include <linux/types.h>

typedef struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
} cpumask_t;

/* A number above that of each possible CPU. */
extern unsigned int nr_cpu_ids;

extern struct cpumask __cpu_possible_mask, __cpu_online_mask,
	__cpu_present_mask, __cpu_active_mask;
extern atomic_t __num_online_cpus;

#define cpu_possible_mask  ((const struct cpumask *)&__cpu_possible_mask)
#define cpu_online_mask	   ((const struct cpumask *)&__cpu_online_mask)
#define cpu_present_mask   ((const struct cpumask *)&__cpu_present_mask)
#define cpu_active_mask	   ((const struct cpumask *)&__cpu_active_mask)

#define nr_cpumask_bits	   nr_cpu_ids
#define cpumask_bits(mask) ((mask)->bits)

static inline unsigned int cpumask_first(const struct cpumask *mask)
{
	return find_first_bit(cpumask_bits(mask), nr_cpumask_bits);
}

/* The one behind @cpu, which may be -1. */
static inline unsigned int cpumask_next(int cpu, const struct cpumask *mask)
{
	return find_next_bit(cpumask_bits(mask), nr_cpumask_bits, cpu + 1);
}

static __always_inline bool cpumask_test_cpu(int cpu,
					     const struct cpumask *mask)
{
	return test_bit(cpu, cpumask_bits(mask));
}

static __always_inline void cpumask_set_cpu(unsigned int cpu,
					    struct cpumask *mask)
{
	set_bit(cpu, cpumask_bits(mask));
}

static __always_inline void cpumask_clear_cpu(int cpu, struct cpumask *mask)
{
	clear_bit(cpu, cpumask_bits(mask));
}

static inline void cpumask_clear(struct cpumask *mask)
{
	bitmap_zero(cpumask_bits(mask), nr_cpumask_bits);
}

static inline void cpumask_copy(struct cpumask *to, const struct cpumask *from)
{
	bitmap_copy(cpumask_bits(to), cpumask_bits(from), nr_cpumask_bits);
}

static inline bool cpumask_empty(const struct cpumask *mask)
{
	return bitmap_empty(cpumask_bits(mask), nr_cpumask_bits);
}

static inline unsigned int cpumask_weight(const struct cpumask *mask)
{
	return bitmap_weight(cpumask_bits(mask), nr_cpumask_bits);
}

static __always_inline unsigned int num_online_cpus(void)
{
	return atomic_read(&__num_online_cpus);
}

#define num_possible_cpus() cpumask_weight(cpu_possible_mask)
#define num_present_cpus()  cpumask_weight(cpu_present_mask)
#define cpu_online(cpu)	    cpumask_test_cpu(cpu, cpu_online_mask)
#define cpu_possible(cpu)   cpumask_test_cpu(cpu, cpu_possible_mask)

/* "%*pbl" of a mask takes two arguments. */
#define cpumask_pr_args(mask) nr_cpu_ids, cpumask_bits(mask)

#define for_each_cpu(cpu, mask)                               \
	for ((cpu) = -1; (cpu) = cpumask_next((cpu), (mask)), \
	    (unsigned int)(cpu) < nr_cpu_ids;)
#define for_each_possible_cpu(cpu) for_each_cpu((cpu), cpu_possible_mask)
#define for_each_online_cpu(cpu)   for_each_cpu((cpu), cpu_online_mask)
#define for_each_present_cpu(cpu)  for_each_cpu((cpu), cpu_present_mask)

#endif
