/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_kthread_work.c - kthread_worker: a thread of its own runs work items one
 * after the other; as code of the kernel image, since an item may be anything.
 *
 *   struct kthread_worker        00 flags  04 lock  08 items  18 delayed items
 *                                28 task  30 current item          (56 bytes)
 *   struct kthread_work          00 node  10 func  18 worker  20 canceling
 *   struct kthread_delayed_work  00 work  28 timer                 (80 bytes)
 *
 * Who waits for an item queues one of its own behind it.
 *
 * Its thread: kthread_worker.c.
 *
 * Reference: Linux 6.1, kernel/kthread.c.
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage_bug.h"
#include "kernel/kimage_sync.h"

struct worker {
	unsigned int flags, lock;
	struct list items, delayed;
	void *task;
	struct work *current;
};

struct work {
	struct list node;
	void (*func)(struct work *work);
	struct worker *worker;
	int canceling;
};

struct timer {
	struct list entry;
	unsigned long expires;
	void (*function)(struct timer *timer);
	unsigned int flags;
};

struct delayed_work {
	struct work work;
	struct timer timer;
};

struct completion {
	unsigned int done, unused;
	unsigned int lock;
	struct list waiters;
};

/* The item of who waits, on its own stack. */
struct flush {
	struct work work;
	struct completion done;
};

_Static_assert(sizeof(struct worker) == 56 && sizeof(struct work) == 40 &&
		       sizeof(struct delayed_work) == 80,
	       "as Linux has them");

HIDDEN bool kimg_kthread_should_stop(void);
HIDDEN int kimg_kthread_stop(void *task);
HIDDEN void kimg_kfree(const void *object);
HIDDEN void kimg_complete(struct completion *x);
HIDDEN void kimg_wait_for_completion(struct completion *x);
HIDDEN int kimg_mod_timer(struct timer *timer, unsigned long expires);
HIDDEN int kimg_timer_delete_sync(struct timer *timer);
HIDDEN extern volatile unsigned long kimg_jiffies;

KIMAGE_INLINE void list_init(struct list *head)
{
	head->next = head->prev = head;
}

KIMAGE_INLINE bool is_empty(const struct list *head)
{
	return head->next == head;
}

KIMAGE_DEFINE(void, __kthread_init_worker, struct worker *worker,
	      const char *name, void *key)
{
	(void)name;
	(void)key;
	worker->flags = worker->lock = 0;
	worker->task = NULL;
	worker->current = NULL;
	list_init(&worker->items);
	list_init(&worker->delayed);
}

/* --- the thread --------------------------------------------------------------------- */

KIMAGE_INLINE struct work *next_item(struct worker *worker)
{
	struct work *work = NULL;

	kimg__raw_spin_lock_irq(&worker->lock);
	if (!is_empty(&worker->items)) {
		work = (struct work *)worker->items.next;
		remove_checked(&work->node);
	}
	worker->current = work;
	kimg__raw_spin_unlock_irq(&worker->lock);
	return work;
}

KIMAGE_DEFINE(int, kthread_worker_fn, struct worker *worker)
{
	if (worker->task && worker->task != get_current())
		KIMAGE_WARN("kthread_worker_fn", "kernel/kthread.c:794", 0x27);
	worker->task = get_current();
	while (!kimg_kthread_should_stop()) {
		struct work *work = next_item(worker);

		if (work) {
			work->func(work);
		} else {
			set_current_state(TASK_INTERRUPTIBLE);
			kimg_schedule();
		}
	}
	kimg__raw_spin_lock_irq(&worker->lock);
	worker->task = NULL;
	kimg__raw_spin_unlock_irq(&worker->lock);
	return 0;
}

/* --- queueing ----------------------------------------------------------------------- */

KIMAGE_INLINE bool is_blocked(const struct work *work)
{
	return !is_empty(&work->node) || work->canceling;
}

/* With the lock held, as all of these. */
KIMAGE_DEFINE_INNER(void, kthread_insert_work, struct worker *worker,
		    struct work *work, struct list *before)
{
	if (!is_empty(&work->node))
		KIMAGE_WARN_ONCE("kthread_insert_work", "kernel/kthread.c:973",
				 0xc6);
	if (work->worker && work->worker != worker)
		KIMAGE_WARN_ONCE("kthread_insert_work", "kernel/kthread.c:975",
				 0x2e);
	add_checked(&work->node, before);
	work->worker = worker;
	if (!worker->current && worker->task)
		kimg_wake_up_process(worker->task);
}

KIMAGE_DEFINE(bool, kthread_queue_work, struct worker *worker,
	      struct work *work)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&worker->lock);
	bool queued = !is_blocked(work);

	if (queued)
		kimg_kthread_insert_work(worker, work, &worker->items);
	kimg__raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

/* In the timer's softirq: its time has come. */
KIMAGE_DEFINE(void, kthread_delayed_work_timer_fn, struct timer *timer)
{
	struct work *work =
		(struct work *)((char *)timer -
				offsetof(struct delayed_work, timer));
	struct worker *worker = work->worker;
	unsigned long flags;

	if (!worker) {
		KIMAGE_WARN_ONCE("kthread_delayed_work_timer_fn",
				 "kernel/kthread.c:1040", 0x8b);
		return;
	}
	flags = kimg__raw_spin_lock_irqsave(&worker->lock);
	if (is_empty(&work->node))
		KIMAGE_WARN_ONCE("kthread_delayed_work_timer_fn",
				 "kernel/kthread.c:1048", 0x9e);
	remove_checked(&work->node);
	if (!work->canceling)
		kimg_kthread_insert_work(worker, work, &worker->items);
	kimg__raw_spin_unlock_irqrestore(&worker->lock, flags);
}

