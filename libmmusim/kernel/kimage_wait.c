/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_wait.c - wait queues, as code of the kernel image.
 *
 *   wait_queue_head_t        00 lock    08 entries
 *   struct wait_queue_entry  00 flags   08 task  10 func  18 entry
 *
 * Reference: Linux 6.1, kernel/sched/wait.c.
 */
#include "kernel/kimage_sync.h"

#define EXCLUSIVE	    1u
#define PRIORITY	    0x10u
#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

struct wait_queue_head {
	unsigned int lock;
	struct list head;
};

struct wait_queue_entry {
	unsigned int flags;
	void *task;
	int (*func)(struct wait_queue_entry *entry, unsigned int mode,
		    int flags, void *key);
	struct list entry;
};

#define ENTRY_OF(at)                   \
	((struct wait_queue_entry *)(( \
		char *)(at)-offsetof(struct wait_queue_entry, entry)))

/* --- wait queues ------------------------------------------------------------------- */

EXPORTED(void, __init_waitqueue_head)
(struct wait_queue_head *queue, const char *name, void *key);
EXPORTED(void, __init_waitqueue_head)
(struct wait_queue_head *queue, const char *name, void *key)
{
	(void)name;
	(void)key;
	queue->lock = 0;
	queue->head.next = queue->head.prev = &queue->head;
}
KIMAGE_EXPORT(__init_waitqueue_head);

EXPORTED(int, default_wake_function)
(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);
EXPORTED(int, default_wake_function)
(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	(void)flags;
	(void)key;
	if (!(task_state(entry->task) & mode))
		return 0;
	return kimg_wake_up_process(entry->task);
}
KIMAGE_EXPORT(default_wake_function);

EXPORTED(int, autoremove_wake_function)
(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);
EXPORTED(int, autoremove_wake_function)
(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	int woken = kimg_default_wake_function(entry, mode, flags, key);

	if (woken)
		remove_checked(&entry->entry);
	return woken;
}
KIMAGE_EXPORT(autoremove_wake_function);

/* Of an entry the link to the next one is read first. */
EXPORTED(int, __wake_up_common)
(struct wait_queue_head *queue, unsigned int mode, int nr, void *key);
EXPORTED(int, __wake_up_common)
(struct wait_queue_head *queue, unsigned int mode, int nr, void *key)
{
	struct list *at = queue->head.next, *next;
	int woken = 0;

	for (; at != &queue->head; at = next) {
		struct wait_queue_entry *entry = ENTRY_OF(at);
		unsigned int flags;

		next = *(struct list *volatile *)&at->next;
		flags = entry->flags;
		if (!entry->func(entry, mode, 0, key))
			continue;
		woken++;
		if (flags & EXCLUSIVE && !--nr)
			break;
	}
	return woken;
}
KIMAGE_INNER(__wake_up_common);

EXPORTED(int, __wake_up)
(struct wait_queue_head *queue, unsigned int mode, int nr, void *key);
EXPORTED(int, __wake_up)
(struct wait_queue_head *queue, unsigned int mode, int nr, void *key)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&queue->lock);
	int woken = kimg___wake_up_common(queue, mode, nr, key);

	kimg__raw_spin_unlock_irqrestore(&queue->lock, flags);
	return woken;
}
KIMAGE_EXPORT(__wake_up);

/* Its function is the image's own: where that is, is known when it runs. */
EXPORTED(void, init_wait_entry)(struct wait_queue_entry *entry, int flags);
EXPORTED(void, init_wait_entry)(struct wait_queue_entry *entry, int flags)
{
	entry->flags = (unsigned int)flags;
	entry->task = get_current();
	entry->func = kimg_autoremove_wake_function;
	entry->entry.next = entry->entry.prev = &entry->entry;
}
KIMAGE_EXPORT(init_wait_entry);

/* __add_wait_queue(): behind those that come first. */
KIMAGE_INLINE void add_to_queue(struct wait_queue_head *queue,
				struct wait_queue_entry *entry)
{
	struct list *at = &queue->head;

