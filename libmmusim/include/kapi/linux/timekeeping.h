/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clocks. */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

/* Now, as seconds and nanoseconds; the "coarse" ones are those of the last tick. */
void ktime_get_ts64(struct timespec64 *ts);
void ktime_get_real_ts64(struct timespec64 *ts);
void ktime_get_raw_ts64(struct timespec64 *ts);
void ktime_get_coarse_ts64(struct timespec64 *ts);
void ktime_get_coarse_real_ts64(struct timespec64 *ts);
/* When the machine was booted. */
void getboottime64(struct timespec64 *ts);

ktime_t ktime_get_raw(void);
ktime_t ktime_get_coarse_with_offset(int offset);
u32 ktime_get_resolution_ns(void);

/* Those that may be called anywhere. */
u64 ktime_get_mono_fast_ns(void);
u64 ktime_get_raw_fast_ns(void);
u64 ktime_get_boot_fast_ns(void);
u64 ktime_get_real_fast_ns(void);

static inline ktime_t ktime_get_coarse_real(void)
{
	return ktime_get_coarse_with_offset(0);
}

static inline ktime_t ktime_get_coarse_boottime(void)
{
	return ktime_get_coarse_with_offset(1);
}

static inline u64 ktime_get_real_ns(void)
{
	return ktime_get_real();
}

static inline u64 ktime_get_boottime_ns(void)
{
	return ktime_get_boottime();
}

static inline u64 ktime_get_raw_ns(void)
{
	return ktime_get_raw();
}

static inline void ktime_get_boottime_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_boottime());
}

static inline time64_t ktime_get_boottime_seconds(void)
{
	return ktime_get_coarse_boottime() / NSEC_PER_SEC;
}

#endif
