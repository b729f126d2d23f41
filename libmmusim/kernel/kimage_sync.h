/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sync.h - for code of the kernel image that waits: structures as
 * Debian's Linux 6.1 for amd64 lays them out, and functions of image.S.
 */
#ifndef KERNEL_KIMAGE_SYNC_H
#define KERNEL_KIMAGE_SYNC_H

#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/percpu.h"

#define HIDDEN __attribute__((visibility("hidden")))

/* An inner function of the image, which has a name in traces. */
#define KIMAGE_HIDDEN KIMAGE_TEXT HIDDEN

enum { TASK_RUNNING, TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE };

#define TASK_STATE_OFFSET    24
#define MAX_SCHEDULE_TIMEOUT ((long)(~0ul >> 1))

struct list {
	struct list *next, *prev;
};

/* A task that waits, on its own stack: as struct swait_queue begins. */
struct waiter {
	void *task;
	struct list entry;
	bool woken;
};

#define WAITER_OF(at) \
	((struct waiter *)((char *)(at)-offsetof(struct waiter, entry)))

/* Gates: the library knows more. */
HIDDEN void kimg_schedule(void);
HIDDEN long kimg_schedule_timeout(long timeout);
HIDDEN int kimg_wake_up_process(void *task);
HIDDEN unsigned long kimg_arch_local_irq_save(void);
HIDDEN void kimg_arch_local_irq_restore(unsigned long flags);
HIDDEN void kimg_native_queued_spin_lock_slowpath(void *lock, unsigned long n);
HIDDEN void kimg_queued_read_lock_slowpath(void *lock, unsigned long n);
HIDDEN void kimg_queued_write_lock_slowpath(void *lock, unsigned long n);
HIDDEN void kimg___local_bh_enable_ip(unsigned long ip, unsigned int count);
HIDDEN void kimg_kthread_exit(long result);
HIDDEN bool kimg___list_add_valid(struct list *entry, struct list *prev,
				  struct list *next);
HIDDEN bool kimg___list_del_entry_valid(struct list *entry);

/* kimage_lock.c */
HIDDEN void kimg__raw_spin_lock(volatile unsigned int *lock);
HIDDEN void kimg__raw_spin_unlock(volatile unsigned int *lock);
HIDDEN void kimg__raw_spin_lock_irq(volatile unsigned int *lock);
HIDDEN void kimg__raw_spin_unlock_irq(volatile unsigned int *lock);
HIDDEN unsigned long kimg__raw_spin_lock_irqsave(volatile unsigned int *lock);
HIDDEN void kimg__raw_spin_unlock_irqrestore(volatile unsigned int *lock,
					     unsigned long flags);

static inline void *get_current(void)
{
	void *task;

	__asm__ volatile("mov %%gs:%c1, %0"
			 : "=r"(task)
			 : "i"(KERN_PERCPU_CURRENT));
	return task;
}

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

static inline void set_current_state(unsigned int state)
{
	*(volatile unsigned int *)((char *)get_current() + TASK_STATE_OFFSET) =
		state;
}

static inline unsigned int task_state(const void *task)
{
	return *(const volatile unsigned int *)((const char *)task +
						TASK_STATE_OFFSET);
}

/* kthread_stop() sets the second one. */
#define TIF_SIGNALS (1ul << 2 | 1ul << KERN_TIF_NOTIFY_SIGNAL)

/* Does somebody want who sleeps in this state to wake, whatever it waits for? */
static inline bool interrupts(unsigned int state)
{
	return state & TASK_INTERRUPTIBLE &&
	       *(const volatile unsigned long *)get_current() & TIF_SIGNALS;
}

enum { ERR_INTR = -4, ERR_RESTARTSYS = -512 };

static inline void list_add_before(struct list *entry, struct list *head)
{
	entry->next = head;
	entry->prev = head->prev;
	head->prev->next = entry;
	head->prev = entry;
}

static inline void list_remove(struct list *entry)
{
	entry->prev->next = entry->next;
	entry->next->prev = entry->prev;
	entry->next = entry->prev = entry;
}

/* The same with a look at the list first, which ends in a BUG. */
KIMAGE_INLINE void add_checked(struct list *entry, struct list *head)
{
	if (kimg___list_add_valid(entry, head->prev, head))
		list_add_before(entry, head);
}

KIMAGE_INLINE void remove_checked(struct list *entry)
{
	if (kimg___list_del_entry_valid(entry))
		list_remove(entry);
}

/* In the state that was set. What is left of the time. */
KIMAGE_INLINE long sleep_for(long timeout)
{
	if (timeout != MAX_SCHEDULE_TIMEOUT)
		return kimg_schedule_timeout(timeout);
	kimg_schedule();
	return timeout;
}

#endif