	while (at->next != &queue->head &&
	       *(volatile unsigned int *)&ENTRY_OF(at->next)->flags & PRIORITY)
		at = at->next;
	if (kimg___list_add_valid(&entry->entry, at, at->next))
		list_add_before(&entry->entry, at->next);
}

KIMAGE_INLINE bool is_queued(const struct wait_queue_entry *entry)
{
	return entry->entry.next != &entry->entry;
}

EXPORTED(void, add_wait_queue)
(struct wait_queue_head *queue, struct wait_queue_entry *entry);
EXPORTED(void, add_wait_queue)
(struct wait_queue_head *queue, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags &= ~EXCLUSIVE;
	flags = kimg__raw_spin_lock_irqsave(&queue->lock);
	add_to_queue(queue, entry);
	kimg__raw_spin_unlock_irqrestore(&queue->lock, flags);
}
KIMAGE_EXPORT(add_wait_queue);

EXPORTED(void, remove_wait_queue)
(struct wait_queue_head *queue, struct wait_queue_entry *entry);
EXPORTED(void, remove_wait_queue)
(struct wait_queue_head *queue, struct wait_queue_entry *entry)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&queue->lock);

	remove_checked(&entry->entry);
	kimg__raw_spin_unlock_irqrestore(&queue->lock, flags);
}
KIMAGE_EXPORT(remove_wait_queue);

EXPORTED(void, prepare_to_wait)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state);
EXPORTED(void, prepare_to_wait)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state)
{
	unsigned long flags;

	entry->flags &= ~EXCLUSIVE;
	flags = kimg__raw_spin_lock_irqsave(&queue->lock);
	if (!is_queued(entry))
		add_to_queue(queue, entry);
	set_current_state((unsigned int)state);
	kimg__raw_spin_unlock_irqrestore(&queue->lock, flags);
}
KIMAGE_EXPORT(prepare_to_wait);

EXPORTED(bool, prepare_to_wait_exclusive)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state);
EXPORTED(bool, prepare_to_wait_exclusive)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state)
{
	unsigned long flags;
	bool was_empty = false;

	entry->flags |= EXCLUSIVE;
	flags = kimg__raw_spin_lock_irqsave(&queue->lock);
	if (!is_queued(entry)) {
		was_empty = queue->head.next == &queue->head;
		add_checked(&entry->entry, &queue->head);
	}
	set_current_state((unsigned int)state);
	kimg__raw_spin_unlock_irqrestore(&queue->lock, flags);
	return was_empty;
}
KIMAGE_EXPORT(prepare_to_wait_exclusive);

/* 0; ERR_RESTARTSYS: do not sleep */
EXPORTED(long, prepare_to_wait_event)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state);
EXPORTED(long, prepare_to_wait_event)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&queue->lock);
	bool stops = interrupts((unsigned int)state);

	if (stops) {
		remove_checked(&entry->entry);
	} else if (!is_queued(entry)) {
		if (entry->flags & EXCLUSIVE)
			add_checked(&entry->entry, &queue->head);
		else
			add_to_queue(queue, entry);
	}
	if (!stops)
		set_current_state((unsigned int)state);
	kimg__raw_spin_unlock_irqrestore(&queue->lock, flags);
	return stops ? ERR_RESTARTSYS : 0;
}
KIMAGE_EXPORT(prepare_to_wait_event);

EXPORTED(void, finish_wait)
(struct wait_queue_head *queue, struct wait_queue_entry *entry);
EXPORTED(void, finish_wait)
(struct wait_queue_head *queue, struct wait_queue_entry *entry)
{
	unsigned long flags;

	set_current_state(TASK_RUNNING);
	if (!is_queued(entry))
		return;
	flags = kimg__raw_spin_lock_irqsave(&queue->lock);
	remove_checked(&entry->entry);
	kimg__raw_spin_unlock_irqrestore(&queue->lock, flags);
}
KIMAGE_EXPORT(finish_wait);
