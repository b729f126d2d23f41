/* SPDX-License-Identifier: GPL-2.0-or-later */
/* timer.h - jiffies and timers of modules: timer.c, hrtimer.c; private to kernel/. */
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include <sys/queue.h>

#include "kernel/kern.h"

#define KERN_HZ		     250
#define KERN_JIFFY_NS	     (1000000000ull / KERN_HZ)
#define KERN_INITIAL_JIFFIES 0xfffedb08ull /* five minutes before 32 bits end */

enum kern_timer_kind {
	KERN_TIMER_LIST, /* struct timer_list: TIMER_SOFTIRQ */
	KERN_TIMER_HARD, /* struct hrtimer: the interrupt itself */
	KERN_TIMER_SOFT, /* struct hrtimer: HRTIMER_SOFTIRQ */
};

/**
 * struct kern_timer - one that is armed
 * @ptr: host pointer to the module's structure
 * @at:  when it is due, on the virtual clock
 */
struct kern_timer {
	TAILQ_ENTRY(kern_timer) all;
	enum kern_timer_kind kind;
	uint64_t ptr, at;
};

/* How much of something was said: since when, how often, how often not. */
struct kern_limit {
	uint64_t begin;
	int printed, missed;
};

/**
 * struct kern_timers - by time; those of one time in the order in which they
 * were armed
 * @jiffies: what simulated code reads
 * @next_jiffy: when that changes
 * @running: host pointer to the one whose function runs; 0
 * @printk_limit: of printk_ratelimit(); @seq_limit: of seq_read_iter();
 * @vector_limit: of common_interrupt()
 */
struct kern_timers {
	TAILQ_HEAD(, kern_timer) armed;
	uint64_t jiffies, next_jiffy;
	uint64_t running;
	struct kern_limit printk_limit, seq_limit, vector_limit;
};

int kern_timers_init(struct kern *k);

/* __ratelimit() with the default limit: may func say it? */
bool kern_ratelimit(struct kern *k, struct kern_limit *limit, const char *func);

/* Let simulated code see the time. */
void kern_publish_jiffies(struct kern *k);
static inline uint64_t kern_jiffies(const struct kern *k)
{
	return KERN_INITIAL_JIFFIES + k->clock_ns / KERN_JIFFY_NS;
}
/* When the next tick is. */
static inline uint64_t kern_next_tick(const struct kern *k)
{
	return (k->clock_ns / KERN_JIFFY_NS + 1) * KERN_JIFFY_NS;
}
/* The clock when jiffies has that value; the next tick, if that is over. */
uint64_t kern_jiffies_at(const struct kern *k, uint64_t jiffies);

/* When the first of them is due, but for those that wait for softirqs which are
 * raised (a bit each) anyway; KERN_NEVER */
uint64_t kern_timers_next(const struct kern *k, unsigned int raised);

struct kern_timer *kern_timer_find(struct kern *k, uint64_t ptr);
/* Arm it, or again. -ENOMEM */
int kern_timer_arm(struct kern *k, enum kern_timer_kind kind, uint64_t ptr,
		   uint64_t at);
/* True: it was armed. */
bool kern_timer_cancel(struct kern *k, uint64_t ptr);
/* The first of that kind that is due; NULL. */
struct kern_timer *kern_timer_due(struct kern *k, enum kern_timer_kind kind);

#endif
