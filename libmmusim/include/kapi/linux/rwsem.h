/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A lock for many readers or one writer, who sleep while they wait.
 */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/build_bug.h>
#include <linux/types.h>

struct lock_class_key;

struct rw_semaphore {
	long count;
	unsigned long owner;
	unsigned int osq, wait_lock;
	struct list_head wait_list;
};

static_assert(sizeof(struct rw_semaphore) == 40);

#define DECLARE_RWSEM(name)          \
	struct rw_semaphore name = { \
		.wait_list = {&(name).wait_list, &(name).wait_list}}

void __init_rwsem(struct rw_semaphore *sem, const char *name,
		  struct lock_class_key *key);
#define init_rwsem(sem) __init_rwsem((sem), #sem, NULL)

void down_read(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
int __must_check down_read_interruptible(struct rw_semaphore *sem);
int __must_check down_read_killable(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
/* From writer to reader. */
void downgrade_write(struct rw_semaphore *sem);

#endif
