/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hrtimer.c - struct hrtimer: timers in nanoseconds, whose functions run in the
 * interrupt itself, or in a softirq.
 *
 *   struct hrtimer   00 node (rb_node, 18 expires)   20 _softexpires
 *                    28 function  30 base  38 state is_rel is_soft is_hard
 *
 * Simplified: all clocks are the virtual one, and a range is not used.
 *
 * Reference: Linux 6.1, kernel/time/hrtimer.c.
 */
#include <errno.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/sim.h"
#include "kernel/timer.h"
#include "kernel/warn.h"

enum {
	EXPIRES = 24,
	SOFT_EXPIRES = 32,
	FUNCTION = 40,
	BASE = 48,
	STATE = 56,
	IS_SOFT = 58,
	SIZE = 64,
};

/* CLOCK_REALTIME, _MONOTONIC, _BOOTTIME, _TAI */
#define VALID_CLOCKS (1u << 0 | 1u << 1 | 1u << 7 | 1u << 11)

enum { MODE_REL = 1, MODE_SOFT = 4, MODE_HARD = 8 };
enum { STATE_INACTIVE, STATE_ENQUEUED };
enum { NORESTART, RESTART };

/* One that is restarted for a time that is over comes again soon, not at once. */
#define RETRY_NS 10000

static int put(struct kern_call *call, uint64_t ptr, uint64_t value, size_t len)
{
	return kern_call_write(call, ptr, &value, len);
}

static int get64(struct kern_call *call, uint64_t ptr, uint64_t *value)
{
	return kern_call_read(call, value, ptr, sizeof(*value));
}

/* void hrtimer_init(timer, clock, mode) */
uint64_t kern_x_hrtimer_init(struct kern_call *call)
{
	static const char zero[SIZE];
	struct kern *k = call->kern;
	static const struct kern_warning invalid = {
		"kernel/time/hrtimer.c:1603", "__hrtimer_init", 0xcd};
	uint64_t timer = call->arg[0], mode = call->arg[2];
	uint64_t base =
		kern_host(k, kern_image_symbol(k, "hrtimer_bases", false));

	if (kern_call_write(call, timer, zero, sizeof(zero)) ||
	    put(call, timer, timer, 8) || put(call, timer + BASE, base, 8) ||
	    put(call, timer + IS_SOFT, !!(mode & MODE_SOFT), 1) ||
	    put(call, timer + IS_SOFT + 1, !!(mode & MODE_HARD), 1))
		return 0;
	kern_timer_cancel(k, timer);
	if ((uint32_t)call->arg[1] > 15 || !(VALID_CLOCKS & 1u << call->arg[1]))
		kern_warning(k, &invalid,
			     "Invalid clockid %d. Using MONOTONIC\n",
			     (int)call->arg[1]);
	return 0;
}

static void arm(struct kern_call *call, uint64_t timer, uint64_t at)
{
	uint8_t is_soft;

	if (kern_call_read(call, &is_soft, timer + IS_SOFT, 1) ||
	    put(call, timer + EXPIRES, at, 8) ||
	    put(call, timer + SOFT_EXPIRES, at, 8) ||
	    put(call, timer + STATE, STATE_ENQUEUED, 1))
		return;
	if (kern_timer_arm(call->kern,
			   is_soft ? KERN_TIMER_SOFT : KERN_TIMER_HARD, timer,
			   at))
		kern_printk(call->kern, KERN_ERR "hrtimer: out of memory\n");
}

/* void hrtimer_start_range_ns(timer, time, range, mode) */
uint64_t kern_x_hrtimer_start_range_ns(struct kern_call *call)
{
	static const struct kern_warning no_function = {
		"kernel/time/hrtimer.c:1335", "hrtimer_start_range_ns", 0x3ae};
	int64_t time = (int64_t)call->arg[1];
	uint64_t at = time < 0 ? 0 : (uint64_t)time, function;

	if (kern_call_read(call, &function, call->arg[0] + FUNCTION, 8))
		return 0;
	if (!function) {
		kern_warning_once(call->kern, &no_function, NULL);
		return 0;
	}
	if (call->arg[3] & MODE_REL)
		at += call->kern->clock_ns;
	if (at > UINT64_MAX / 2)
		at = UINT64_MAX / 2;
	arm(call, call->arg[0], at);
	return 0;
}

/* bool hrtimer_active(const struct hrtimer *timer) */
uint64_t kern_x_hrtimer_active(struct kern_call *call)
{
	return kern_timer_find(call->kern, call->arg[0]) ||
	       call->kern->timers->running == call->arg[0];
}

