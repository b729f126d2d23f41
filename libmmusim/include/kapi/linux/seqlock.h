/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks whose readers never wait: a number is odd while somebody writes, and a
 * reader that finds it changed begins anew.
 *
 *	do {
 *		seq = read_seqbegin(&lock);
 *		...
 *	} while (read_seqretry(&lock, seq));
 */
#ifndef _LINUX_SEQLOCK_H
#define _LINUX_SEQLOCK_H

#include <asm/barrier.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

typedef struct {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

static_assert(sizeof(seqlock_t) == 8);

#define SEQCNT_ZERO(name) \
	{                 \
		0         \
	}
#define seqcount_init(s) ((s)->sequence = 0)
#define __SEQLOCK_UNLOCKED(name)               \
	{                                      \
		.seqcount = {0}, .lock = { 0 } \
	}
#define DEFINE_SEQLOCK(name) seqlock_t name = __SEQLOCK_UNLOCKED(name)
#define seqlock_init(sl)                        \
	do {                                    \
		spin_lock_init(&(sl)->lock);    \
		seqcount_init(&(sl)->seqcount); \
	} while (0)

static inline unsigned int read_seqcount_begin(const seqcount_t *s)
{
	unsigned int seq;

	while ((seq = READ_ONCE(s->sequence)) & 1)
		cpu_relax();
	smp_rmb();
	return seq;
}

static inline unsigned int raw_read_seqcount(const seqcount_t *s)
{
	unsigned int seq = READ_ONCE(s->sequence);

	smp_rmb();
	return seq;
}

static inline int read_seqcount_retry(const seqcount_t *s, unsigned int start)
{
	smp_rmb();
	return unlikely(READ_ONCE(s->sequence) != start);
}

static inline void raw_write_seqcount_begin(seqcount_t *s)
{
	s->sequence++;
	smp_wmb();
}

static inline void raw_write_seqcount_end(seqcount_t *s)
{
	smp_wmb();
	s->sequence++;
}

#define write_seqcount_begin(s) raw_write_seqcount_begin(s)
#define write_seqcount_end(s)	raw_write_seqcount_end(s)

static inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	return read_seqcount_begin(&sl->seqcount);
}

static inline unsigned int read_seqretry(const seqlock_t *sl,
					 unsigned int start)
{
	return read_seqcount_retry(&sl->seqcount, start);
}

/* Writers exclude each other by the lock, with or without interrupts. */
#define __SEQLOCK_WRITER(suffix)                                  \
	static inline void write_seqlock##suffix(seqlock_t *sl)   \
	{                                                         \
		spin_lock##suffix(&sl->lock);                     \
		raw_write_seqcount_begin(&sl->seqcount);          \
	}                                                         \
	static inline void write_sequnlock##suffix(seqlock_t *sl) \
	{                                                         \
		raw_write_seqcount_end(&sl->seqcount);            \
		spin_unlock##suffix(&sl->lock);                   \
	}
__SEQLOCK_WRITER()
__SEQLOCK_WRITER(_bh)
__SEQLOCK_WRITER(_irq)
#undef __SEQLOCK_WRITER

#define write_seqlock_irqsave(sl, flags)                   \
	do {                                               \
		spin_lock_irqsave(&(sl)->lock, flags);     \
		raw_write_seqcount_begin(&(sl)->seqcount); \
	} while (0)
#define write_sequnlock_irqrestore(sl, flags)               \
	do {                                                \
		raw_write_seqcount_end(&(sl)->seqcount);    \
		spin_unlock_irqrestore(&(sl)->lock, flags); \
	} while (0)

/* A reader that keeps writers out instead. */
#define read_seqlock_excl(sl)	spin_lock(&(sl)->lock)
#define read_sequnlock_excl(sl) spin_unlock(&(sl)->lock)

#endif
