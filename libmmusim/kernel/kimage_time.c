/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_time.c - dates and spans of time, as code of the kernel image.
 *
 *   struct timespec64   00 seconds  08 nanoseconds
 *
 * Reference: Linux 6.1, kernel/time/time.c, kernel/time/timeconv.c,
 * kernel/time/timer.c, round_jiffies_common().
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_data.h"

#define SECOND	   1000000000l
#define HZ	   250
#define JIFFY_NS   (SECOND / HZ)
#define DAY	   86400l
#define FROM_MARCH 719468l /* days from 0000-03-01 to 1970-01-01 */

struct timespec {
	long seconds, ns;
};

struct tm {
	int sec, min, hour, mday, mon;
	long year;
	int wday, yday;
};

KIMAGE_DEFINE(struct timespec, ns_to_timespec64, long ns)
{
	struct timespec t = {.seconds = ns / SECOND, .ns = ns % SECOND};

	if (t.ns < 0) {
		t.seconds--;
		t.ns += SECOND;
	}
	return t;
}

KIMAGE_DEFINE(void, set_normalized_timespec64, struct timespec *t, long seconds,
	      long ns)
{
	for (; ns >= SECOND; ns -= SECOND)
		seconds++;
	for (; ns < 0; ns += SECOND)
		seconds--;
	t->seconds = seconds;
	t->ns = ns;
}

/* A year begins in March here, so that its last day is the odd one. */
KIMAGE_DEFINE(long, mktime64, unsigned int year, unsigned int mon,
	      unsigned int day, unsigned int hour, unsigned int min,
	      unsigned int sec)
{
	long y = mon > 2 ? (long)year : (long)year - 1;
	long month = mon > 2 ? (long)mon - 3 : (long)mon + 9;
	long days = y * 365 + y / 4 - y / 100 + y / 400 +
		    (month * 153 + 2) / 5 + (long)day - 1 - FROM_MARCH;

	return days * DAY + (long)hour * 3600 + (long)min * 60 + (long)sec;
}

/* The year and month of a day that is counted from 0000-03-01. */
KIMAGE_INLINE void date_of(long day, struct tm *to)
{
	long era = (day >= 0 ? day : day - 146096) / 146097;
	long doe = day - era * 146097;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	long month = (5 * doy + 2) / 153;
	long year = yoe + era * 400 + (month >= 10);
	int leap = (!(year % 4) && year % 100) || !(year % 400);

	to->mday = (int)(doy - (153 * month + 2) / 5 + 1);
	to->mon = (int)(month < 10 ? month + 2 : month - 10);
	to->year = year - 1900;
	to->yday = (int)(month < 10 ? doy + 59 + leap : doy - 306);
}

KIMAGE_DEFINE(void, time64_to_tm, long total, int offset, struct tm *to)
{
	long day = total / DAY, rest = total % DAY + offset;

	for (; rest < 0; rest += DAY)
		day--;
	for (; rest >= DAY; rest -= DAY)
		day++;
	to->hour = (int)(rest / 3600);
	to->min = (int)(rest % 3600 / 60);
	to->sec = (int)(rest % 60);
	to->wday = (int)(((4 + day) % 7 + 7) % 7); /* it was a Thursday */
	date_of(day + FROM_MARCH, to);
}

KIMAGE_DEFINE(unsigned long, timespec64_to_jiffies, const struct timespec *t)
{
	return (unsigned long)(t->seconds * 250 +
			       (t->ns + JIFFY_NS - 1) / JIFFY_NS);
}

KIMAGE_DEFINE(void, jiffies_to_timespec64, unsigned long jiffies,
	      struct timespec *t)
{
	t->seconds = (long)(jiffies / 250);
	t->ns = (long)(jiffies % 250) * JIFFY_NS;
}

KIMAGE_DEFINE(unsigned long, nsecs_to_jiffies64, unsigned long ns)
{
	return ns / JIFFY_NS;
}

KIMAGE_DEFINE(unsigned long, nsecs_to_jiffies, unsigned long ns)
{
	return ns / JIFFY_NS;
}

KIMAGE_DEFINE(unsigned long, jiffies64_to_nsecs, unsigned long jiffies)
{
	return jiffies * JIFFY_NS;
}

KIMAGE_DEFINE(unsigned long, jiffies64_to_msecs, unsigned long jiffies)
{
	return jiffies * 4;
}

/* In hundredths of a second, as USER_HZ is. */
KIMAGE_DEFINE(long, jiffies_to_clock_t, unsigned long jiffies)
{
	return (long)(jiffies * 2 / 5);
}

/* --- rounding to whole seconds ------------------------------------------------------ */

__attribute__((visibility("hidden"))) extern unsigned long kimg_jiffies;

KIMAGE_INLINE unsigned long now(void)
{
	return *(volatile unsigned long *)image_variable(&kimg_jiffies);
}

/* What would be over by then stays as it is. CPUs are three ticks apart. */
KIMAGE_INLINE unsigned long rounded(unsigned long j, int cpu, bool up)
{
	unsigned long skewed = j + (unsigned long)cpu * 3;
	unsigned long rest = skewed % HZ;
	unsigned long whole = skewed - rest - (unsigned long)cpu * 3;

	if (up || rest >= HZ / 4)
		whole += HZ;
	return (long)(now() - whole) < 0 ? whole : j;
}

#define ROUNDING(name, up)                                                 \
	KIMAGE_DEFINE(unsigned long, __##name, unsigned long j, int cpu)   \
	{                                                                  \
		return rounded(j, cpu, up);                                \
	}                                                                  \
	KIMAGE_DEFINE(unsigned long, name, unsigned long j)                \
	{                                                                  \
		return rounded(j, 0, up);                                  \
	}                                                                  \
	KIMAGE_DEFINE(unsigned long, __##name##_relative, unsigned long j, \
		      int cpu)                                             \
	{                                                                  \
		return rounded(j + now(), cpu, up) - now();                \
	}                                                                  \
	KIMAGE_DEFINE(unsigned long, name##_relative, unsigned long j)     \
	{                                                                  \
		return rounded(j + now(), 0, up) - now();                  \
	}

ROUNDING(round_jiffies, false)
ROUNDING(round_jiffies_up, true)