KIMAGE_DEFINE_INNER(void, __kthread_queue_delayed_work, struct worker *worker,
		    struct delayed_work *delayed, unsigned long delay)
{
	struct work *work = &delayed->work;

	if (delayed->timer.function != kimg_kthread_delayed_work_timer_fn)
		KIMAGE_WARN_ONCE("__kthread_queue_delayed_work",
				 "kernel/kthread.c:1064", 0xa4);
	if (!delay) {
		kimg_kthread_insert_work(worker, work, &worker->items);
		return;
	}
	if (!is_empty(&work->node))
		KIMAGE_WARN_ONCE("__kthread_queue_delayed_work",
				 "kernel/kthread.c:973", 0xab);
	if (work->worker && work->worker != worker)
		KIMAGE_WARN_ONCE("__kthread_queue_delayed_work",
				 "kernel/kthread.c:975", 0x3f);
	add_checked(&work->node, worker->delayed.next);
	work->worker = worker;
	kimg_mod_timer(&delayed->timer,
		       *(volatile unsigned long *)image_variable(
			       (void *)&kimg_jiffies) +
			       delay);
}

KIMAGE_DEFINE(bool, kthread_queue_delayed_work, struct worker *worker,
	      struct delayed_work *delayed, unsigned long delay)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&worker->lock);
	bool queued = !is_blocked(&delayed->work);

	if (queued)
		kimg___kthread_queue_delayed_work(worker, delayed, delay);
	kimg__raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

/* --- waiting -------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, kthread_flush_work_fn, struct work *work)
{
	kimg_complete(&((struct flush *)work)->done);
}

KIMAGE_INLINE void flush_init(struct flush *flush)
{
	flush->work = (struct work){.func = kimg_kthread_flush_work_fn};
	flush->done.done = flush->done.lock = 0;
	list_init(&flush->work.node);
	list_init(&flush->done.waiters);
}

KIMAGE_DEFINE(void, kthread_flush_work, struct work *work)
{
	struct worker *worker = work->worker;
	struct list *before = NULL;
	struct flush flush;

	if (!worker)
		return;
	flush_init(&flush);
	kimg__raw_spin_lock_irq(&worker->lock);
	if (!is_empty(&work->node))
		before = work->node.next;
	else if (worker->current == work)
		before = worker->items.next;
	if (before)
		kimg_kthread_insert_work(worker, &flush.work, before);
	kimg__raw_spin_unlock_irq(&worker->lock);
	if (before)
		kimg_wait_for_completion(&flush.done);
}

KIMAGE_DEFINE(void, kthread_flush_worker, struct worker *worker)
{
	struct flush flush;

	flush_init(&flush);
	kimg_kthread_queue_work(worker, &flush.work);
	kimg_wait_for_completion(&flush.done);
}

/* --- cancelling ------------------------------------------------------------------------- */

/* The lock is not held meanwhile. */
KIMAGE_INLINE void cancel_timer(struct work *work, unsigned long *flags)
{
	struct worker *worker = work->worker;

	work->canceling++;
	kimg__raw_spin_unlock_irqrestore(&worker->lock, *flags);
	kimg_timer_delete_sync(&((struct delayed_work *)work)->timer);
	*flags = kimg__raw_spin_lock_irqsave(&worker->lock);
	work->canceling--;
}

KIMAGE_INLINE bool cancel(struct work *work)
{
	if (is_empty(&work->node))
		return false;
	remove_checked(&work->node);
	return true;
}

KIMAGE_DEFINE(bool, kthread_mod_delayed_work, struct worker *worker,
	      struct delayed_work *delayed, unsigned long delay)
{
	unsigned long flags = kimg__raw_spin_lock_irqsave(&worker->lock);
	struct work *work = &delayed->work;
	bool was = false;

	if (work->worker) {
		cancel_timer(work, &flags);
		was = work->canceling || cancel(work);
	}
	if (!work->canceling)
		kimg___kthread_queue_delayed_work(worker, delayed, delay);
	kimg__raw_spin_unlock_irqrestore(&worker->lock, flags);
	return was;
}

KIMAGE_DEFINE_INNER(bool, __kthread_cancel_work_sync, struct work *work,
		    bool delayed)
{
	struct worker *worker = work->worker;
	unsigned long flags;
	bool was;

	if (!worker)
		return false;
	flags = kimg__raw_spin_lock_irqsave(&worker->lock);
	if (delayed)
		cancel_timer(work, &flags);
	was = cancel(work);
	if (worker->current == work) { /* and must not queue itself again */
		work->canceling++;
		kimg__raw_spin_unlock_irqrestore(&worker->lock, flags);
		kimg_kthread_flush_work(work);
		flags = kimg__raw_spin_lock_irqsave(&worker->lock);
		work->canceling--;
	}
	kimg__raw_spin_unlock_irqrestore(&worker->lock, flags);
	return was;
}

KIMAGE_DEFINE(bool, kthread_cancel_work_sync, struct work *work)
{
	return kimg___kthread_cancel_work_sync(work, false);
}

KIMAGE_DEFINE(bool, kthread_cancel_delayed_work_sync,
	      struct delayed_work *delayed)
{
	return kimg___kthread_cancel_work_sync(&delayed->work, true);
}

KIMAGE_DEFINE(void, kthread_destroy_worker, struct worker *worker)
{
	void *task = worker->task;

	if (!task) {
		KIMAGE_WARN("kthread_destroy_worker", "kernel/kthread.c:1401",
			    0x37);
		return;
	}
	kimg_kthread_flush_worker(worker);
	kimg_kthread_stop(task);
	if (!is_empty(&worker->items))
		KIMAGE_WARN("kthread_destroy_worker", "kernel/kthread.c:1406",
			    0x40);
	kimg_kfree(worker);
}
