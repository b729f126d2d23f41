/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A number of permissions. Whoever finds none sleeps.
 */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/build_bug.h>
#include <linux/types.h>

struct semaphore {
	unsigned int lock, count;
	struct list_head wait_list;
};

static_assert(sizeof(struct semaphore) == 24);

#define __SEMAPHORE_INITIALIZER(name, n)                     \
	{                                                    \
		0, n,                                        \
		{                                            \
			&(name).wait_list, &(name).wait_list \
		}                                            \
	}
#define DEFINE_SEMAPHORE(name) \
	struct semaphore name = __SEMAPHORE_INITIALIZER(name, 1)

static inline void sema_init(struct semaphore *sem, int val)
{
	sem->lock = 0;
	sem->count = (unsigned int)val;
	sem->wait_list.next = sem->wait_list.prev = &sem->wait_list;
}

void down(struct semaphore *sem);
int __must_check down_interruptible(struct semaphore *sem);
int __must_check down_killable(struct semaphore *sem);
/* 0: it was taken */
int __must_check down_trylock(struct semaphore *sem);
int __must_check down_timeout(struct semaphore *sem, long jiffies);
void up(struct semaphore *sem);

#endif
