/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dates.
 */
#ifndef _LINUX_TIME_H
#define _LINUX_TIME_H

#include <linux/cache.h>
#include <linux/math64.h>
#include <linux/time64.h>
#include <linux/types.h>

struct tm {
	int tm_sec;
	int tm_min;
	int tm_hour;
	int tm_mday;
	int tm_mon;   /* from 0 */
	long tm_year; /* from 1900 */
	int tm_wday;
	int tm_yday;
};

/* Seconds since 1970, and @offset more, as a date. */
void time64_to_tm(time64_t totalsecs, int offset, struct tm *result);

/* A date as seconds since 1970; @mon is 1 to 12. */
time64_t mktime64(const unsigned int year, const unsigned int mon,
		  const unsigned int day, const unsigned int hour,
		  const unsigned int min, const unsigned int sec);

#endif
