/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sleeping, and waiting without sleep, for a time of the virtual clock.
 */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/types.h>

void msleep(unsigned int msecs);
unsigned long msleep_interruptible(unsigned int msecs);
void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state);
void __udelay(unsigned long usecs);
void __ndelay(unsigned long nsecs);

#define udelay(usecs) __udelay(usecs)
#define ndelay(nsecs) __ndelay(nsecs)

static inline void mdelay(unsigned long msecs)
{
	while (msecs--)
		udelay(1000);
}

static inline void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, 2);
}

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

static inline void fsleep(unsigned long usecs)
{
	usleep_range(usecs, 2 * usecs);
}

#endif
