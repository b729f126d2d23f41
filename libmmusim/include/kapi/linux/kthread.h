/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads of the kernel:
 *
 * 	while (!kthread_should_stop())
 * 		...
 *
 * and in the module's exit function kthread_stop(), which waits for the end.
 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/list.h>
#include <linux/numa.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

struct completion;

/* It sleeps until wake_up_process(). An error pointer without memory. */
__printf(4, 5) struct task_struct *kthread_create_on_node(int (*fn)(void *data),
							  void *data, int node,
							  const char *fmt, ...);

#define kthread_create(fn, data, fmt, ...) \
	kthread_create_on_node(fn, data, NUMA_NO_NODE, fmt, ##__VA_ARGS__)

#define kthread_run(fn, data, fmt, ...)                               \
	({                                                            \
		struct task_struct *__task =                          \
			kthread_create(fn, data, fmt, ##__VA_ARGS__); \
                                                                      \
		if (!IS_ERR(__task))                                  \
			wake_up_process(__task);                      \
		__task;                                               \
	})

bool kthread_should_stop(void);
/* What its function returned; -EINTR if that never ran. */
int kthread_stop(struct task_struct *thread);
void kthread_bind(struct task_struct *thread, unsigned int cpu);
/* A thread that parks itself when it is asked to. */
bool kthread_should_park(void);
void kthread_parkme(void);
int kthread_park(struct task_struct *thread);
void kthread_unpark(struct task_struct *thread);
/* Ends the thread; kthread_stop() returns @code. */
void kthread_exit(long code) __noreturn;
void kthread_complete_and_exit(struct completion *x, long code) __noreturn;

/* --- workers: a thread that runs items one after the other ------------------------ */

struct kthread_work;
typedef void (*kthread_work_func_t)(struct kthread_work *work);
void kthread_delayed_work_timer_fn(struct timer_list *t);

enum { KTW_FREEZABLE = 1 << 0 };

struct kthread_worker {
	unsigned int flags;
	raw_spinlock_t lock;
	struct list_head work_list;
	struct list_head delayed_work_list;
	struct task_struct *task;
	struct kthread_work *current_work;
};

struct kthread_work {
	struct list_head node;
	kthread_work_func_t func;
	struct kthread_worker *worker;
	int canceling;
};

struct kthread_delayed_work {
	struct kthread_work work;
	struct timer_list timer;
};

#define KTHREAD_WORK_INIT(work, fn)                                \
	{                                                          \
		.node = LIST_HEAD_INIT((work).node), .func = (fn), \
	}

#define KTHREAD_DELAYED_WORK_INIT(dwork, fn)                                \
	{                                                                   \
		.work = KTHREAD_WORK_INIT((dwork).work, (fn)),              \
		.timer = __TIMER_INITIALIZER(kthread_delayed_work_timer_fn, \
					     TIMER_IRQSAFE),                \
	}

#define DEFINE_KTHREAD_WORK(work, fn) \
	struct kthread_work work = KTHREAD_WORK_INIT(work, fn)

#define DEFINE_KTHREAD_DELAYED_WORK(dwork, fn) \
	struct kthread_delayed_work dwork = KTHREAD_DELAYED_WORK_INIT(dwork, fn)

/* For a thread of the caller's, whose function kthread_worker_fn() is. */
struct lock_class_key;
void __kthread_init_worker(struct kthread_worker *worker, const char *name,
			   struct lock_class_key *key);
#define kthread_init_worker(worker) \
	__kthread_init_worker((worker), "(" #worker ")->lock", NULL)
int kthread_worker_fn(void *worker_ptr);

#define kthread_init_work(work, fn)                             \
	do {                                                    \
		memset((work), 0, sizeof(struct kthread_work)); \
		INIT_LIST_HEAD(&(work)->node);                  \
		(work)->func = (fn);                            \
	} while (0)

#define kthread_init_delayed_work(dwork, fn)                                \
	do {                                                                \
		kthread_init_work(&(dwork)->work, (fn));                    \
		timer_setup(&(dwork)->timer, kthread_delayed_work_timer_fn, \
			    TIMER_IRQSAFE);                                 \
	} while (0)

/* With a thread of its own. An error pointer without memory. */
__printf(2, 3) struct kthread_worker *kthread_create_worker(unsigned int flags,
							    const char *fmt,
							    ...);
__printf(3, 4) struct kthread_worker *kthread_create_worker_on_cpu(
	int cpu, unsigned int flags, const char *fmt, ...);
/* What is queued is done first. */
void kthread_destroy_worker(struct kthread_worker *worker);

/* False: it is queued already. */
bool kthread_queue_work(struct kthread_worker *worker,
			struct kthread_work *work);
bool kthread_queue_delayed_work(struct kthread_worker *worker,
				struct kthread_delayed_work *dwork,
				unsigned long delay);
bool kthread_mod_delayed_work(struct kthread_worker *worker,
			      struct kthread_delayed_work *dwork,
			      unsigned long delay);
void kthread_flush_work(struct kthread_work *work);
void kthread_flush_worker(struct kthread_worker *worker);
bool kthread_cancel_work_sync(struct kthread_work *work);
bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *work);

#endif
