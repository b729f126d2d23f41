/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks for what must not sleep. There is one CPU: who finds one taken waits for
 * ever, unless an interrupt gives it back, and the watchdog says so.
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <asm/processor.h>
#include <linux/build_bug.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/typecheck.h>
#include <linux/types.h>

typedef struct raw_spinlock {
	unsigned int val;
} raw_spinlock_t;

typedef struct spinlock {
	unsigned int val;
} spinlock_t;

typedef struct {
	unsigned int cnts, wait_lock;
} rwlock_t;

static_assert(sizeof(spinlock_t) == 4 && sizeof(rwlock_t) == 8);

#define __SPIN_LOCK_UNLOCKED(name) ((spinlock_t){0})
#define __RW_LOCK_UNLOCKED(name)   ((rwlock_t){0, 0})
#define DEFINE_SPINLOCK(name)	   spinlock_t name = {0}
#define DEFINE_RAW_SPINLOCK(name)  raw_spinlock_t name = {0}
#define DEFINE_RWLOCK(name)	   rwlock_t name = {0, 0}

#define spin_lock_init(lock)	   ((lock)->val = 0)
#define raw_spin_lock_init(lock)   ((lock)->val = 0)
#define rwlock_init(lock)	   ((lock)->cnts = (lock)->wait_lock = 0)

void _raw_spin_lock(void *lock);
void _raw_spin_lock_bh(void *lock);
void _raw_spin_lock_irq(void *lock);
unsigned long _raw_spin_lock_irqsave(void *lock);
int _raw_spin_trylock(void *lock);
int _raw_spin_trylock_bh(void *lock);
int _raw_read_trylock(void *lock);
int _raw_write_trylock(void *lock);

/* One less; 1, with the lock, when that is none. */
int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock);
int _atomic_dec_and_lock_irqsave(atomic_t *atomic, spinlock_t *lock,
				 unsigned long *flags);
#define atomic_dec_and_lock(atomic, lock) _atomic_dec_and_lock(atomic, lock)
#define atomic_dec_and_lock_irqsave(atomic, lock, flags) \
	_atomic_dec_and_lock_irqsave(atomic, lock, &(flags))
void _raw_spin_unlock(void *lock);
void _raw_spin_unlock_bh(void *lock);
void _raw_spin_unlock_irq(void *lock);
void _raw_spin_unlock_irqrestore(void *lock, unsigned long flags);
void _raw_read_lock(rwlock_t *lock);
void _raw_read_lock_bh(rwlock_t *lock);
void _raw_read_lock_irq(rwlock_t *lock);
unsigned long _raw_read_lock_irqsave(rwlock_t *lock);
void _raw_read_unlock(rwlock_t *lock);
void _raw_read_unlock_bh(rwlock_t *lock);
void _raw_read_unlock_irq(rwlock_t *lock);
void _raw_read_unlock_irqrestore(rwlock_t *lock, unsigned long flags);
void _raw_write_lock(rwlock_t *lock);
void _raw_write_lock_bh(rwlock_t *lock);
void _raw_write_lock_irq(rwlock_t *lock);
unsigned long _raw_write_lock_irqsave(rwlock_t *lock);
void _raw_write_unlock(rwlock_t *lock);
void _raw_write_unlock_bh(rwlock_t *lock);
void _raw_write_unlock_irq(rwlock_t *lock);
void _raw_write_unlock_irqrestore(rwlock_t *lock, unsigned long flags);

#define spin_lock(lock)	       _raw_spin_lock(lock)
#define spin_lock_bh(lock)     _raw_spin_lock_bh(lock)
#define spin_lock_irq(lock)    _raw_spin_lock_irq(lock)
#define spin_unlock(lock)      _raw_spin_unlock(lock)
#define spin_unlock_bh(lock)   _raw_spin_unlock_bh(lock)
#define spin_unlock_irq(lock)  _raw_spin_unlock_irq(lock)
#define spin_trylock(lock)     _raw_spin_trylock(lock)
#define spin_trylock_bh(lock)  _raw_spin_trylock_bh(lock)
#define read_trylock(lock)     _raw_read_trylock(lock)
#define write_trylock(lock)    _raw_write_trylock(lock)
#define spin_is_locked(lock)   (READ_ONCE((lock)->val) != 0)
#define raw_spin_lock(lock)    _raw_spin_lock(lock)
#define raw_spin_unlock(lock)  _raw_spin_unlock(lock)
#define read_lock(lock)	       _raw_read_lock(lock)
#define read_lock_bh(lock)     _raw_read_lock_bh(lock)
#define read_lock_irq(lock)    _raw_read_lock_irq(lock)
#define read_unlock(lock)      _raw_read_unlock(lock)
#define read_unlock_bh(lock)   _raw_read_unlock_bh(lock)
#define read_unlock_irq(lock)  _raw_read_unlock_irq(lock)
#define write_lock(lock)       _raw_write_lock(lock)
#define write_lock_bh(lock)    _raw_write_lock_bh(lock)
#define write_lock_irq(lock)   _raw_write_lock_irq(lock)
#define write_unlock(lock)     _raw_write_unlock(lock)
#define write_unlock_bh(lock)  _raw_write_unlock_bh(lock)
#define write_unlock_irq(lock) _raw_write_unlock_irq(lock)

#define __lock_irqsave(function, lock, flags)    \
	do {                                     \
		typecheck(unsigned long, flags); \
		(flags) = function(lock);        \
	} while (0)

#define spin_lock_irqsave(lock, flags) \
	__lock_irqsave(_raw_spin_lock_irqsave, lock, flags)
#define raw_spin_lock_irqsave(lock, flags) \
	__lock_irqsave(_raw_spin_lock_irqsave, lock, flags)
#define read_lock_irqsave(lock, flags) \
	__lock_irqsave(_raw_read_lock_irqsave, lock, flags)
#define write_lock_irqsave(lock, flags) \
	__lock_irqsave(_raw_write_lock_irqsave, lock, flags)
#define spin_unlock_irqrestore(lock, flags) \
	_raw_spin_unlock_irqrestore(lock, flags)
#define raw_spin_unlock_irqrestore(lock, flags) \
	_raw_spin_unlock_irqrestore(lock, flags)
#define read_unlock_irqrestore(lock, flags) \
	_raw_read_unlock_irqrestore(lock, flags)
#define write_unlock_irqrestore(lock, flags) \
	_raw_write_unlock_irqrestore(lock, flags)

#endif
