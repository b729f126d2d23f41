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

#include <linux/numa.h>
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

#endif
