/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kthread.c - threads that modules create.
 *
 * Each has a fiber, which enters ret_from_fork() in the image. An oops of it
 * ends it alone.
 *
 * Reference: Linux 6.1, kernel/kthread.c.
 */
#include <errno.h>
#include <stdio.h>

#include "cpu/machine.h"
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/sim.h"
#include "kernel/workqueue.h"
#include "kernel/warn.h"

#define ERR_EINTR  (-EINTR)
#define TASK_USAGE 40
#define ASK_NS	   10000 /* so that who asks all the time lets time pass */

/* On its fiber. */
static void run(struct kern *k, void *arg)
{
	struct kern_task *task = arg;
	struct kern_thread *thread = task->thread;
	struct mmu_call_args call = {
		.size = sizeof(call),
		.fn = kern_host(k,
				kern_image_symbol(k, "ret_from_fork", false)),
		.arg = {thread->fn, thread->data},
		.sp = kern_host(k, task->regs & ~15ull),
		.stack_len = KERN_THREAD_SIZE,
	};
	uint64_t result = (uint64_t)(int64_t)ERR_EINTR;

	if (!thread->should_stop && mmu_call(k->cpu, &call, &result) > 0)
		result = (uint64_t)task->exit_signal;
	kern_worker_died(k, task);
	for (struct kern_stop *stop = thread->stop; stop; stop = stop->next) {
		stop->result = (int64_t)result;
		stop->done = true;
		kern_sim_wake(k, stop->waiter);
	}
}

struct kern_task *kern_thread_create(struct kern *k, const char *name,
				     uint64_t fn, uint64_t data)
{
	struct kern_task *task;

	if (kern_irq_prepare(k))
		return NULL;
	task = kern_task_alloc(k, name);
	if (!task)
		return NULL;
	task->thread = pool_zalloc(k->pool, sizeof(*task->thread));
	task->kthread = run;
	task->arg = task;
	task->orphan = true;
	if (!task->thread || kern_task_struct_create(k, task) ||
	    kern_task_start(k, task)) {
		kern_task_destroy(k, task);
		return NULL;
	}
	task->thread->fn = fn;
	task->thread->data = data;
	kern_sched_dequeue(k, task);
	task->state = KERN_TASK_UNINTERRUPTIBLE;
	kern_task_struct_update(k, task);
	return task;
}

static uint64_t pointer_to(struct kern *k, const struct kern_task *task)
{
	return kern_host(k, task->task_struct);
}

/* struct task_struct *kthread_create_on_node(fn, data, node, format, ...) */
uint64_t kern_x_kthread_create_on_node(struct kern_call *call)
{
	char name[64];
	struct kern_task *task;

	if (kern_call_format_with(call, 3, 4, name, sizeof(name)) < 0)
		return 0;
	task = kern_thread_create(call->kern, name, call->arg[0], call->arg[1]);
	return task ? pointer_to(call->kern, task) : (uint64_t)-ENOMEM;
}

static struct kern_thread *current_thread(struct kern *k)
{
	return k->current ? k->current->thread : NULL;
}

/* to_kthread() of a task that is a process, or, without a warning, of swapper:
 * there is nothing, and it is read. */
static void read_no_thread(struct kern_call *call, const char *function,
			   unsigned int offset, bool is_process)
{
	const struct kern_warning no_thread = {"kernel/kthread.c:75", function,
					       offset};
	uint64_t flags;

	if (is_process)
		kern_warning(call->kern, &no_thread, NULL);
	kern_call_read(call, &flags, 0, sizeof(flags));
}

static struct kern_thread *own_thread(struct kern_call *call,
				      const char *function, unsigned int offset)
{
	struct kern_thread *thread = current_thread(call->kern);

	if (!thread)
		read_no_thread(call, function, offset,
			       call->kern->current->pid != 0);
	return thread;
}

/* bool kthread_should_stop(void) */
uint64_t kern_x_kthread_should_stop(struct kern_call *call)
{
	struct kern_thread *thread =
		own_thread(call, "kthread_should_stop", 0x29);

	kern_tick(call->kern, ASK_NS);
	return thread && thread->should_stop;
}

/* A thread that has ended, or what never was one: get_task_struct() of freed
 * memory. */
static uint64_t warn_gone(struct kern_call *call)
{
	uint64_t at = call->arg[0] + TASK_USAGE;
	uint32_t usage = 0;

	/* Where there is memory, the same is written: memcheck need not know. */
	if (!kern_peek(call->kern, kern_call_la(call, at), &usage,
		       sizeof(usage)) &&
	    kern_call_write(call, at, &usage, sizeof(usage)))
		return 0;
	kern_refcount_warn(call->kern, KERN_REFCOUNT_ADD_UAF);
	return (uint64_t)ERR_EINTR;
}

