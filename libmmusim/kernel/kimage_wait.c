/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_wait.c - wait queues, completions, and small parts of tasklets, as code
 * of the kernel image.
 *
 *   wait_queue_head_t        00 lock    08 entries
 *   struct wait_queue_entry  00 flags   08 task  10 func  18 entry
 *   struct completion        00 done    10 waiters
 *
 * On one CPU, and with interrupts only where the library is called, their spin
 * locks are not needed.
 *
 * Reference: Linux 6.1, kernel/sched/wait.c, completion.c.
 */
#include "kernel/kimage_sync.h"

#define EXCLUSIVE	    1u
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
		list_remove(&entry->entry);
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
	return kimg___wake_up_common(queue, mode, nr, key);
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

EXPORTED(void, add_wait_queue)
(struct wait_queue_head *queue, struct wait_queue_entry *entry);
EXPORTED(void, add_wait_queue)
(struct wait_queue_head *queue, struct wait_queue_entry *entry)
{
	entry->flags &= ~EXCLUSIVE;
	list_add_before(&entry->entry, queue->head.next);
}
KIMAGE_EXPORT(add_wait_queue);

EXPORTED(void, remove_wait_queue)
(struct wait_queue_head *queue, struct wait_queue_entry *entry);
EXPORTED(void, remove_wait_queue)
(struct wait_queue_head *queue, struct wait_queue_entry *entry)
{
	(void)queue;
	list_remove(&entry->entry);
}
KIMAGE_EXPORT(remove_wait_queue);

EXPORTED(void, prepare_to_wait)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state);
EXPORTED(void, prepare_to_wait)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state)
{
	entry->flags &= ~EXCLUSIVE;
	if (entry->entry.next == &entry->entry)
		list_add_before(&entry->entry, queue->head.next);
	set_current_state((unsigned int)state);
}
KIMAGE_EXPORT(prepare_to_wait);

EXPORTED(bool, prepare_to_wait_exclusive)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state);
EXPORTED(bool, prepare_to_wait_exclusive)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state)
{
	bool was_empty = queue->head.next == &queue->head;

	entry->flags |= EXCLUSIVE;
	if (entry->entry.next == &entry->entry)
		list_add_before(&entry->entry, &queue->head);
	set_current_state((unsigned int)state);
	return was_empty;
}
KIMAGE_EXPORT(prepare_to_wait_exclusive);

/* 0, for no signal is there */
enum { TIF_SIGPENDING = 4, ERR_RESTARTSYS = -512 };

/* Somebody has sent one, and it is not blocked. */
KIMAGE_INLINE bool has_signal(void)
{
	return *(volatile unsigned long *)get_current() & TIF_SIGPENDING;
}

EXPORTED(long, prepare_to_wait_event)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state);
EXPORTED(long, prepare_to_wait_event)
(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state)
{
	if (state & TASK_INTERRUPTIBLE && has_signal()) {
		list_remove(&entry->entry);
		return ERR_RESTARTSYS;
	}
	if (entry->flags & EXCLUSIVE)
		kimg_prepare_to_wait_exclusive(queue, entry, state);
	else
		kimg_prepare_to_wait(queue, entry, state);
	return 0;
}
KIMAGE_EXPORT(prepare_to_wait_event);

EXPORTED(void, finish_wait)
(struct wait_queue_head *queue, struct wait_queue_entry *entry);
EXPORTED(void, finish_wait)
(struct wait_queue_head *queue, struct wait_queue_entry *entry)
{
	(void)queue;
	set_current_state(TASK_RUNNING);
	if (entry->entry.next != &entry->entry)
		list_remove(&entry->entry);
}
KIMAGE_EXPORT(finish_wait);

/* --- completions --------------------------------------------------------------------- */

struct completion {
	unsigned int done;
	struct {
		unsigned int lock;
		struct list waiters;
	} wait;
};

#define ALL_DONE (~0u)

