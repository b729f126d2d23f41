/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times in nanoseconds. All clocks are the virtual one of the machine.
 */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H

#include <linux/time.h>
#include <linux/types.h>

#define CLOCK_REALTIME	0
#define CLOCK_MONOTONIC 1
#define CLOCK_BOOTTIME	7

typedef s64 ktime_t;

ktime_t ktime_get(void);
ktime_t ktime_get_with_offset(int offset);
time64_t ktime_get_real_seconds(void);
time64_t ktime_get_seconds(void);

/* The date, and time since boot. */
static inline ktime_t ktime_get_real(void)
{
	return ktime_get_with_offset(0);
}

static inline ktime_t ktime_get_boottime(void)
{
	return ktime_get_with_offset(1);
}

static inline u64 ktime_get_ns(void)
{
	return ktime_get();
}

static inline ktime_t ktime_set(const s64 secs, const unsigned long nsecs)
{
	return secs * NSEC_PER_SEC + (s64)nsecs;
}

static inline ktime_t ns_to_ktime(u64 ns)
{
	return ns;
}

static inline ktime_t ms_to_ktime(u64 ms)
{
	return ms * NSEC_PER_MSEC;
}

static inline s64 ktime_to_ns(const ktime_t kt)
{
	return kt;
}

static inline s64 ktime_to_us(const ktime_t kt)
{
	return kt / NSEC_PER_USEC;
}

static inline s64 ktime_to_ms(const ktime_t kt)
{
	return kt / NSEC_PER_MSEC;
}

static inline s64 ktime_ms_delta(const ktime_t later, const ktime_t earlier)
{
	return ktime_to_ms(later - earlier);
}

#define ktime_sub(a, b)	    ((a) - (b))
#define ktime_add(a, b)	    ((a) + (b))
#define ktime_add_ns(a, ns) ((a) + (ns))

#endif
