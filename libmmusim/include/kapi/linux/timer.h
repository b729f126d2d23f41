/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that are called when jiffies has reached a number: in a softirq,
 * where nobody may sleep.
 *
 * Remove what is armed before its memory goes, with del_timer_sync() in the
 * module's exit function: a timer that is due finds whatever is there by then.
 */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/build_bug.h>
#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct lock_class_key;

struct timer_list {
	struct hlist_node entry;
	unsigned long expires;
	void (*function)(struct timer_list *);
	u32 flags;
};

static_assert(sizeof(struct timer_list) == 40);

#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED	 0x00100000
#define TIMER_IRQSAFE	 0x00200000

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *),
		    unsigned int flags, const char *name,
		    struct lock_class_key *key);

#define __TIMER_INITIALIZER(_function, _flags)              \
	{                                                   \
		.function = (_function), .flags = (_flags), \
	}
#define DEFINE_TIMER(name, func) \
	struct timer_list name = __TIMER_INITIALIZER(func, 0)

#define timer_setup(timer, callback, flags) \
	init_timer_key((timer), (callback), (flags), NULL, NULL)

#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, __typeof__(*var), timer_fieldname)

static inline int timer_pending(const struct timer_list *timer)
{
	return timer->entry.pprev != NULL;
}

/* @expires: of jiffies. 1: it was armed already */
int mod_timer(struct timer_list *timer, unsigned long expires);
/* Not when it is armed: that is a warning. */
void add_timer(struct timer_list *timer);
int timer_delete(struct timer_list *timer);
int timer_delete_sync(struct timer_list *timer);
int try_to_del_timer_sync(struct timer_list *timer);
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

/* 1: it was armed. With _sync its function does not run any more, either. */
static inline int del_timer(struct timer_list *timer)
{
	return timer_delete(timer);
}

static inline int del_timer_sync(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}

/* A whole second near that tick, or after it; of a time from now on. */
unsigned long __round_jiffies(unsigned long j, int cpu);
unsigned long __round_jiffies_relative(unsigned long j, int cpu);
unsigned long __round_jiffies_up(unsigned long j, int cpu);
unsigned long __round_jiffies_up_relative(unsigned long j, int cpu);
unsigned long round_jiffies(unsigned long j);
unsigned long round_jiffies_relative(unsigned long j);
unsigned long round_jiffies_up(unsigned long j);
unsigned long round_jiffies_up_relative(unsigned long j);

#endif
