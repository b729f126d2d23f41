/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that a thread of the kernel runs later, where they may sleep.
 *
 * Cancel what is queued, and wait for what runs, before its memory goes.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/linkage.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>
#include <linux/types.h>

struct workqueue_struct;
struct work_struct;

typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	unsigned long data; /* bit 0: it is queued */
	struct list_head entry;
	work_func_t func;
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
	int cpu;
};

static_assert(sizeof(struct work_struct) == 32);
static_assert(sizeof(struct delayed_work) == 88);

#define WORK_STRUCT_NO_POOL 0xfffffffe0ul
#define WORK_CPU_UNBOUND    8192

#define WQ_UNBOUND	    0x02
#define WQ_FREEZABLE	    0x04
#define WQ_MEM_RECLAIM	    0x08
#define WQ_HIGHPRI	    0x10
#define WQ_CPU_INTENSIVE    0x20
#define __WQ_ORDERED	    0x20000

void delayed_work_timer_fn(struct timer_list *timer);

#define __WORK_INITIALIZER(name, function)                                   \
	{                                                                    \
		.data = WORK_STRUCT_NO_POOL,                                 \
		.entry = {&(name).entry, &(name).entry}, .func = (function), \
	}
#define DECLARE_WORK(name, function) \
	struct work_struct name = __WORK_INITIALIZER(name, function)
#define DECLARE_DELAYED_WORK(name, function)                       \
	struct delayed_work name = {                               \
		.work = __WORK_INITIALIZER((name).work, function), \
		.timer = __TIMER_INITIALIZER(delayed_work_timer_fn, 0)}

#define INIT_WORK(item, function)                                         \
	do {                                                              \
		struct work_struct *__item = (item);                      \
                                                                          \
		__item->data = WORK_STRUCT_NO_POOL;                       \
		__item->entry.next = __item->entry.prev = &__item->entry; \
		__item->func = (function);                                \
	} while (0)
#define INIT_DELAYED_WORK(item, function)                              \
	do {                                                           \
		INIT_WORK(&(item)->work, function);                    \
		timer_setup(&(item)->timer, delayed_work_timer_fn, 0); \
	} while (0)

#define work_pending(item)	   ((item)->data & 1)
#define delayed_work_pending(item) work_pending(&(item)->work)

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_highpri_wq;
extern struct workqueue_struct *system_long_wq;
extern struct workqueue_struct *system_unbound_wq;
extern struct workqueue_struct *system_freezable_wq;
extern struct workqueue_struct *system_power_efficient_wq;

__printf(1, 4) struct workqueue_struct *alloc_workqueue(const char *fmt,
							unsigned int flags,
							int max_active, ...);
void destroy_workqueue(struct workqueue_struct *wq);
void __flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);

#define alloc_ordered_workqueue(fmt, flags, ...)                     \
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, \
			##__VA_ARGS__)
#define create_workqueue(name) alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) \
	alloc_ordered_workqueue("%s", WQ_MEM_RECLAIM, name)
#define flush_workqueue(wq)    __flush_workqueue(wq)
#define flush_scheduled_work() __flush_workqueue(system_wq)

bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *work, unsigned long delay);
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *work, unsigned long delay);
bool flush_work(struct work_struct *work);
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *work);
bool cancel_delayed_work(struct delayed_work *work);
bool cancel_delayed_work_sync(struct delayed_work *work);

/* False: it is queued already. */
static inline bool queue_work(struct workqueue_struct *wq,
			      struct work_struct *work)
{
	return queue_work_on(WORK_CPU_UNBOUND, wq, work);
}

static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

/* @delay: in ticks */
static inline bool queue_delayed_work(struct workqueue_struct *wq,
				      struct delayed_work *work,
				      unsigned long delay)
{
	return queue_delayed_work_on(WORK_CPU_UNBOUND, wq, work, delay);
}

static inline bool schedule_delayed_work(struct delayed_work *work,
					 unsigned long delay)
{
	return queue_delayed_work(system_wq, work, delay);
}

static inline bool mod_delayed_work(struct workqueue_struct *wq,
				    struct delayed_work *work,
				    unsigned long delay)
{
	return mod_delayed_work_on(WORK_CPU_UNBOUND, wq, work, delay);
}

#endif
