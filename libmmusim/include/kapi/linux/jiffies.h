/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ticks since boot, HZ in a second. The number begins shortly before it would
 * overflow 32 bits: compare with the macros.
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <asm/param.h>
#include <asm/processor.h>
#include <linux/limits.h>
#include <linux/time64.h>
#include <linux/typecheck.h>
#include <linux/types.h>

extern unsigned long volatile jiffies;

#define time_after(a, b)                                               \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && \
	 ((long)((b) - (a)) < 0))
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b)                                            \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && \
	 ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b)	  time_after_eq(b, a)
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define time_is_after_jiffies(a)  time_before(jiffies, a)

unsigned long __msecs_to_jiffies(const unsigned int m);
unsigned long __usecs_to_jiffies(const unsigned int u);
unsigned int jiffies_to_msecs(const unsigned long j);
unsigned int jiffies_to_usecs(const unsigned long j);

static inline unsigned long msecs_to_jiffies(const unsigned int m)
{
	return __msecs_to_jiffies(m);
}

static inline unsigned long usecs_to_jiffies(const unsigned int u)
{
	return __usecs_to_jiffies(u);
}

static inline u64 get_jiffies_64(void)
{
	return jiffies;
}

extern u64 jiffies_64;

/* From the first to the last, both included. */
#define time_in_range(a, b, c) (time_after_eq(a, b) && time_before_eq(a, c))

#define time_after64(a, b)     ((s64)((b) - (a)) < 0)
#define time_before64(a, b)    time_after64(b, a)

/* The other units; what is less than a unit is dropped. */
u64 nsecs_to_jiffies64(u64 n);
unsigned long nsecs_to_jiffies(u64 n);
u64 jiffies64_to_nsecs(u64 j);
u64 jiffies64_to_msecs(u64 j);
clock_t jiffies_to_clock_t(unsigned long j); /* of 100 in a second */
unsigned long timespec64_to_jiffies(const struct timespec64 *value);
void jiffies_to_timespec64(const unsigned long j, struct timespec64 *value);

static inline u64 jiffies_to_nsecs(const unsigned long j)
{
	return (u64)jiffies_to_usecs(j) * 1000;
}

#endif