EXPORTED(void, __init_swait_queue_head)
(void *queue, const char *name, void *key);
EXPORTED(void, __init_swait_queue_head)
(void *queue, const char *name, void *key)
{
	struct list *head = (struct list *)((char *)queue + 8);

	(void)name;
	(void)key;
	*(unsigned int *)queue = 0;
	head->next = head->prev = head;
}
KIMAGE_EXPORT(__init_swait_queue_head);

EXPORTED(void, complete)(struct completion *x);
EXPORTED(void, complete)(struct completion *x)
{
	if (x->done != ALL_DONE)
		x->done++;
	wake_first(&x->wait.waiters);
}
KIMAGE_EXPORT(complete);

EXPORTED(void, complete_all)(struct completion *x);
EXPORTED(void, complete_all)(struct completion *x)
{
	x->done = ALL_DONE;
	while (x->wait.waiters.next != &x->wait.waiters)
		wake_first(&x->wait.waiters);
}
KIMAGE_EXPORT(complete_all);

static inline long wait_done(struct completion *x, unsigned int state,
			     long timeout)
{
	while (!x->done && timeout)
		timeout = wait_in(&x->wait.waiters, state, timeout);
	if (!x->done)
		return 0;
	if (x->done != ALL_DONE)
		x->done--;
	return timeout ? timeout : 1;
}

EXPORTED(void, wait_for_completion)(struct completion *x);
EXPORTED(void, wait_for_completion)(struct completion *x)
{
	wait_done(x, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
KIMAGE_EXPORT(wait_for_completion);

EXPORTED(unsigned long, wait_for_completion_timeout)
(struct completion *x, unsigned long timeout);
EXPORTED(unsigned long, wait_for_completion_timeout)
(struct completion *x, unsigned long timeout)
{
	return (unsigned long)wait_done(x, TASK_UNINTERRUPTIBLE, (long)timeout);
}
KIMAGE_EXPORT(wait_for_completion_timeout);

EXPORTED(int, wait_for_completion_interruptible)(struct completion *x);
EXPORTED(int, wait_for_completion_interruptible)(struct completion *x)
{
	wait_done(x, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	return 0;
}
KIMAGE_EXPORT(wait_for_completion_interruptible);

EXPORTED(bool, try_wait_for_completion)(struct completion *x);
EXPORTED(bool, try_wait_for_completion)(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != ALL_DONE)
		x->done--;
	return true;
}
KIMAGE_EXPORT(try_wait_for_completion);

EXPORTED(bool, completion_done)(struct completion *x);
EXPORTED(bool, completion_done)(struct completion *x)
{
	return x->done;
}
KIMAGE_EXPORT(completion_done);

EXPORTED(void, kthread_complete_and_exit)(struct completion *x, long result);
EXPORTED(void, kthread_complete_and_exit)(struct completion *x, long result)
{
	if (x)
		kimg_complete(x);
	kimg_kthread_exit(result);
}
KIMAGE_EXPORT(kthread_complete_and_exit);

/* --- tasklets ---------------------------------------------------------------------------- */

struct tasklet {
	struct tasklet *next;
	unsigned long state;
	int count;
	bool use_callback;
	void *func;
	unsigned long data;
};

EXPORTED(void, tasklet_setup)(struct tasklet *tasklet, void *callback);
EXPORTED(void, tasklet_setup)(struct tasklet *tasklet, void *callback)
{
	tasklet->next = NULL;
	tasklet->state = 0;
	tasklet->count = 0;
	tasklet->use_callback = true;
	tasklet->func = callback;
	tasklet->data = 0;
}
KIMAGE_EXPORT(tasklet_setup);

EXPORTED(void, tasklet_init)
(struct tasklet *tasklet, void *func, unsigned long data);
EXPORTED(void, tasklet_init)
(struct tasklet *tasklet, void *func, unsigned long data)
{
	tasklet->next = NULL;
	tasklet->state = 0;
	tasklet->count = 0;
	tasklet->use_callback = false;
	tasklet->func = func;
	tasklet->data = data;
}
KIMAGE_EXPORT(tasklet_init);
