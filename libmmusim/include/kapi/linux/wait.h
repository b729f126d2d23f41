/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues of tasks that wait for a condition:
 *
 * 	wait_event(queue, ready);		one task sleeps
 * 	ready = true; wake_up(&queue);		another one wakes it
 */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/build_bug.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/types.h>

struct lock_class_key;
struct wait_queue_entry;

typedef int (*wait_queue_func_t)(struct wait_queue_entry *entry,
				 unsigned int mode, int flags, void *key);

struct wait_queue_entry {
	unsigned int flags;
	void *private;
	wait_queue_func_t func;
	struct list_head entry;
};

typedef struct wait_queue_entry wait_queue_entry_t;

struct wait_queue_head {
	unsigned int lock;
	struct list_head head;
};

typedef struct wait_queue_head wait_queue_head_t;

static_assert(sizeof(wait_queue_entry_t) == 40);
static_assert(sizeof(wait_queue_head_t) == 24);

#define WQ_FLAG_EXCLUSIVE 1

#define __WAIT_QUEUE_HEAD_INITIALIZER(name)            \
	{                                              \
		.head = { &(name).head, &(name).head } \
	}
#define DECLARE_WAIT_QUEUE_HEAD(name) \
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)

void __init_waitqueue_head(struct wait_queue_head *queue, const char *name,
			   struct lock_class_key *key);
#define init_waitqueue_head(queue) __init_waitqueue_head((queue), #queue, NULL)

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode,
			  int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode,
			     int flags, void *key);

#define DEFINE_WAIT(name)                                                 \
	struct wait_queue_entry name = {.private = current,               \
					.func = autoremove_wake_function, \
					.entry = {&(name).entry,          \
						  &(name).entry}}
#define DECLARE_WAITQUEUE(name, task)                      \
	struct wait_queue_entry name = {.private = (task), \
					.func = default_wake_function}

static inline int waitqueue_active(struct wait_queue_head *queue)
{
	return !list_empty(&queue->head);
}

static inline bool wq_has_sleeper(struct wait_queue_head *queue)
{
	smp_mb();
	return waitqueue_active(queue);
}

void init_wait_entry(struct wait_queue_entry *entry, int flags);
void add_wait_queue(struct wait_queue_head *queue,
		    struct wait_queue_entry *entry);
void remove_wait_queue(struct wait_queue_head *queue,
		       struct wait_queue_entry *entry);
void prepare_to_wait(struct wait_queue_head *queue,
		     struct wait_queue_entry *entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *queue,
			       struct wait_queue_entry *entry, int state);
long prepare_to_wait_event(struct wait_queue_head *queue,
			   struct wait_queue_entry *entry, int state);
void finish_wait(struct wait_queue_head *queue, struct wait_queue_entry *entry);
int __wake_up(struct wait_queue_head *queue, unsigned int mode, int nr,
	      void *key);

#define wake_up(queue)	      __wake_up(queue, TASK_NORMAL, 1, NULL)
#define wake_up_nr(queue, nr) __wake_up(queue, TASK_NORMAL, nr, NULL)
#define wake_up_all(queue)    __wake_up(queue, TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(queue) \
	__wake_up(queue, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_all(queue) \
	__wake_up(queue, TASK_INTERRUPTIBLE, 0, NULL)

/* Sleep with @sleep until @condition is true; its value is @value. */
#define ___wait_event(queue, condition, state, sleep, value)              \
	({                                                                \
		struct wait_queue_entry __entry;                          \
                                                                          \
		init_wait_entry(&__entry, 0);                             \
		for (;;) {                                                \
			prepare_to_wait_event(&(queue), &__entry, state); \
			if (condition)                                    \
				break;                                    \
			sleep;                                            \
		}                                                         \
		finish_wait(&(queue), &__entry);                          \
		value;                                                    \
	})

#define wait_event(queue, condition)                                 \
	((void)___wait_event(queue, condition, TASK_UNINTERRUPTIBLE, \
			     schedule(), 0))
#define wait_event_interruptible(queue, condition) \
	___wait_event(queue, condition, TASK_INTERRUPTIBLE, schedule(), 0)
#define wait_event_killable(queue, condition) \
	___wait_event(queue, condition, TASK_UNINTERRUPTIBLE, schedule(), 0)

/* 0: the time is over, and it is false; else what is left, at least 1 */
#define __wait_event_timeout(queue, condition, state, timeout)                 \
	({                                                                     \
		long __left = (timeout);                                       \
		bool __true = false;                                           \
                                                                               \
		___wait_event(queue, (__true = (condition)) || !__left, state, \
			      __left = schedule_timeout(__left),               \
			      __true ? (__left ? __left : 1) : 0);             \
	})
#define wait_event_timeout(queue, condition, timeout) \
	__wait_event_timeout(queue, condition, TASK_UNINTERRUPTIBLE, timeout)
#define wait_event_interruptible_timeout(queue, condition, timeout) \
	__wait_event_timeout(queue, condition, TASK_INTERRUPTIBLE, timeout)

#endif
