/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_completion.c - completions, who wakes, and small parts of tasklets, as
 * code of the kernel image.
 *
 *   struct completion   00 done   08 lock   10 waiters
 *   struct task_struct  cb4 pi_lock
 *
 * Reference: Linux 6.1, kernel/sched/completion.c, swait.c, core.c.
 */
#include "kernel/kimage_sync.h"

#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name
#define TASK_PI_LOCK	    0xcb4

/* --- waking ------------------------------------------------------------------------- */

HIDDEN int kimg_ttwu_do_activate(void *task); /* the library's part */

KIMAGE_TEXT int kimg_try_to_wake_up(void *task);
KIMAGE_TEXT int kimg_try_to_wake_up(void *task)
{
	volatile unsigned int *lock =
		(volatile unsigned int *)((char *)task + TASK_PI_LOCK);
	unsigned long flags;
	int woken;

	if (task == get_current())
		return kimg_ttwu_do_activate(task);
	preempt_add(1);
	flags = kimg__raw_spin_lock_irqsave(lock);
	woken = kimg_ttwu_do_activate(task);
	kimg__raw_spin_unlock_irqrestore(lock, flags);
	preempt_sub(1);
	return woken;
}
KIMAGE_INNER(try_to_wake_up);

EXPORTED(int, wake_up_process)(void *task)
{
	return kimg_try_to_wake_up(task);
}
KIMAGE_EXPORT(wake_up_process);

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

/* The first one in the list wakes. */
KIMAGE_INLINE void swake_up_locked(struct list *head)
{
	struct waiter *waiter = WAITER_OF(head->next);

	if (head->next == head)
		return;
	kimg_wake_up_process(waiter->task);
	remove_checked(&waiter->entry);
}

EXPORTED(void, complete)(struct completion *x);
EXPORTED(void, complete)(struct completion *x)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&x->wait.lock);

	if (x->done != ALL_DONE)
		x->done++;
	swake_up_locked(&x->wait.waiters);
	kimg__raw_spin_unlock_irqrestore(&x->wait.lock, flags);
}
KIMAGE_EXPORT(complete);

EXPORTED(void, complete_all)(struct completion *x);
EXPORTED(void, complete_all)(struct completion *x)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&x->wait.lock);

	x->done = ALL_DONE;
	while (x->wait.waiters.next != &x->wait.waiters)
		swake_up_locked(&x->wait.waiters);
	kimg__raw_spin_unlock_irqrestore(&x->wait.lock, flags);
}
KIMAGE_EXPORT(complete_all);

/* With the lock held. */
KIMAGE_INLINE long sleep_until_done(struct completion *x, unsigned int state,
				    long timeout)
{
	struct waiter waiter = {.task = get_current()};

	waiter.entry.next = waiter.entry.prev = &waiter.entry;
	while (!x->done && timeout && !interrupts(state)) {
		if (waiter.entry.next == &waiter.entry)
			add_checked(&waiter.entry, &x->wait.waiters);
		set_current_state(state);
		kimg__raw_spin_unlock_irq(&x->wait.lock);
		timeout = sleep_for(timeout);
		kimg__raw_spin_lock_irq(&x->wait.lock);
	}
	set_current_state(TASK_RUNNING);
	if (waiter.entry.next != &waiter.entry)
		remove_checked(&waiter.entry);
	return timeout;
}

KIMAGE_TEXT long kimg___wait_for_common(struct completion *x,
					unsigned int state, long timeout);
KIMAGE_TEXT long kimg___wait_for_common(struct completion *x,
					unsigned int state, long timeout)
{
	kimg__raw_spin_lock_irq(&x->wait.lock);
	if (!x->done)
		timeout = sleep_until_done(x, state, timeout);
	if (!x->done)
		timeout = timeout ? ERR_RESTARTSYS : 0;
	else if (!timeout)
		timeout = 1;
	if (x->done && x->done != ALL_DONE)
		x->done--;
	kimg__raw_spin_unlock_irq(&x->wait.lock);
	return timeout;
}
KIMAGE_INNER(__wait_for_common);

EXPORTED(void, wait_for_completion)(struct completion *x);
EXPORTED(void, wait_for_completion)(struct completion *x)
{
	kimg___wait_for_common(x, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
KIMAGE_EXPORT(wait_for_completion);

EXPORTED(unsigned long, wait_for_completion_timeout)
(struct completion *x, unsigned long timeout);
EXPORTED(unsigned long, wait_for_completion_timeout)
(struct completion *x, unsigned long timeout)
{
	return (unsigned long)kimg___wait_for_common(x, TASK_UNINTERRUPTIBLE,
						     (long)timeout);
}
KIMAGE_EXPORT(wait_for_completion_timeout);

EXPORTED(int, wait_for_completion_interruptible)(struct completion *x);
EXPORTED(int, wait_for_completion_interruptible)(struct completion *x)
{
	long left = kimg___wait_for_common(x, TASK_INTERRUPTIBLE,
					   MAX_SCHEDULE_TIMEOUT);

	return left < 0 ? (int)left : 0;
}
KIMAGE_EXPORT(wait_for_completion_interruptible);

KIMAGE_DEFINE(long, wait_for_completion_interruptible_timeout,
	      struct completion *x, unsigned long timeout)
{
	return kimg___wait_for_common(x, TASK_INTERRUPTIBLE, (long)timeout);
}

/* Who is killed does not come back, here. */
KIMAGE_DEFINE(int, wait_for_completion_killable, struct completion *x)
{
	kimg_wait_for_completion(x);
	return 0;
}

KIMAGE_DEFINE(long, wait_for_completion_killable_timeout, struct completion *x,
	      unsigned long timeout)
{
	return kimg___wait_for_common(x, TASK_UNINTERRUPTIBLE, (long)timeout);
}

EXPORTED(bool, try_wait_for_completion)(struct completion *x);
EXPORTED(bool, try_wait_for_completion)(struct completion *x)
{
	unsigned long flags;

	if (!x->done)
		return false;
	flags = kimg__raw_spin_lock_irqsave(&x->wait.lock);
	if (x->done != ALL_DONE)
		x->done--;
	kimg__raw_spin_unlock_irqrestore(&x->wait.lock, flags);
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
