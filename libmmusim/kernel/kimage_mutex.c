/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_mutex.c - locks whose callers sleep, as code of the kernel image.
 *
 *   struct mutex         00 owner: a task, and flags   08 wait_lock  10 waiters
 *   struct semaphore     00 lock   04 count            08 waiters
 *   struct rw_semaphore  00 count: of readers, and flags
 *                        08 owner  14 wait_lock        18 waiters
 *
 * Each list of waiters is changed under the spinlock beside it, and by functions
 * that check lists: a lock that was never initialised, or lies at NULL, is noticed
 * where it is on a real kernel. Who finds a lock free touches neither.
 *
 * Simplified: a lock that is given back goes to whoever comes first, and readers
 * and writers wait in one list.
 *
 * Reference: Linux 6.1, kernel/locking/mutex.c, semaphore.c, rwsem.c.
 */
#include "kernel/kimage_sync.h"

#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name
#define HAS_WAITERS	    1ul /* beside the owner of a mutex */

enum { ERR_TIME = -62 };

/* rw_semaphore.count */
enum {
	WRITER = 1,
	WAITERS = 2,
	WRITE_BUSY = ~WAITERS,
	READER = 0x100,
	READ_BUSY = READER - 1,
};

struct mutex {
	unsigned long owner;
	unsigned int wait_lock, osq;
	struct list waiters;
};

struct semaphore {
	unsigned int lock, count;
	struct list waiters;
};

struct rw_semaphore {
	long count;
	void *owner;
	unsigned int osq, wait_lock;
	struct list waiters;
};

/* --- mutexes --------------------------------------------------------------------------- */

EXPORTED(void, __mutex_init)(struct mutex *mutex, const char *name, void *key);
EXPORTED(void, __mutex_init)(struct mutex *mutex, const char *name, void *key)
{
	(void)name;
	(void)key;
	mutex->owner = 0;
	mutex->wait_lock = mutex->osq = 0;
	mutex->waiters.next = mutex->waiters.prev = &mutex->waiters;
}
KIMAGE_EXPORT(__mutex_init);

KIMAGE_INLINE bool take_mutex(struct mutex *mutex)
{
	if (mutex->owner & ~HAS_WAITERS)
		return false;
	mutex->owner |= (unsigned long)get_current();
	return true;
}

/* The slow path. */
KIMAGE_TEXT int kimg___mutex_lock(struct mutex *mutex, unsigned int state);
KIMAGE_TEXT int kimg___mutex_lock(struct mutex *mutex, unsigned int state)
{
	struct waiter waiter = {.task = get_current()};
	int result = 0;

	kimg__raw_spin_lock(&mutex->wait_lock);
	add_checked(&waiter.entry, &mutex->waiters);
	mutex->owner |= HAS_WAITERS;
	while (!take_mutex(mutex)) {
		result = interrupts(state) ? ERR_INTR : 0;
		if (result)
			break;
		set_current_state(state);
		kimg__raw_spin_unlock(&mutex->wait_lock);
		kimg_schedule();
		kimg__raw_spin_lock(&mutex->wait_lock);
	}
	set_current_state(TASK_RUNNING);
	remove_checked(&waiter.entry);
	if (mutex->waiters.next == &mutex->waiters)
		mutex->owner &= ~HAS_WAITERS;
	kimg__raw_spin_unlock(&mutex->wait_lock);
	return result;
}
KIMAGE_INNER(__mutex_lock);

EXPORTED(void, mutex_lock)(struct mutex *mutex);
EXPORTED(void, mutex_lock)(struct mutex *mutex)
{
	if (!take_mutex(mutex))
		kimg___mutex_lock(mutex, TASK_UNINTERRUPTIBLE);
}
KIMAGE_EXPORT(mutex_lock);

