/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One task waits until another has done something.
 */
#ifndef _LINUX_COMPLETION_H
#define _LINUX_COMPLETION_H

#include <linux/build_bug.h>
#include <linux/types.h>

struct lock_class_key;

struct completion {
	unsigned int done;
	struct {
		unsigned int lock;
		struct list_head task_list;
	} wait;
};

static_assert(sizeof(struct completion) == 32);

#define COMPLETION_INITIALIZER(name)            \
	{                                       \
		.wait.task_list = {             \
			&(name).wait.task_list, \
			&(name).wait.task_list  \
		}                               \
	}
#define DECLARE_COMPLETION(name) \
	struct completion name = COMPLETION_INITIALIZER(name)
#define DECLARE_COMPLETION_ONSTACK(name) DECLARE_COMPLETION(name)

void __init_swait_queue_head(void *queue, const char *name,
			     struct lock_class_key *key);

static inline void init_completion(struct completion *x)
{
	x->done = 0;
	__init_swait_queue_head(&x->wait, NULL, NULL);
}

static inline void reinit_completion(struct completion *x)
{
	x->done = 0;
}

void complete(struct completion *x);
void complete_all(struct completion *x);
void wait_for_completion(struct completion *x);
int wait_for_completion_interruptible(struct completion *x);
int wait_for_completion_killable(struct completion *x);
/* Jiffies that were left; 0: it has not been completed; -ERESTARTSYS. */
long wait_for_completion_interruptible_timeout(struct completion *x,
					       unsigned long timeout);
long wait_for_completion_killable_timeout(struct completion *x,
					  unsigned long timeout);
/* In ticks. 0: the time is over */
unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout);
bool try_wait_for_completion(struct completion *x);
bool completion_done(struct completion *x);

#endif