/* int kthread_stop(struct task_struct *thread): waits until it has ended */
uint64_t kern_x_kthread_stop(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_task *task = kern_task_at(k, call->arg[0]);
	struct kern_stop stop = {.waiter = k->current}, **link;

	if (!task || !task->thread || task->state == KERN_TASK_ZOMBIE)
		return warn_gone(call);
	task->thread->should_stop = true;
	task->thread->should_park = false;
	kern_task_wanted(k, task);
	stop.next = task->thread->stop;
	task->thread->stop = &stop;
	kern_sim_wake(k, task);
	while (!stop.done && !call->end)
		call->end = kern_sim_wait(call, KERN_NO_WAKEUP,
					  KERN_TASK_UNINTERRUPTIBLE);
	if (!stop.done && kern_task_at(k, call->arg[0]) == task) {
		for (link = &task->thread->stop; *link && *link != &stop;)
			link = &(*link)->next;
		if (*link)
			*link = stop.next;
	}
	return (uint64_t)stop.result;
}

/* --- parking ----------------------------------------------------------------- */

/* bool kthread_should_park(void) */
uint64_t kern_x_kthread_should_park(struct kern_call *call)
{
	const struct kern_thread *thread =
		own_thread(call, "kthread_should_park", 0x2a);

	return thread && thread->should_park;
}

/* void kthread_parkme(void) */
uint64_t kern_x_kthread_parkme(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_thread *thread = own_thread(call, "kthread_parkme", 0x20);

	while (thread && thread->should_park && !call->end) {
		thread->parked = true;
		if (thread->parker)
			kern_sim_wake(k, thread->parker);
		call->end = kern_sim_wait(call, KERN_NO_WAKEUP,
					  KERN_TASK_INTERRUPTIBLE);
	}
	if (thread)
		thread->parked = false;
	return 0;
}

/* int kthread_park(struct task_struct *thread): until it has parked itself */
uint64_t kern_x_kthread_park(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_task *task = kern_task_at(k, call->arg[0]);
	struct kern_thread *thread = task ? task->thread : NULL;

	if (!thread || task->state == KERN_TASK_ZOMBIE)
		return (uint64_t)-ENOSYS;
	if (thread->should_park)
		return (uint64_t)-EBUSY;
	thread->should_park = true;
	if (task == k->current)
		return 0;
	thread->parker = k->current;
	kern_sim_wake(k, task);
	/* It may end in place of parking. */
	while (!call->end && kern_task_at(k, call->arg[0]) == task &&
	       task->state != KERN_TASK_ZOMBIE && !thread->parked)
		call->end = kern_sim_wait(call, KERN_NO_WAKEUP,
					  KERN_TASK_UNINTERRUPTIBLE);
	if (kern_task_at(k, call->arg[0]) == task)
		thread->parker = NULL;
	return 0;
}

/* void kthread_unpark(struct task_struct *thread) */
uint64_t kern_x_kthread_unpark(struct kern_call *call)
{
	struct kern_task *task = kern_task_at(call->kern, call->arg[0]);

	if (!task || !task->thread || !task->thread->should_park)
		return 0;
	task->thread->should_park = false;
	if (task->thread->parked)
		kern_sim_wake(call->kern, task);
	return 0;
}

/* void kthread_bind(struct task_struct *thread, unsigned int cpu): there is one; but
 * one that runs already is not bound. */
uint64_t kern_x_kthread_bind(struct kern_call *call)
{
	static const struct kern_warning runs = {"kernel/kthread.c:524",
						 "__kthread_bind", 0x1c};
	const struct kern_task *task = kern_task_at(call->kern, call->arg[0]);

	if (task && task->state != KERN_TASK_UNINTERRUPTIBLE)
		kern_warning(call->kern, &runs, NULL);
	return 0;
}

/* kthread(): its function has come back. do_exit() sleeps, in the end. */
uint64_t kern_e_thread_done(struct kern_call *call)
{
	kern_check_atomic(call->kern);
	return 0;
}

/* void kthread_exit(long result), and kthread_complete_and_exit(), whose
 * complete() the image has called */
uint64_t kern_x_kthread_exit(struct kern_call *call)
{
	kern_check_atomic(call->kern);
	if (call->kern->panicked)
		return 0;
	call->kern->current->exit_signal = (int)call->arg[0];
	call->end = KERN_END_THREAD;
	return 0;
}
