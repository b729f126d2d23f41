/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_lock.c - locks, as code of the kernel image.
 *
 * There is one CPU, and nobody is preempted: who finds a spinlock taken would
 * spin for ever, unless an interrupt's handler gives it back. A mutex or a
 * semaphore that is taken puts its caller to sleep.
 *
 *   spinlock_t, raw_spinlock_t   u32, not 0: taken
 *   rwlock_t                     u32: ff: a writer; 200 for each reader
 *   struct mutex                 00 owner (a task)       10 waiters
 *   struct semaphore             04 count                08 waiters
 *   struct rw_semaphore          00 count: readers, or -1  18 waiters
 */
#include "kernel/kimage_sync.h"

#define RETURN_IP	    ((unsigned long)__builtin_return_address(0))
#define BH_OFFSET	    (2 * KERN_SOFTIRQ_OFFSET)
#define WRITER		    0xffu
#define READER		    0x200u
#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

struct mutex {
	void *owner;
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

struct rwlock {
	volatile unsigned int count, wait_lock;
};

/* --- counting -------------------------------------------------------------------- */

static inline void preempt_add(unsigned int n)
{
	__asm__ volatile("addl %0, %%gs:%c1"
			 :
			 : "r"(n), "i"(KERN_PERCPU_PREEMPT)
			 : "memory", "cc");
}

static inline void preempt_sub(unsigned int n)
{
	__asm__ volatile("subl %0, %%gs:%c1"
			 :
			 : "r"(n), "i"(KERN_PERCPU_PREEMPT)
			 : "memory", "cc");
}

/* --- spinlocks ---------------------------------------------------------------------- */

static inline void take(volatile unsigned int *lock)
{
	preempt_add(1);
	for (unsigned long n = 0; *lock; n++)
		kimg_native_queued_spin_lock_slowpath((void *)lock, n);
	*lock = 1;
}

static inline void give(volatile unsigned int *lock)
{
	*(volatile unsigned char *)lock = 0;
	preempt_sub(1);
}

static inline bool try_take(volatile unsigned int *lock)
{
	if (*lock)
		return false;
	preempt_add(1);
	*lock = 1;
	return true;
}

/* --- readers and writers --------------------------------------------------------------- */

static inline void take_read(struct rwlock *lock)
{
	preempt_add(1);
	for (unsigned long n = 0; lock->count & WRITER; n++)
		kimg_native_queued_spin_lock_slowpath(lock, n);
	lock->count += READER;
}

static inline void give_read(struct rwlock *lock)
{
	lock->count -= READER;
	preempt_sub(1);
}

static inline void take_write(struct rwlock *lock)
{
	preempt_add(1);
	for (unsigned long n = 0; lock->count; n++)
		kimg_native_queued_spin_lock_slowpath(lock, n);
	lock->count = WRITER;
}

static inline void give_write(struct rwlock *lock)
{
	lock->count &= ~WRITER;
	preempt_sub(1);
}

/* Each kind of lock in four ways: alone, with softirqs held back, with interrupts
 * held back, and with the interrupt flag saved. */
#define LOCK_FUNCTIONS(kind, type, take, give)                            \
	EXPORTED(void, _raw_##kind##_lock)(type * lock);                  \
	EXPORTED(void, _raw_##kind##_unlock)(type * lock);                \
	EXPORTED(void, _raw_##kind##_lock_bh)(type * lock);               \
	EXPORTED(void, _raw_##kind##_unlock_bh)(type * lock);             \
	EXPORTED(void, _raw_##kind##_lock_irq)(type * lock);              \
	EXPORTED(void, _raw_##kind##_unlock_irq)(type * lock);            \
	EXPORTED(unsigned long, _raw_##kind##_lock_irqsave)(type * lock); \
	EXPORTED(void, _raw_##kind##_unlock_irqrestore)                   \
	(type * lock, unsigned long flags);                               \
	EXPORTED(void, _raw_##kind##_lock)(type * lock)                   \
	{                                                                 \
		take(lock);                                               \
	}                                                                 \
	KIMAGE_EXPORT(_raw_##kind##_lock);                                \
	EXPORTED(void, _raw_##kind##_unlock)(type * lock)                 \
	{                                                                 \
		give(lock);                                               \
	}                                                                 \
	KIMAGE_EXPORT(_raw_##kind##_unlock);                              \
	EXPORTED(void, _raw_##kind##_lock_bh)(type * lock)                \
	{                                                                 \
		preempt_add(BH_OFFSET);                                   \
		take(lock);                                               \
	}                                                                 \
	KIMAGE_EXPORT(_raw_##kind##_lock_bh);                             \
	EXPORTED(void, _raw_##kind##_unlock_bh)(type * lock)              \
	{                                                                 \
		give(lock);                                               \
		kimg___local_bh_enable_ip(RETURN_IP, BH_OFFSET);          \
	}                                                                 \
	KIMAGE_EXPORT(_raw_##kind##_unlock_bh);                           \
	EXPORTED(void, _raw_##kind##_lock_irq)(type * lock)               \
	{                                                                 \
		kimg_arch_local_irq_save();                               \
		take(lock);                                               \
	}                                                                 \
	KIMAGE_EXPORT(_raw_##kind##_lock_irq);                            \
	EXPORTED(void, _raw_##kind##_unlock_irq)(type * lock)             \
	{                                                                 \
		give(lock);                                               \
		kimg_arch_local_irq_restore(0x200);                       \
	}                                                                 \
	KIMAGE_EXPORT(_raw_##kind##_unlock_irq);                          \
	EXPORTED(unsigned long, _raw_##kind##_lock_irqsave)(type * lock)  \
	{                                                                 \
		unsigned long flags = kimg_arch_local_irq_save();         \
                                                                          \
		take(lock);                                               \
		return flags;                                             \
	}                                                                 \
	KIMAGE_EXPORT(_raw_##kind##_lock_irqsave);                        \
	EXPORTED(void, _raw_##kind##_unlock_irqrestore)                   \
	(type * lock, unsigned long flags)                                \
	{                                                                 \
		give(lock);                                               \
		kimg_arch_local_irq_restore(flags);                       \
	}                                                                 \
	KIMAGE_EXPORT(_raw_##kind##_unlock_irqrestore);

LOCK_FUNCTIONS(spin, volatile unsigned int, take, give)
LOCK_FUNCTIONS(read, struct rwlock, take_read, give_read)
LOCK_FUNCTIONS(write, struct rwlock, take_write, give_write)

EXPORTED(int, _raw_spin_trylock)(volatile unsigned int *lock);
EXPORTED(int, _raw_spin_trylock)(volatile unsigned int *lock)
{
	return try_take(lock);
}
KIMAGE_EXPORT(_raw_spin_trylock);

EXPORTED(int, _raw_spin_trylock_bh)(volatile unsigned int *lock);
EXPORTED(int, _raw_spin_trylock_bh)(volatile unsigned int *lock)
{
	if (!try_take(lock))
		return 0;
	preempt_add(BH_OFFSET);
	return 1;
}
KIMAGE_EXPORT(_raw_spin_trylock_bh);

/* --- mutexes --------------------------------------------------------------------------- */

EXPORTED(void, __mutex_init)(struct mutex *mutex, const char *name, void *key);
EXPORTED(void, __mutex_init)(struct mutex *mutex, const char *name, void *key)
{
	(void)name;
	(void)key;
	mutex->owner = NULL;
	mutex->wait_lock = mutex->osq = 0;
	mutex->waiters.next = mutex->waiters.prev = &mutex->waiters;
}
KIMAGE_EXPORT(__mutex_init);

EXPORTED(void, mutex_lock)(struct mutex *mutex);
EXPORTED(void, mutex_lock)(struct mutex *mutex)
{
	while (mutex->owner)
		wait_in(&mutex->waiters, TASK_UNINTERRUPTIBLE,
			MAX_SCHEDULE_TIMEOUT);
	mutex->owner = get_current();
}
KIMAGE_EXPORT(mutex_lock);

EXPORTED(int, mutex_lock_interruptible)(struct mutex *mutex);
EXPORTED(int, mutex_lock_interruptible)(struct mutex *mutex)
{
	while (mutex->owner)
		wait_in(&mutex->waiters, TASK_INTERRUPTIBLE,
			MAX_SCHEDULE_TIMEOUT);
	mutex->owner = get_current();
	return 0;
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
	if (mutex->owner)
		return 0;
	mutex->owner = get_current();
	return 1;
}
KIMAGE_EXPORT(mutex_trylock);

EXPORTED(void, mutex_unlock)(struct mutex *mutex);
EXPORTED(void, mutex_unlock)(struct mutex *mutex)
{
	mutex->owner = NULL;
	wake_first(&mutex->waiters);
}
KIMAGE_EXPORT(mutex_unlock);

EXPORTED(bool, mutex_is_locked)(struct mutex *mutex);
EXPORTED(bool, mutex_is_locked)(struct mutex *mutex)
{
	return mutex->owner;
}
KIMAGE_EXPORT(mutex_is_locked);

/* --- semaphores --------------------------------------------------------------------------- */

EXPORTED(void, down)(struct semaphore *sem);
EXPORTED(void, down)(struct semaphore *sem)
{
	while (!sem->count)
		wait_in(&sem->waiters, TASK_UNINTERRUPTIBLE,
			MAX_SCHEDULE_TIMEOUT);
	sem->count--;
}
KIMAGE_EXPORT(down);

EXPORTED(int, down_interruptible)(struct semaphore *sem);
EXPORTED(int, down_interruptible)(struct semaphore *sem)
{
	while (!sem->count)
		wait_in(&sem->waiters, TASK_INTERRUPTIBLE,
			MAX_SCHEDULE_TIMEOUT);
	sem->count--;
	return 0;
}
KIMAGE_EXPORT(down_interruptible);

/* 0: it was taken */
EXPORTED(int, down_trylock)(struct semaphore *sem);
EXPORTED(int, down_trylock)(struct semaphore *sem)
{
	if (!sem->count)
		return 1;
	sem->count--;
	return 0;
}
KIMAGE_EXPORT(down_trylock);

EXPORTED(int, down_timeout)(struct semaphore *sem, long timeout);
EXPORTED(int, down_timeout)(struct semaphore *sem, long timeout)
{
	while (!sem->count && timeout > 0)
		timeout = wait_in(&sem->waiters, TASK_UNINTERRUPTIBLE, timeout);
	if (!sem->count)
		return -62; /* -ETIME */
	sem->count--;
	return 0;
}
KIMAGE_EXPORT(down_timeout);

EXPORTED(void, up)(struct semaphore *sem);
EXPORTED(void, up)(struct semaphore *sem)
{
	sem->count++;
	wake_first(&sem->waiters);
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

EXPORTED(void, down_read)(struct rw_semaphore *sem);
EXPORTED(void, down_read)(struct rw_semaphore *sem)
{
	while (sem->count < 0)
		wait_in(&sem->waiters, TASK_UNINTERRUPTIBLE,
			MAX_SCHEDULE_TIMEOUT);
	sem->count++;
}
KIMAGE_EXPORT(down_read);

EXPORTED(int, down_read_trylock)(struct rw_semaphore *sem);
EXPORTED(int, down_read_trylock)(struct rw_semaphore *sem)
{
	if (sem->count < 0)
		return 0;
	sem->count++;
	return 1;
}
KIMAGE_EXPORT(down_read_trylock);

static inline void wake_all(struct list *head)
{
	while (head->next != head)
		wake_first(head);
}

EXPORTED(void, up_read)(struct rw_semaphore *sem);
EXPORTED(void, up_read)(struct rw_semaphore *sem)
{
	sem->count--;
	wake_all(&sem->waiters);
}
KIMAGE_EXPORT(up_read);

EXPORTED(void, down_write)(struct rw_semaphore *sem);
EXPORTED(void, down_write)(struct rw_semaphore *sem)
{
	while (sem->count)
		wait_in(&sem->waiters, TASK_UNINTERRUPTIBLE,
			MAX_SCHEDULE_TIMEOUT);
	sem->count = -1;
	sem->owner = get_current();
}
KIMAGE_EXPORT(down_write);

EXPORTED(int, down_write_trylock)(struct rw_semaphore *sem);
EXPORTED(int, down_write_trylock)(struct rw_semaphore *sem)
{
	if (sem->count)
		return 0;
	sem->count = -1;
	sem->owner = get_current();
	return 1;
}
KIMAGE_EXPORT(down_write_trylock);

EXPORTED(void, downgrade_write)(struct rw_semaphore *sem);
EXPORTED(void, downgrade_write)(struct rw_semaphore *sem)
{
	sem->count = 1;
	sem->owner = NULL;
	wake_all(&sem->waiters);
}
KIMAGE_EXPORT(downgrade_write);

EXPORTED(void, up_write)(struct rw_semaphore *sem);
EXPORTED(void, up_write)(struct rw_semaphore *sem)
{
	sem->count = 0;
	sem->owner = NULL;
	wake_all(&sem->waiters);
}
KIMAGE_EXPORT(up_write);
