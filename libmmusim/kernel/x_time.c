/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_time.c - exported functions that tell the time or spend it, and limits on
 * messages.
 *
 * All clocks are the virtual one. Its zero is the boot; the date is fixed.
 *
 * Reference: Linux 6.1, kernel/time/time.c, lib/ratelimit.c.
 */
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/timer.h"

/* 2023-06-10 12:00:00 UTC: the day that Debian 12 came out. */
#define BOOT_DATE_SECONDS 1686398400ull
#define SECOND		  1000000000ull
#define CLOCK_NS	  1000 /* what looking at it costs */
#define MSEC_PER_JIFFY	  (1000 / KERN_HZ)
#define USEC_PER_JIFFY	  (1000000 / KERN_HZ)
#define MAX_JIFFY_OFFSET  ((~0ul >> 1) - 1)

/* ktime_t ktime_get(void) */
uint64_t kern_x_ktime_get(struct kern_call *call)
{
	kern_tick(call->kern, CLOCK_NS);
	return call->kern->clock_ns;
}

/* u64 ktime_get_*_fast_ns(void), ktime_get_raw(void) are the same; with the date: */
uint64_t kern_x_ktime_get_real_fast_ns(struct kern_call *call)
{
	return call->kern->clock_ns + BOOT_DATE_SECONDS * SECOND;
}

/* A struct timespec64 for who asks. */
static uint64_t give_time(struct kern_call *call, uint64_t ns)
{
	uint64_t time[2] = {ns / SECOND, ns % SECOND};

	kern_call_write(call, call->arg[0], time, sizeof(time));
	return 0;
}

/* void ktime_get_real_ts64(struct timespec64 *) */
uint64_t kern_x_ktime_get_real_ts64(struct kern_call *call)
{
	kern_tick(call->kern, CLOCK_NS);
	return give_time(call,
			 call->kern->clock_ns + BOOT_DATE_SECONDS * SECOND);
}

/* void ktime_get_ts64(struct timespec64 *) */
uint64_t kern_x_ktime_get_ts64(struct kern_call *call)
{
	kern_tick(call->kern, CLOCK_NS);
	return give_time(call, call->kern->clock_ns);
}

/* What the last tick left. */
static uint64_t coarse(const struct kern *k)
{
	return k->clock_ns / KERN_JIFFY_NS * KERN_JIFFY_NS;
}

uint64_t kern_x_ktime_get_coarse_ts64(struct kern_call *call)
{
	return give_time(call, coarse(call->kern));
}

uint64_t kern_x_ktime_get_coarse_real_ts64(struct kern_call *call)
{
	return give_time(call, coarse(call->kern) + BOOT_DATE_SECONDS * SECOND);
}

/* void getboottime64(struct timespec64 *): when the machine was started */
uint64_t kern_x_getboottime64(struct kern_call *call)
{
	return give_time(call, BOOT_DATE_SECONDS * SECOND);
}

/* ktime_t ktime_get_coarse_with_offset(enum tk_offsets) */
uint64_t kern_x_ktime_get_coarse_with_offset(struct kern_call *call)
{
	uint64_t now = coarse(call->kern);

	return call->arg[0] ? now : now + BOOT_DATE_SECONDS * SECOND;
}

/* u32 ktime_get_resolution_ns(void) */
uint64_t kern_x_ktime_get_resolution_ns(struct kern_call *call)
{
	(void)call;
	return 1;
}

/* ktime_t ktime_get_with_offset(enum tk_offsets): 0 is the date */
uint64_t kern_x_ktime_get_with_offset(struct kern_call *call)
{
	uint64_t now = call->kern->clock_ns;

	return call->arg[0] ? now : now + BOOT_DATE_SECONDS * SECOND;
}

/* time64_t ktime_get_real_seconds(void) */
uint64_t kern_x_ktime_get_real_seconds(struct kern_call *call)
{
	return BOOT_DATE_SECONDS + call->kern->clock_ns / SECOND;
}

/* time64_t ktime_get_seconds(void) */
uint64_t kern_x_ktime_get_seconds(struct kern_call *call)
{
	return call->kern->clock_ns / SECOND;
}

