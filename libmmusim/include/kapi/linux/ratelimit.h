/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages that may come often: at most @burst of them in an interval.
 */
#ifndef _LINUX_RATELIMIT_H
#define _LINUX_RATELIMIT_H

#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/types.h>

#define DEFAULT_RATELIMIT_INTERVAL (5 * HZ)
#define DEFAULT_RATELIMIT_BURST	   10

struct ratelimit_state {
	unsigned int lock;
	int interval, burst; /* 0 ticks: no limit */
	int printed, missed;
	unsigned long begin;
	unsigned long flags;
};

static_assert(sizeof(struct ratelimit_state) == 40);

#define DEFINE_RATELIMIT_STATE(name, ticks, most) \
	struct ratelimit_state name = {.interval = (ticks), .burst = (most)}

static inline void ratelimit_state_init(struct ratelimit_state *rs,
					int interval, int burst)
{
	*rs = (struct ratelimit_state){.interval = interval, .burst = burst};
}

/* 1: say it */
int ___ratelimit(struct ratelimit_state *rs, const char *func);
#define __ratelimit(state) ___ratelimit(state, __func__)

/* Say how many were not said when the state goes, not in between. */
#define RATELIMIT_MSG_ON_RELEASE (1ul << 0)

static inline void ratelimit_set_flags(struct ratelimit_state *rs,
				       unsigned long flags)
{
	rs->flags = flags;
}

static inline void ratelimit_default_init(struct ratelimit_state *rs)
{
	ratelimit_state_init(rs, DEFAULT_RATELIMIT_INTERVAL,
			     DEFAULT_RATELIMIT_BURST);
}

#define WARN_ON_RATELIMIT(condition, state)           \
	({                                            \
		bool __cond = (condition);            \
		WARN_ON(__cond &&__ratelimit(state)); \
		__cond;                               \
	})
#define WARN_RATELIMIT(condition, format, ...)                                 \
	({                                                                     \
		static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL, \
					      DEFAULT_RATELIMIT_BURST);        \
		int __warns = !!(condition);                                   \
		if (unlikely(__warns) && __ratelimit(&_rs))                    \
			WARN(__warns, format, ##__VA_ARGS__);                  \
		__warns;                                                       \
	})

#endif
