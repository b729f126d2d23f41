/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times as seconds and nanoseconds.
 */
#ifndef _LINUX_TIME64_H
#define _LINUX_TIME64_H

#include <linux/compiler.h>
#include <linux/types.h>

#define MSEC_PER_SEC  1000L
#define USEC_PER_MSEC 1000L
#define NSEC_PER_USEC 1000L
#define NSEC_PER_MSEC 1000000L
#define USEC_PER_SEC  1000000L
#define NSEC_PER_SEC  1000000000L

#define TIME64_MAX    ((s64) ~((u64)1 << 63))
#define KTIME_MAX     ((s64) ~((u64)1 << 63))
#define KTIME_SEC_MAX (KTIME_MAX / NSEC_PER_SEC)

struct timespec64 {
	time64_t tv_sec;
	long tv_nsec; /* 0 to 999999999 */
};

struct itimerspec64 {
	struct timespec64 it_interval;
	struct timespec64 it_value;
};

static inline bool timespec64_equal(const struct timespec64 *a,
				    const struct timespec64 *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Below, equal to or above 0, as *@a is to *@b. */
static inline int timespec64_compare(const struct timespec64 *a,
				     const struct timespec64 *b)
{
	if (a->tv_sec != b->tv_sec)
		return a->tv_sec < b->tv_sec ? -1 : 1;
	return a->tv_nsec - b->tv_nsec;
}

static inline struct timespec64 timespec64_sub(struct timespec64 a,
					       struct timespec64 b)
{
	struct timespec64 ts = {a.tv_sec - b.tv_sec, a.tv_nsec - b.tv_nsec};

	if (ts.tv_nsec < 0) {
		ts.tv_sec--;
		ts.tv_nsec += NSEC_PER_SEC;
	}
	return ts;
}

static inline struct timespec64 timespec64_add(struct timespec64 a,
					       struct timespec64 b)
{
	struct timespec64 ts = {a.tv_sec + b.tv_sec, a.tv_nsec + b.tv_nsec};

	if (ts.tv_nsec >= NSEC_PER_SEC) {
		ts.tv_sec++;
		ts.tv_nsec -= NSEC_PER_SEC;
	}
	return ts;
}

static inline s64 timespec64_to_ns(const struct timespec64 *ts)
{
	return ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
}

struct timespec64 ns_to_timespec64(s64 nsec);
/* From any seconds and nanoseconds. */
void set_normalized_timespec64(struct timespec64 *ts, time64_t sec, s64 nsec);

static inline bool timespec64_valid(const struct timespec64 *ts)
{
	return ts->tv_sec >= 0 && ts->tv_nsec >= 0 &&
	       ts->tv_nsec < NSEC_PER_SEC;
}

static __always_inline void timespec64_add_ns(struct timespec64 *a, u64 ns)
{
	ns += a->tv_nsec;
	a->tv_sec += ns / NSEC_PER_SEC;
	a->tv_nsec = ns % NSEC_PER_SEC;
}

#endif