/* unsigned long __msecs_to_jiffies(unsigned int) */
uint64_t kern_x___msecs_to_jiffies(struct kern_call *call)
{
	int32_t ms = (int32_t)call->arg[0];

	if (ms < 0)
		return MAX_JIFFY_OFFSET;
	return ((uint64_t)ms + MSEC_PER_JIFFY - 1) / MSEC_PER_JIFFY;
}

/* unsigned long __usecs_to_jiffies(unsigned int) */
uint64_t kern_x___usecs_to_jiffies(struct kern_call *call)
{
	uint64_t us = (uint32_t)call->arg[0];

	return (us + USEC_PER_JIFFY - 1) / USEC_PER_JIFFY;
}

/* unsigned int jiffies_to_msecs(unsigned long) */
uint64_t kern_x_jiffies_to_msecs(struct kern_call *call)
{
	return (uint32_t)(call->arg[0] * MSEC_PER_JIFFY);
}

uint64_t kern_x_jiffies_to_usecs(struct kern_call *call)
{
	return (uint32_t)(call->arg[0] * USEC_PER_JIFFY);
}

/* --- busy waiting -------------------------------------------------------------------- */

/* delay_tsc(xloops): in 2^-32 seconds */
uint64_t kern_e_delay(struct kern_call *call)
{
	kern_tick(call->kern,
		  (uint64_t)((unsigned __int128)call->arg[0] * SECOND >> 32));
	return 0;
}

/* --- limits --------------------------------------------------------------------------- */

/* The members of struct ratelimit_state behind its lock. */
struct ratelimit {
	int32_t interval, burst, printed, missed;
	uint32_t hole;
	uint64_t begin, flags;
} __attribute__((packed));

enum { AFTER_LOCK = 4, MSG_ON_RELEASE = 1 };

_Static_assert(sizeof(struct ratelimit) == 40 - AFTER_LOCK, "as in Linux");

static bool allow(struct kern *k, struct ratelimit *r, const char *func)
{
	uint64_t now = kern_jiffies(k);

	if (!r->interval)
		return true;
	if (!r->begin)
		r->begin = now;
	if ((int64_t)(now - r->begin - (uint64_t)r->interval) > 0) {
		if (r->missed && !(r->flags & MSG_ON_RELEASE)) {
			kern_printk(k,
				    KERN_WARNING
				    "%s: %d callbacks suppressed\n",
				    func, r->missed);
			r->missed = 0;
		}
		r->begin = now;
		r->printed = 0;
	}
	if (r->burst > r->printed) {
		r->printed++;
		return true;
	}
	r->missed++;
	return false;
}

/* int ___ratelimit(struct ratelimit_state *rs, const char *func) */
uint64_t kern_x____ratelimit(struct kern_call *call)
{
	uint64_t at = call->arg[0] + AFTER_LOCK;
	struct ratelimit r;
	char func[64];
	bool yes;

	if (kern_call_read(call, &r, at, sizeof(r)) ||
	    kern_call_string(call, func, call->arg[1], sizeof(func)))
		return 0;
	yes = allow(call->kern, &r, func);
	kern_call_write(call, at, &r, sizeof(r));
	return yes;
}

bool kern_ratelimit(struct kern *k, struct kern_limit *limit, const char *func)
{
	struct ratelimit r = {.interval = 5 * KERN_HZ,
			      .burst = 10,
			      .printed = limit->printed,
			      .missed = limit->missed,
			      .begin = limit->begin};
	bool yes = allow(k, &r, func);

	*limit = (struct kern_limit){r.begin, r.printed, r.missed};
	return yes;
}

/* int __printk_ratelimit(const char *func): one limit for all */
uint64_t kern_x___printk_ratelimit(struct kern_call *call)
{
	char func[64];

	if (kern_call_string(call, func, call->arg[0], sizeof(func)))
		return 0;
	return kern_ratelimit(call->kern, &call->kern->timers->printk_limit,
			      func);
}

/* bool printk_timed_ratelimit(unsigned long *last, unsigned int msecs) */
uint64_t kern_x_printk_timed_ratelimit(struct kern_call *call)
{
	uint64_t now = kern_jiffies(call->kern), last;
	uint64_t ticks = (call->arg[1] & 0xffffffff) * KERN_HZ / 1000;

	if (kern_call_read(call, &last, call->arg[0], sizeof(last)))
		return 0;
	if (last && now - last < ticks)
		return 0;
	kern_call_write(call, call->arg[0], &now, sizeof(now));
	return 1;
}