EXPORTED(int, mutex_lock_interruptible)(struct mutex *mutex);
EXPORTED(int, mutex_lock_interruptible)(struct mutex *mutex)
{
	return take_mutex(mutex) ? 0 :
				   kimg___mutex_lock(mutex, TASK_INTERRUPTIBLE);
}
KIMAGE_EXPORT(mutex_lock_interruptible);

EXPORTED(int, mutex_lock_killable)(struct mutex *mutex);
EXPORTED(int, mutex_lock_killable)(struct mutex *mutex)
{
	return kimg_mutex_lock_interruptible(mutex);
}
KIMAGE_EXPORT(mutex_lock_killable);

EXPORTED(int, mutex_trylock)(struct mutex *mutex);
EXPORTED(int, mutex_trylock)(struct mutex *mutex)
{
	return take_mutex(mutex);
}
KIMAGE_EXPORT(mutex_trylock);

KIMAGE_TEXT void kimg___mutex_unlock_slowpath(struct mutex *mutex);
KIMAGE_TEXT void kimg___mutex_unlock_slowpath(struct mutex *mutex)
{
	kimg__raw_spin_lock(&mutex->wait_lock);
	if (mutex->waiters.next != &mutex->waiters)
		kimg_wake_up_process(WAITER_OF(mutex->waiters.next)->task);
	kimg__raw_spin_unlock(&mutex->wait_lock);
}
KIMAGE_INNER(__mutex_unlock_slowpath);

EXPORTED(void, mutex_unlock)(struct mutex *mutex);
EXPORTED(void, mutex_unlock)(struct mutex *mutex)
{
	unsigned long owner = *(volatile unsigned long *)&mutex->owner;

	mutex->owner = owner & HAS_WAITERS;
	if (owner & HAS_WAITERS)
		kimg___mutex_unlock_slowpath(mutex);
}
KIMAGE_EXPORT(mutex_unlock);

EXPORTED(bool, mutex_is_locked)(struct mutex *mutex);
EXPORTED(bool, mutex_is_locked)(struct mutex *mutex)
{
	return mutex->owner & ~HAS_WAITERS;
}
KIMAGE_EXPORT(mutex_is_locked);

/* --- semaphores --------------------------------------------------------------------------- */

/* With the lock held. 0; or the time is over. */
KIMAGE_TEXT int kimg___down_common(struct semaphore *sem, unsigned int state,
				   long timeout);
KIMAGE_TEXT int kimg___down_common(struct semaphore *sem, unsigned int state,
				   long timeout)
{
	struct waiter waiter = {.task = get_current()};

	add_checked(&waiter.entry, &sem->waiters);
	while (!waiter.woken && timeout > 0 && !interrupts(state)) {
		set_current_state(state);
		kimg__raw_spin_unlock_irq(&sem->lock);
		timeout = sleep_for(timeout);
		kimg__raw_spin_lock_irq(&sem->lock);
	}
	set_current_state(TASK_RUNNING);
	if (waiter.woken)
		return 0;
	remove_checked(&waiter.entry);
	return timeout > 0 ? ERR_INTR : ERR_TIME;
}
KIMAGE_INNER(__down_common);

KIMAGE_INLINE int down_for(struct semaphore *sem, unsigned int state,
			   long timeout)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&sem->lock);
	int result = 0;

	if (sem->count)
		sem->count--;
	else
		result = kimg___down_common(sem, state, timeout);
	kimg__raw_spin_unlock_irqrestore(&sem->lock, flags);
	return result;
}

