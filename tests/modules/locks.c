/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that wait for each other, in every way. */
#include <linux/module.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

static DEFINE_MUTEX(mutex);
static DEFINE_SEMAPHORE(sem);
static DECLARE_RWSEM(rwsem);
static DECLARE_COMPLETION(started);
static DECLARE_COMPLETION(finished);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static DEFINE_RWLOCK(rwlock);
static bool ready;

static int other(void *data)
{
	mutex_lock(&mutex);
	down(&sem);
	down_write(&rwsem);
	pr_info("locks: other has them\n");
	complete(&started);
	msleep(20);
	pr_info("locks: other gives them back\n");
	up_write(&rwsem);
	up(&sem);
	mutex_unlock(&mutex);
	wait_event(queue, ready);
	pr_info("locks: other is awake\n");
	kthread_complete_and_exit(&finished, 0);
	return 0;
}

static int __init locks_init(void)
{
	kthread_run(other, NULL, "other");
	wait_for_completion(&started);
	pr_info("locks: trylock %d %d\n", mutex_trylock(&mutex),
		down_trylock(&sem));
	pr_info("locks: timeout %lu\n",
		wait_for_completion_timeout(&finished, 2));
	down_read(&rwsem);
	down(&sem);
	mutex_lock(&mutex);
	pr_info("locks: ours\n");
	mutex_unlock(&mutex);
	up(&sem);
	up_read(&rwsem);
	pr_info("locks: event %ld\n", wait_event_timeout(queue, ready, 3));
	ready = true;
	wake_up(&queue);
	wait_for_completion(&finished);
	read_lock(&rwlock);
	read_lock(&rwlock);
	pr_info("locks: readers %x, preempt_count %d\n",
		*(unsigned int *)&rwlock, preempt_count());
	read_unlock(&rwlock);
	read_unlock(&rwlock);
	write_lock(&rwlock);
	write_unlock(&rwlock);
	pr_info("locks: done, preempt_count %d\n", preempt_count());
	return 0;
}

static void __exit locks_exit(void)
{
}

module_init(locks_init);
module_exit(locks_exit);

MODULE_LICENSE("GPL");
