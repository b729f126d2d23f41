/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A lock for one task at a time. Whoever finds it taken sleeps; so not in an
 * interrupt, and not twice by the same task.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct lock_class_key;

struct mutex {
	unsigned long owner;
	unsigned int wait_lock, osq;
	struct list_head wait_list;
};

static_assert(sizeof(struct mutex) == 32);

#define __MUTEX_INITIALIZER(name)                                     \
	{                                                             \
		.wait_list = { &(name).wait_list, &(name).wait_list } \
	}
#define DEFINE_MUTEX(name) struct mutex name = __MUTEX_INITIALIZER(name)

void __mutex_init(struct mutex *lock, const char *name,
		  struct lock_class_key *key);
void mutex_lock(struct mutex *lock);
int __must_check mutex_lock_interruptible(struct mutex *lock);
int __must_check mutex_lock_killable(struct mutex *lock);
/* 1: it is ours now */
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
bool mutex_is_locked(struct mutex *lock);

#define mutex_init(lock)    __mutex_init((lock), #lock, NULL)
#define mutex_destroy(lock) ((void)(lock))

#endif
