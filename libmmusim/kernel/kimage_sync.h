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
HIDDEN void kimg___local_bh_enable_ip(unsigned long ip, unsigned int count);
HIDDEN void kimg_kthread_exit(long result);

static inline void *get_current(void)
{
	void *task;

	__asm__ volatile("mov %%gs:%c1, %0"
			 : "=r"(task)
			 : "i"(KERN_PERCPU_CURRENT));
	return task;
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

/* Sleep in the list until somebody wakes us, or for a time. What is left of the
 * time. */
static inline long wait_in(struct list *head, unsigned int state, long timeout)
{
	struct waiter waiter = {.task = get_current()};

	list_add_before(&waiter.entry, head);
	while (!waiter.woken && timeout) {
		set_current_state(state);
		if (timeout == MAX_SCHEDULE_TIMEOUT)
			kimg_schedule();
		else
			timeout = kimg_schedule_timeout(timeout);
	}
	set_current_state(TASK_RUNNING);
	if (!waiter.woken)
		list_remove(&waiter.entry);
	return timeout;
}

/* The first one in the list wakes. */
static inline void wake_first(struct list *head)
{
	struct waiter *waiter = WAITER_OF(head->next);
	void *task;

	if (head->next == head)
		return;
	task = *(void *volatile *)&waiter->task;
	list_remove(&waiter->entry);
	waiter->woken = true;
	kimg_wake_up_process(task);
}

#endif
