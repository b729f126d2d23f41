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

static inline ktime_t timespec64_to_ktime(struct timespec64 ts)
{
	return ktime_set(ts.tv_sec, ts.tv_nsec);
}

#define ktime_to_timespec64(kt) ns_to_timespec64((kt))

/* Below, equal to or above 0, as @a is to @b. */
static inline int ktime_compare(const ktime_t a, const ktime_t b)
{
	return a < b ? -1 : a > b;
}

static inline bool ktime_after(const ktime_t a, const ktime_t b)
{
	return a > b;
}

static inline bool ktime_before(const ktime_t a, const ktime_t b)
{
	return a < b;
}

static inline s64 ktime_divns(const ktime_t kt, s64 div)
{
	return kt / div;
}

static inline s64 ktime_us_delta(const ktime_t later, const ktime_t earlier)
{
	return ktime_to_us(later - earlier);
}

static inline s64 ktime_ms_delta(const ktime_t later, const ktime_t earlier)
{
	return ktime_to_ms(later - earlier);
}

#define ktime_sub(a, b)	    ((a) - (b))
#define ktime_add(a, b)	    ((a) + (b))
#define ktime_add_ns(a, ns) ((a) + (ns))
#define ktime_sub_ns(a, ns) ((a) - (ns))
#define ktime_add_us(a, us) ((a) + (s64)(us)*NSEC_PER_USEC)
#define ktime_sub_us(a, us) ((a) - (s64)(us)*NSEC_PER_USEC)
#define ktime_add_ms(a, ms) ((a) + (s64)(ms)*NSEC_PER_MSEC)
#define ktime_sub_ms(a, ms) ((a) - (s64)(ms)*NSEC_PER_MSEC)

#include <linux/timekeeping.h>

#endif