EXPORTED(void, down)(struct semaphore *sem);
EXPORTED(void, down)(struct semaphore *sem)
{
	down_for(sem, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
KIMAGE_EXPORT(down);

EXPORTED(int, down_interruptible)(struct semaphore *sem);
EXPORTED(int, down_interruptible)(struct semaphore *sem)
{
	return down_for(sem, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
KIMAGE_EXPORT(down_interruptible);

/* Who is killed does not come back, here. */
KIMAGE_DEFINE(int, down_killable, struct semaphore *sem)
{
	return down_for(sem, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}

/* 0: it was taken */
EXPORTED(int, down_trylock)(struct semaphore *sem);
EXPORTED(int, down_trylock)(struct semaphore *sem)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&sem->lock);
	int failed = !sem->count;

	if (!failed)
		sem->count--;
	kimg__raw_spin_unlock_irqrestore(&sem->lock, flags);
	return failed;
}
KIMAGE_EXPORT(down_trylock);

EXPORTED(int, down_timeout)(struct semaphore *sem, long timeout);
EXPORTED(int, down_timeout)(struct semaphore *sem, long timeout)
{
	return down_for(sem, TASK_UNINTERRUPTIBLE, timeout);
}
KIMAGE_EXPORT(down_timeout);

KIMAGE_TEXT void kimg___up(struct semaphore *sem);
KIMAGE_TEXT void kimg___up(struct semaphore *sem)
{
	struct list *first = sem->waiters.next;

	remove_checked(first);
	WAITER_OF(first)->woken = true;
	kimg_wake_up_process(WAITER_OF(first)->task);
}
KIMAGE_INNER(__up);

EXPORTED(void, up)(struct semaphore *sem);
EXPORTED(void, up)(struct semaphore *sem)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&sem->lock);

	if (sem->waiters.next == &sem->waiters)
		sem->count++;
	else
		kimg___up(sem);
	kimg__raw_spin_unlock_irqrestore(&sem->lock, flags);
}
KIMAGE_EXPORT(up);

/* --- readers and writers that sleep ------------------------------------------------------- */

EXPORTED(void, __init_rwsem)
(struct rw_semaphore *sem, const char *name, void *key);
EXPORTED(void, __init_rwsem)
(struct rw_semaphore *sem, const char *name, void *key)
{
	(void)name;
	(void)key;
	sem->count = 0;
	sem->owner = NULL;
	sem->osq = sem->wait_lock = 0;
	sem->waiters.next = sem->waiters.prev = &sem->waiters;
}
KIMAGE_EXPORT(__init_rwsem);

KIMAGE_INLINE bool take_to_read(struct rw_semaphore *sem)
{
	if (sem->count & READ_BUSY || sem->count < 0)
		return false;
	sem->count += READER;
	return true;
}

KIMAGE_INLINE bool take_to_write(struct rw_semaphore *sem)
{
	if (sem->count & WRITE_BUSY)
		return false;
	sem->count |= WRITER;
	sem->owner = get_current();
	return true;
}

/* While somebody waits the flag is set, and so nobody overtakes. */
KIMAGE_INLINE bool take_in_turn(struct rw_semaphore *sem, struct waiter *waiter,
				bool write)
{
	bool taken;

	if (sem->waiters.next != &waiter->entry)
		return false;
	sem->count &= ~(long)WAITERS;
	taken = write ? take_to_write(sem) : take_to_read(sem);
	if (!taken || sem->waiters.prev != &waiter->entry)
		sem->count |= WAITERS;
	return taken;
}

KIMAGE_INLINE void wait_for_turn(struct rw_semaphore *sem, bool write)
{
	struct waiter waiter = {.task = get_current()};

	kimg__raw_spin_lock_irq(&sem->wait_lock);
	add_checked(&waiter.entry, &sem->waiters);
	sem->count |= WAITERS;
	while (!take_in_turn(sem, &waiter, write)) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		kimg__raw_spin_unlock_irq(&sem->wait_lock);
		kimg_schedule();
		kimg__raw_spin_lock_irq(&sem->wait_lock);
	}
	set_current_state(TASK_RUNNING);
	remove_checked(&waiter.entry);
	/* Other readers may follow. */
	if (!write && sem->waiters.next != &sem->waiters)
		kimg_wake_up_process(WAITER_OF(sem->waiters.next)->task);
	kimg__raw_spin_unlock_irq(&sem->wait_lock);
}

