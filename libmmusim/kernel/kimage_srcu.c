/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_srcu.c - SRCU: readers may sleep, and who waits for them waits for those of
 * one structure; as code of the kernel image.
 *
 *   struct srcu_struct   78 index  c0 per-CPU data  120 callbacks  128 who waits
 *                        130 work
 *   struct srcu_data     00 locks of both indices  10 unlocks
 *
 * Readers of the index that is left are waited for; who comes later counts at the
 * other one. Callbacks are called by a worker, with softirqs off.
 *
 * Simplified: a grace period begins at once, and is over with its last reader.
 *
 * Reference: Linux 6.1, kernel/rcu/srcutree.c.
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage_bug.h"
#include "kernel/kimage_sync.h"

#define ERR_NOMEM     (-12)
#define WORK_NO_POOL  0xfffffffe0ul
#define SRCU_DATA_LEN 384
#define SRCU_ALIGN    64
#define BH_OFFSET     (2 * KERN_SOFTIRQ_OFFSET)

HIDDEN long kimg_schedule_timeout_uninterruptible(long timeout);

HIDDEN void *kimg___alloc_percpu(size_t size, size_t align);
HIDDEN void kimg_free_percpu(void *p);
HIDDEN bool kimg_queue_work_on(int cpu, void *wq, void *work);
HIDDEN bool kimg_flush_work(void *work);
HIDDEN extern void *kimg_system_wq;

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

struct srcu_data {
	unsigned long lock[2], unlock[2];
};

/* Who waits, on its own stack. */
struct srcu_waiter {
	struct srcu_waiter *next;
	void *task;
	bool woken;
};

struct work {
	unsigned long data;
	struct list entry;
	void (*func)(struct work *work);
};

struct srcu_struct {
	char before[120];
	unsigned int index;
	char between[68];
	struct srcu_data *data;
	bool is_static;
	char rest[87];
	struct rcu_head *callbacks;
	struct srcu_waiter *waiters;
	struct work work;
	char timer[56];
};

_Static_assert(offsetof(struct srcu_struct, data) == 192, "as Linux has it");
_Static_assert(offsetof(struct srcu_struct, work) == 304, "as Linux has it");
_Static_assert(sizeof(struct srcu_struct) == 392, "as Linux has it");

/* --- readers -------------------------------------------------------------------------- */

KIMAGE_INLINE unsigned long here(const unsigned long *at)
{
	unsigned long value;

	__asm__ volatile("movq %%gs:(%1), %0" : "=r"(value) : "r"(at));
	return value;
}

KIMAGE_INLINE void increase(unsigned long *at)
{
	__asm__ volatile("incq %%gs:(%0)" : : "r"(at) : "memory");
}

KIMAGE_INLINE bool has_readers(const struct srcu_struct *s, unsigned int index)
{
	return here(&s->data->lock[index]) != here(&s->data->unlock[index]);
}

KIMAGE_DEFINE(int, __srcu_read_lock, struct srcu_struct *s)
{
	unsigned int index = s->index & 1;

	increase(&s->data->lock[index]);
	return (int)index;
}

KIMAGE_DEFINE(void, __srcu_read_unlock, struct srcu_struct *s, int index)
{
	struct srcu_waiter *at, *next;

	increase(&s->data->unlock[index & 1]);
	at = s->waiters;
	s->waiters = NULL;
	for (; at; at = next) {
		void *task = at->task;

		next = at->next;
		at->woken = true;
		kimg_wake_up_process(task);
	}
}

/* --- who waits --------------------------------------------------------------------------- */

KIMAGE_INLINE void wait_for_unlock(struct srcu_struct *s)
{
	struct srcu_waiter waiter = {.task = get_current()};

	waiter.next = s->waiters;
	s->waiters = &waiter;
	while (!*(volatile bool *)&waiter.woken) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		kimg_schedule();
	}
	set_current_state(TASK_RUNNING);
}

KIMAGE_DEFINE_INNER(void, __synchronize_srcu, struct srcu_struct *s)
{
	unsigned int index = s->index++ & 1;

	kimg_schedule_timeout_uninterruptible(1);
	while (has_readers(s, index))
		wait_for_unlock(s);
}

KIMAGE_DEFINE(void, synchronize_srcu, struct srcu_struct *s)
{
	kimg___synchronize_srcu(s);
}

KIMAGE_DEFINE(void, synchronize_srcu_expedited, struct srcu_struct *s)
{
	kimg___synchronize_srcu(s);
}

KIMAGE_INLINE void softirqs_off(void)
{
	__asm__ volatile("addl %1, %%gs:%c0"
			 :
			 : "i"(KERN_PERCPU_PREEMPT), "i"(BH_OFFSET)
			 : "memory");
}

KIMAGE_DEFINE_INNER(void, srcu_invoke_callbacks, struct work *work)
{
	struct srcu_struct *s =
		(struct srcu_struct *)((char *)work -
				       offsetof(struct srcu_struct, work));
	struct rcu_head *head = s->callbacks, *next;

	s->callbacks = NULL;
	kimg___synchronize_srcu(s);
	for (; head; head = next) {
		next = head->next;
		softirqs_off();
		head->func(head);
		kimg___local_bh_enable_ip(0, BH_OFFSET);
	}
}

KIMAGE_DEFINE(void, call_srcu, struct srcu_struct *s, struct rcu_head *head,
	      void (*func)(struct rcu_head *head))
{
	struct rcu_head **at = &s->callbacks;

	head->next = NULL;
	head->func = func;
	while (*at)
		at = &(*at)->next;
	*at = head;
	if (!s->work.func) { /* defined, and not initialised */
		s->work.data = WORK_NO_POOL;
		s->work.entry.next = s->work.entry.prev = &s->work.entry;
		s->work.func = kimg_srcu_invoke_callbacks;
	}
	kimg_queue_work_on(0, *(void **)image_variable(&kimg_system_wq),
			   &s->work);
}

struct barrier {
	struct rcu_head head;
	struct srcu_waiter waiter;
};

KIMAGE_DEFINE_INNER(void, srcu_barrier_cb, struct rcu_head *head)
{
	struct barrier *barrier = (struct barrier *)head;

	barrier->waiter.woken = true;
	kimg_wake_up_process(barrier->waiter.task);
}

/* What was given to call_srcu() before has been called. */
KIMAGE_DEFINE(void, srcu_barrier, struct srcu_struct *s)
{
	struct barrier barrier;

	barrier.waiter.task = get_current();
	barrier.waiter.woken = false;
	kimg_call_srcu(s, &barrier.head, kimg_srcu_barrier_cb);
	while (!*(volatile bool *)&barrier.waiter.woken) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		kimg_schedule();
	}
	set_current_state(TASK_RUNNING);
}

/* --- their structure --------------------------------------------------------------------- */

KIMAGE_DEFINE(int, init_srcu_struct, struct srcu_struct *s)
{
	kimg_memset(s, 0, sizeof(*s));
	s->data = kimg___alloc_percpu(SRCU_DATA_LEN, SRCU_ALIGN);
	return s->data ? 0 : ERR_NOMEM;
}

KIMAGE_DEFINE(void, cleanup_srcu_struct, struct srcu_struct *s)
{
	if (has_readers(s, 0) || has_readers(s, 1)) {
		KIMAGE_WARN("cleanup_srcu_struct", "kernel/rcu/srcutree.c:600",
			    0x129);
		__asm__ volatile("" ::: "memory");
		return;
	}
	if (s->work.func)
		kimg_flush_work(&s->work);
	if (!s->is_static) {
		kimg_free_percpu(s->data);
		s->data = NULL;
	}
}