static uint64_t cancel(struct kern_call *call)
{
	if (!kern_timer_find(call->kern, call->arg[0]))
		return 0;
	if (put(call, call->arg[0] + STATE, STATE_INACTIVE, 1))
		return 0;
	return kern_timer_cancel(call->kern, call->arg[0]);
}

/* int hrtimer_try_to_cancel(struct hrtimer *timer) */
uint64_t kern_x_hrtimer_try_to_cancel(struct kern_call *call)
{
	return call->kern->timers->running == call->arg[0] ? (uint64_t)-1 :
							     cancel(call);
}

/* int hrtimer_cancel(struct hrtimer *timer): waits for its function. */
uint64_t kern_x_hrtimer_cancel(struct kern_call *call)
{
	if (call->kern->timers->running != call->arg[0])
		return cancel(call);
	kern_lockup(call);
	return 0;
}

/* u64 hrtimer_forward(timer, now, interval): how often it was missed */
uint64_t kern_x_hrtimer_forward(struct kern_call *call)
{
	static const struct kern_warning armed = {"kernel/time/hrtimer.c:1061",
						  "hrtimer_forward", 0x77};
	uint64_t timer = call->arg[0], expires, missed = 1;
	int64_t interval = (int64_t)call->arg[2], late;

	if (get64(call, timer + EXPIRES, &expires))
		return 0;
	late = (int64_t)(call->arg[1] - expires);
	if (late < 0)
		return 0;
	if (kern_timer_find(call->kern, timer)) {
		kern_warning(call->kern, &armed, NULL);
		return 0;
	}
	if (interval < 1)
		interval = 1;
	if (late >= interval)
		missed += (uint64_t)(late / interval);
	expires += missed * (uint64_t)interval;
	if (put(call, timer + EXPIRES, expires, 8) ||
	    put(call, timer + SOFT_EXPIRES, expires, 8))
		return 0;
	return missed;
}

/* ktime_t __hrtimer_get_remaining(timer, adjust) */
uint64_t kern_x___hrtimer_get_remaining(struct kern_call *call)
{
	uint64_t expires;

	if (get64(call, call->arg[0] + EXPIRES, &expires))
		return 0;
	return expires - call->kern->clock_ns;
}

/* --- the interrupt ------------------------------------------------------------------- */

/* The interrupt has come: which softirqs follow? */
static void raise_softirqs(struct kern *k)
{
	kern_publish_jiffies(k);
	if (kern_timer_due(k, KERN_TIMER_LIST))
		kern_raise_softirq(k, KERN_SOFTIRQ_TIMER);
	if (kern_timer_due(k, KERN_TIMER_SOFT))
		kern_raise_softirq(k, KERN_SOFTIRQ_HRTIMER);
}

/* What the tick itself has to do. */
static uint64_t next_due(struct kern_call *call)
{
	struct kern *k = call->kern;
	bool watchdog = k->irq->due & KERN_DUE_WATCHDOG;
	uint64_t la = kern_image_symbol(
		k, watchdog ? "watchdog_timer_fn.cold" : "tick_sched_timer",
		false);
	uint64_t found[2] = {0, kern_host(k, la)};

	k->irq->due &=
		~(unsigned int)(watchdog ? KERN_DUE_WATCHDOG : KERN_DUE_STALL);
	return !kern_call_write(call, call->arg[0], found, sizeof(found));
}

/* The next one that is due, as kern_e_next_timer(); ESI: in the softirq */
uint64_t kern_e_next_hrtimer(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_timer *timer;
	uint64_t found[2];

	if (k->irq->due && !call->arg[1])
		return next_due(call);
	timer = kern_timer_due(k, call->arg[1] ? KERN_TIMER_SOFT :
						 KERN_TIMER_HARD);
	if (!timer) {
		if (!call->arg[1])
			raise_softirqs(k);
		return 0;
	}
	found[0] = timer->ptr;
	if (get64(call, timer->ptr + FUNCTION, &found[1]) ||
	    put(call, timer->ptr + STATE, STATE_INACTIVE, 1) ||
	    kern_call_write(call, call->arg[0], found, sizeof(found)))
		return 0;
	k->timers->running = timer->ptr;
	kern_timer_cancel(k, timer->ptr);
	return 1;
}

/* (timer, what its function returned) */
uint64_t kern_e_hrtimer_ran(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t expires;

	k->timers->running = 0;
	if ((uint32_t)call->arg[1] != RESTART ||
	    kern_timer_find(k, call->arg[0]) ||
	    get64(call, call->arg[0] + EXPIRES, &expires))
		return 0;
	if (expires <= k->clock_ns)
		expires = k->clock_ns + RETRY_NS;
	arm(call, call->arg[0], expires);
	return 0;
}