KIMAGE_TEXT void kimg_rwsem_down_read_slowpath(struct rw_semaphore *sem);
KIMAGE_TEXT void kimg_rwsem_down_read_slowpath(struct rw_semaphore *sem)
{
	wait_for_turn(sem, false);
}
KIMAGE_INNER(rwsem_down_read_slowpath);

KIMAGE_TEXT void kimg_rwsem_down_write_slowpath(struct rw_semaphore *sem);
KIMAGE_TEXT void kimg_rwsem_down_write_slowpath(struct rw_semaphore *sem)
{
	wait_for_turn(sem, true);
}
KIMAGE_INNER(rwsem_down_write_slowpath);

KIMAGE_TEXT void kimg_rwsem_wake(struct rw_semaphore *sem);
KIMAGE_TEXT void kimg_rwsem_wake(struct rw_semaphore *sem)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&sem->wait_lock);

	if (sem->waiters.next != &sem->waiters)
		kimg_wake_up_process(WAITER_OF(sem->waiters.next)->task);
	kimg__raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
}
KIMAGE_INNER(rwsem_wake);

EXPORTED(void, down_read)(struct rw_semaphore *sem);
EXPORTED(void, down_read)(struct rw_semaphore *sem)
{
	if (!take_to_read(sem))
		kimg_rwsem_down_read_slowpath(sem);
}
KIMAGE_EXPORT(down_read);

KIMAGE_DEFINE(int, down_read_killable, struct rw_semaphore *sem)
{
	kimg_down_read(sem);
	return 0;
}

KIMAGE_DEFINE(int, down_read_interruptible, struct rw_semaphore *sem)
{
	kimg_down_read(sem);
	return 0;
}

EXPORTED(int, down_read_trylock)(struct rw_semaphore *sem);
EXPORTED(int, down_read_trylock)(struct rw_semaphore *sem)
{
	return take_to_read(sem);
}
KIMAGE_EXPORT(down_read_trylock);

EXPORTED(void, up_read)(struct rw_semaphore *sem);
EXPORTED(void, up_read)(struct rw_semaphore *sem)
{
	sem->count -= READER;
	if ((sem->count & ~(long)READ_BUSY) == 0 && sem->count & WAITERS)
		kimg_rwsem_wake(sem);
}
KIMAGE_EXPORT(up_read);

EXPORTED(void, down_write)(struct rw_semaphore *sem);
EXPORTED(void, down_write)(struct rw_semaphore *sem)
{
	if (sem->count || !take_to_write(sem))
		kimg_rwsem_down_write_slowpath(sem);
}
KIMAGE_EXPORT(down_write);

KIMAGE_DEFINE(int, down_write_killable, struct rw_semaphore *sem)
{
	kimg_down_write(sem);
	return 0;
}

EXPORTED(int, down_write_trylock)(struct rw_semaphore *sem);
EXPORTED(int, down_write_trylock)(struct rw_semaphore *sem)
{
	return !sem->count && take_to_write(sem);
}
KIMAGE_EXPORT(down_write_trylock);

EXPORTED(void, downgrade_write)(struct rw_semaphore *sem);
EXPORTED(void, downgrade_write)(struct rw_semaphore *sem)
{
	sem->count += READER - WRITER;
	sem->owner = NULL;
	if (sem->count & WAITERS)
		kimg_rwsem_wake(sem);
}
KIMAGE_EXPORT(downgrade_write);

EXPORTED(void, up_write)(struct rw_semaphore *sem);
EXPORTED(void, up_write)(struct rw_semaphore *sem)
{
	long before;

	*(void *volatile *)&sem->owner = NULL;
	before = sem->count;
	sem->count = before - WRITER;
	if (before & WAITERS)
		kimg_rwsem_wake(sem);
}
KIMAGE_EXPORT(up_write);
