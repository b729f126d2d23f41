/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_lock.c - spinlocks, as code of the kernel image.
 *
 * There is one CPU, and nobody is preempted: who finds a spinlock taken would
 * spin for ever, unless an interrupt's handler gives it back. What puts its caller
 * to sleep: kimage_mutex.c.
 *
 *   spinlock_t, raw_spinlock_t   u32, not 0: taken
 *   rwlock_t                     u32: ff: a writer; 200 for each reader
 */
#include "kernel/kimage_sync.h"

#define RETURN_IP	    ((unsigned long)__builtin_return_address(0))
#define BH_OFFSET	    (2 * KERN_SOFTIRQ_OFFSET)
#define WRITER		    0xffu
#define READER		    0x200u
#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

struct rwlock {
	volatile unsigned int count, wait_lock;
};

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
		kimg_queued_read_lock_slowpath(lock, n);
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
		kimg_queued_write_lock_slowpath(lock, n);
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

KIMAGE_DEFINE(int, _raw_read_trylock, struct rwlock *lock)
{
	if (lock->count & WRITER)
		return 0;
	take_read(lock);
	return 1;
}

KIMAGE_DEFINE(int, _raw_write_trylock, struct rwlock *lock)
{
	if (lock->count)
		return 0;
	take_write(lock);
	return 1;
}

/* One less; with the lock when that is none. */
KIMAGE_DEFINE(int, _atomic_dec_and_lock, int *count,
	      volatile unsigned int *lock)
{
	if (*count != 1) {
		--*count;
		return 0;
	}
	kimg__raw_spin_lock(lock);
	if (!--*count)
		return 1;
	kimg__raw_spin_unlock(lock);
	return 0;
}

KIMAGE_DEFINE(int, _atomic_dec_and_lock_irqsave, int *count,
	      volatile unsigned int *lock, unsigned long *flags)
{
	if (*count != 1) {
		--*count;
		return 0;
	}
	*flags = kimg__raw_spin_lock_irqsave(lock);
	if (!--*count)
		return 1;
	kimg__raw_spin_unlock_irqrestore(lock, *flags);
	return 0;
}
