/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_counter.c - counters of which each CPU has a part, as code of the kernel
 * image.
 *
 *   struct percpu_counter  00 lock  08 count  10 list  20 counters: s32 of each
 *                          CPU
 *
 * Simplified: nobody keeps a list of all counters, for no CPU goes.
 *
 * Reference: Linux 6.1, lib/percpu_counter.c.
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage_use.h"

struct counter {
	unsigned int lock;
	int64_t count;
	struct list list;
	int *parts;
};

HIDDEN void *kimg___alloc_percpu_gfp(size_t size, size_t align,
				     unsigned int gfp);
HIDDEN void kimg_free_percpu(void *area);
extern const unsigned long kimg___per_cpu_offset[] HIDDEN;

/* That of the one CPU. */
INLINE int *part_of(const struct counter *counter)
{
	return (int *)((unsigned long)counter->parts +
		       *(const volatile unsigned long *)image_constant(
			       kimg___per_cpu_offset));
}

KIMAGE_DEFINE(int, __percpu_counter_init, struct counter *counter,
	      int64_t count, unsigned int gfp, void *key)
{
	(void)key;
	counter->lock = 0;
	counter->count = count;
	counter->parts = kimg___alloc_percpu_gfp(4, 4, gfp);
	if (!counter->parts)
		return NO_MEMORY;
	list_init(&counter->list);
	return 0;
}

KIMAGE_DEFINE(void, percpu_counter_destroy, struct counter *counter)
{
	if (!counter->parts)
		return;
	list_take_poisoned(&counter->list);
	kimg_free_percpu(counter->parts);
	counter->parts = NULL;
}

KIMAGE_DEFINE(void, percpu_counter_set, struct counter *counter, int64_t count)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&counter->lock);

	*part_of(counter) = 0;
	counter->count = count;
	kimg__raw_spin_unlock_irqrestore(&counter->lock, flags);
}

/* What a CPU counts goes to the sum when it has become large. */
KIMAGE_DEFINE(void, percpu_counter_add_batch, struct counter *counter,
	      int64_t n, int batch)
{
	int *part = part_of(counter);
	int64_t count = *part + n;
	unsigned long flags;

	if (count < batch && count > -(int64_t)batch) {
		*part = (int)count;
		return;
	}
	flags = kimg__raw_spin_lock_irqsave(&counter->lock);
	counter->count += count;
	*part -= (int)(count - n);
	kimg__raw_spin_unlock_irqrestore(&counter->lock, flags);
}

KIMAGE_DEFINE(void, percpu_counter_sync, struct counter *counter)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&counter->lock);
	int *part = part_of(counter);

	counter->count += *part;
	*part = 0;
	kimg__raw_spin_unlock_irqrestore(&counter->lock, flags);
}

KIMAGE_DEFINE(int64_t, __percpu_counter_sum, struct counter *counter)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&counter->lock);
	int64_t sum = counter->count;

	sum += *part_of(counter);
	kimg__raw_spin_unlock_irqrestore(&counter->lock, flags);
	return sum;
}

/* The sum is only taken if what is known of it is too near. */
KIMAGE_DEFINE(int, __percpu_counter_compare, struct counter *counter,
	      int64_t other, int batch)
{
	int64_t count = counter->count;
	int64_t distance = count > other ? count - other : other - count;

	if (distance <= batch)
		count = kimg___percpu_counter_sum(counter);
	return (count > other) - (count < other);
}
