/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workqueue.c - work items: functions that kernel threads run for modules.
 *
 *   struct work_struct   00 data   08 entry   18 func       (32 bytes)
 *   struct delayed_work  00 work   20 timer   48 wq  50 cpu
 *
 * Bit 0 of data says that the item is queued. Its function is read when its turn
 * comes, from wherever the item lies by then.
 *
 * A worker, kworker/0:2, begins when there is work, and ends when there is none.
 * While its item sleeps, another one begins.
 *
 * Simplified: there is one CPU, priorities do not matter, and max_active means
 * one or many.
 *
 * Reference: Linux 6.1, kernel/workqueue.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/irq.h"
#include "kernel/sim.h"
#include "kernel/timer.h"
#include "kernel/workqueue.h"

enum {
	DATA = 0,
	ENTRY = 8,
	FUNC = 24,
	TIMER = 32,
	TIMER_FUNCTION = 56,
	WQ = 72
};
enum { PENDING = 1 };
enum { FLAG_ORDERED = 1 << 17 };

#define WORKER_PID   47
#define FIRST_WORKER 2 /* the kernel has one for itself: module.c */
#define WQ_SIZE	     512
#define WQ_FLAGS     0x102 /* in workqueue_struct, what is read first */

/* --- queues --------------------------------------------------------------------------- */

static const struct {
	const char *symbol, *name;
} system_queues[] = {
	{"system_wq_object", "events"},
	{"system_highpri_wq_object", "events_highpri"},
	{"system_long_wq_object", "events_long"},
	{"system_unbound_wq_object", "events_unbound"},
	{"system_freezable_wq_object", "events_freezable"},
	{"system_power_efficient_wq_object", "events_power_efficient"},
};

static struct kern_wq *add_queue(struct kern *k, const char *name)
{
	struct kern_wq *wq = pool_zalloc(k->pool, sizeof(*wq));

	if (!wq)
		return NULL;
	snprintf(wq->name, sizeof(wq->name), "%s", name);
	LIST_INSERT_HEAD(&k->works->queues, wq, all);
	return wq;
}

int kern_works_init(struct kern *k)
{
	k->works = pool_zalloc(k->pool, sizeof(*k->works));
	if (!k->works)
		return -ENOMEM;
	LIST_INIT(&k->works->queues);
	TAILQ_INIT(&k->works->items);
	return 0;
}

/* The kernel's own queues come to be when they are used first. */
static struct kern_wq *system_queue(struct kern *k, uint64_t ptr)
{
	for (size_t i = 0; i < sizeof(system_queues) / sizeof(system_queues[0]);
	     i++) {
		struct kern_wq *wq;

		if (kern_host(k, kern_image_symbol(k, system_queues[i].symbol,
						   false)) != ptr)
			continue;
		wq = add_queue(k, system_queues[i].name);
		if (wq)
			wq->ptr = ptr;
		return wq;
	}
	return NULL;
}

/* The one that a module means; NULL, after the call has faulted, for none. */
static struct kern_wq *find_queue(struct kern_call *call, uint64_t ptr)
{
	struct kern_wq *wq;
	char byte;

	LIST_FOREACH(wq, &call->kern->works->queues, all)
	if (wq->ptr == ptr)
		return wq;
	wq = system_queue(call->kern, ptr);
	if (!wq)
		kern_call_read(call, &byte, ptr + WQ_FLAGS, 1);
	return wq;
}

/* struct workqueue_struct *alloc_workqueue(format, flags, max_active, ...) */
uint64_t kern_x_alloc_workqueue(struct kern_call *call)
{
	struct kern *k = call->kern;
	char name[32] = "";
	struct kern_wq *wq;

	if (kern_call_format_with(call, 0, 3, name, sizeof(name)) < 0)
		return 0;
	wq = add_queue(k, name);
	if (!wq)
		return 0;
	wq->la = kern_kmalloc(k, WQ_SIZE, KERN_GFP_KERNEL);
	if (!wq->la) {
		LIST_REMOVE(wq, all);
		pool_free(k->pool, wq);
		return 0;
	}
	wq->ptr = kern_host(k, wq->la);
	wq->one = call->arg[1] & FLAG_ORDERED || (int)call->arg[2] == 1;
	return wq->ptr;
}

/* --- workers ---------------------------------------------------------------------------- */

static struct kern_work *find_work(struct kern *k, uint64_t ptr, bool running)
{
	struct kern_work *work;

	TAILQ_FOREACH(work, &k->works->items, all)
	if (work->ptr == ptr && !work->worker == !running)
		return work;
	return NULL;
}

static bool is_busy(struct kern *k, const struct kern_wq *wq)
{
	const struct kern_work *work;

	TAILQ_FOREACH(work, &k->works->items, all)
	if (work->wq == wq && work->worker)
		return true;
	return false;
}

/* The first one whose turn it is: an item does not run twice at a time. */
static struct kern_work *next_work(struct kern *k)
{
	struct kern_work *work;

	TAILQ_FOREACH(work, &k->works->items, all)
	if (!work->worker && !(work->wq->one && is_busy(k, work->wq)) &&
	    !find_work(k, work->ptr, true))
		return work;
	return NULL;
}

static void wake_worker(struct kern *k)
{
	struct kern_works *works = k->works;
	struct kern_task *worker;
	char name[32];
	int pid = k->next_pid;

	if (works->starting || !next_work(k))
		return;
	snprintf(name, sizeof(name), "kworker/0:%u",
		 works->nworkers + FIRST_WORKER);
	worker = kern_thread_create(
		k, name,
		kern_host(k, kern_image_symbol(k, "worker_thread", false)), 0);
	if (!worker)
		return;
	if (!works->nworkers) {
		worker->pid = WORKER_PID;
		k->next_pid = pid;
	}
	works->starting++;
	works->nworkers++;
	kern_sim_wake(k, worker);
}

static void describe(struct kern *k, struct kern_task *worker,
		     const struct kern_work *work, uint64_t func)
{
	struct kern_sym sym;
	char *text = pool_alloc(k->pool, 160);

	pool_free(k->pool, (char *)(uintptr_t)worker->work);
	worker->work = text;
	if (!text)
		return;
	if (!kern_lookup(k, kern_lift(k, func), &sym))
		snprintf(text, 160, "%s 0x%llx", work->wq->name,
			 (unsigned long long)kern_lift(k, func));
	else
		snprintf(text, 160, "%s %s%s%s%s", work->wq->name, sym.name,
			 *sym.module ? " [" : "", sym.module,
			 *sym.module ? "]" : "");
}

/* It goes to sleep with a lock that its last item has left behind. */
static void complain_of_lock(struct kern *k, struct kern_task *worker)
{
	char *text = (char *)(uintptr_t)worker->work, queue[32] = "";

	if (!text || !kern_preempt_count(k))
		return;
	snprintf(queue, sizeof(queue), "%s", k->works->last);
	snprintf(text, 160, " 0x0 (%s)", queue);
	kern_check_atomic(k);
}

static void end_worker(struct kern *k, struct kern_task *worker)
{
	complain_of_lock(k, worker);
	k->works->nworkers--;
	pool_free(k->pool, (char *)(uintptr_t)worker->work);
	worker->work = NULL;
}

/* process_one_work(): item and function to where RDI points; 0: there is none. */
uint64_t kern_e_next_work(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_work *work = next_work(k);
	uint64_t found[2], data;

	if (!k->current->work && k->works->starting)
		k->works->starting--;
	if (!work) {
		end_worker(k, k->current);
		return 0;
	}
	found[0] = work->ptr;
	if (kern_call_read(call, &data, work->ptr + DATA, 8) ||
	    kern_call_read(call, &found[1], work->ptr + FUNC, 8))
		return 0;
	data &= ~(uint64_t)PENDING;
	if (kern_call_write(call, work->ptr + DATA, &data, 8) ||
	    kern_call_write(call, call->arg[0], found, sizeof(found)))
		return 0;
	work->worker = k->current;
	snprintf(k->works->last, sizeof(k->works->last), "%s", work->wq->name);
	describe(k, k->current, work, found[1]);
	return 1;
}

static void forget(struct kern *k, struct kern_work *work)
{
	TAILQ_REMOVE(&k->works->items, work, all);
	pool_free(k->pool, work);
}

uint64_t kern_e_work_done(struct kern_call *call)
{
	struct kern_work *work;
	struct kern *k = call->kern;

	TAILQ_FOREACH(work, &k->works->items, all)
	if (work->worker == k->current)
		break;
	if (!work)
		return 0;
	if (k->current->work)
		kern_work_leaked(k,
				 k->current->work + strlen(work->wq->name) + 1);
	forget(k, work);
	return 0;
}

/* A worker that an oops has ended: what it ran is never done. */
void kern_worker_died(struct kern *k, struct kern_task *task)
{
	struct kern_work *work;

	if (!task->work || task->thread == NULL)
		return;
	TAILQ_FOREACH(work, &k->works->items, all)
	if (work->worker == task)
		break;
	if (!work)
		return;
	forget(k, work);
	end_worker(k, task);
	wake_worker(k);
}

/* --- queueing ------------------------------------------------------------------------------ */

/* False: it is queued already; or the call has faulted. */
static bool queue(struct kern_call *call, struct kern_wq *wq, uint64_t ptr)
{
	struct kern *k = call->kern;
	struct kern_work *work;
	uint64_t data, entry;

	if (!wq || kern_call_read(call, &data, ptr + DATA, 8) || data & PENDING)
		return false;
	data |= PENDING;
	if (kern_call_write(call, ptr + DATA, &data, 8))
		return false;
	if (kern_call_read(call, &entry, ptr + ENTRY, 8))
		return false;
	if (entry != ptr + ENTRY) {
		kern_cut_here(k);
		kern_warn_in(k, "kernel/workqueue.c:1502", "__queue_work",
			     0x33c);
		return true;
	}
	work = pool_zalloc(k->pool, sizeof(*work));
	if (!work)
		return false;
	work->wq = wq;
	work->ptr = ptr;
	TAILQ_INSERT_TAIL(&k->works->items, work, all);
	wake_worker(k);
	return true;
}

/* __queue_work() of the image: cpu, queue, item */
uint64_t kern_e_queue_work(struct kern_call *call)
{
	return queue(call, find_queue(call, call->arg[1]), call->arg[2]);
}

/* Not queued, in its memory. */
static void clear_pending(struct kern_call *call, uint64_t ptr)
{
	uint64_t data;

	if (kern_call_read(call, &data, ptr + DATA, 8))
		return;
	data &= ~(uint64_t)PENDING;
	kern_call_write(call, ptr + DATA, &data, 8);
}

static bool cancel(struct kern_call *call, uint64_t ptr)
{
	struct kern_work *work = find_work(call->kern, ptr, false);

	if (!work)
		return false;
	clear_pending(call, ptr);
	forget(call->kern, work);
	return true;
}

/* Until no item of it runs, nor, with queued, is queued. 0: all. */
static bool wait_for(struct kern_call *call, const struct kern_wq *wq,
		     uint64_t ptr, bool queued)
{
	struct kern *k = call->kern;
	struct kern_work *work;
	bool waited = false;

	while (!call->end) {
		TAILQ_FOREACH(work, &k->works->items, all)
		if ((!wq || work->wq == wq) && (!ptr || work->ptr == ptr) &&
		    (queued || work->worker))
			break;
		if (!work)
			break;
		waited = true;
		wake_worker(k);
		if (work->worker == k->current) {
			kern_lockup(call); /* it waits for itself */
			break;
		}
		call->end = kern_sim_wait(call, kern_next_tick(k),
					  KERN_TASK_UNINTERRUPTIBLE);
	}
	return waited;
}

/* __flush_work() of an item that INIT_WORK() has not seen. */
static bool has_function(struct kern_call *call, const char *who,
			 unsigned int ud2)
{
	uint64_t function;

	if (kern_call_read(call, &function, call->arg[0] + FUNC, 8))
		return false;
	if (function)
		return true;
	kern_cut_here(call->kern);
	kern_warn_in(call->kern, "kernel/workqueue.c:3073", who, ud2);
	return false;
}

/* bool flush_work(struct work_struct *work) */
uint64_t kern_x_flush_work(struct kern_call *call)
{
	if (!has_function(call, "flush_work", 0x80))
		return 0;
	return wait_for(call, NULL, call->arg[0], true);
}

/* bool cancel_work_sync(struct work_struct *work) */
uint64_t kern_x_cancel_work_sync(struct kern_call *call)
{
	bool was = cancel(call, call->arg[0]);

	if (!call->fault && has_function(call, "__flush_work", 0x85))
		wait_for(call, NULL, call->arg[0], true);
	return was;
}

/* bool cancel_work(struct work_struct *work) */
uint64_t kern_x_cancel_work(struct kern_call *call)
{
	return cancel(call, call->arg[0]);
}

/* void __flush_workqueue(wq), void drain_workqueue(wq) */
uint64_t kern_x___flush_workqueue(struct kern_call *call)
{
	struct kern_wq *wq = find_queue(call, call->arg[0]);

	if (wq)
		wait_for(call, wq, 0, true);
	return 0;
}

/* void destroy_workqueue(wq): what is queued is done first */
uint64_t kern_x_destroy_workqueue(struct kern_call *call)
{
	struct kern_wq *wq = find_queue(call, call->arg[0]);

	if (!wq || !wq->la)
		return 0;
	wait_for(call, wq, 0, true);
	if (call->end)
		return 0;
	LIST_REMOVE(wq, all);
	kern_kfree(call->kern, wq->la);
	pool_free(call->kern->pool, wq);
	return 0;
}

/* --- later ----------------------------------------------------------------------------------- */

/* Arm the timer of a delayed_work, or queue it at once. */
static bool delay(struct kern_call *call, uint64_t wq, uint64_t ptr,
		  uint64_t jiffies)
{
	struct kern *k = call->kern;
	uint64_t data, timer = ptr + TIMER;

	if (!jiffies)
		return queue(call, find_queue(call, wq), ptr);
	if (kern_call_read(call, &data, ptr + DATA, 8) || data & PENDING)
		return false;
	data |= PENDING;
	if (kern_call_write(call, ptr + WQ, &wq, 8) ||
	    kern_call_write(call, ptr + DATA, &data, 8) ||
	    kern_call_write(call, timer + 8, &timer, 8))
		return false;
	return !kern_timer_arm(k, KERN_TIMER_LIST, timer,
			       kern_jiffies_at(k, kern_jiffies(k) + jiffies));
}

/* bool queue_delayed_work_on(int cpu, wq, dwork, jiffies) */
uint64_t kern_x_queue_delayed_work_on(struct kern_call *call)
{
	return delay(call, call->arg[1], call->arg[2], call->arg[3]);
}

static bool cancel_delayed(struct kern_call *call, uint64_t ptr)
{
	static const uint64_t none;

	if (!kern_timer_cancel(call->kern, ptr + TIMER))
		return cancel(call, ptr);
	kern_call_write(call, ptr + TIMER + 8, &none, 8);
	clear_pending(call, ptr);
	return true;
}

/* bool mod_delayed_work_on(int cpu, wq, dwork, jiffies) */
uint64_t kern_x_mod_delayed_work_on(struct kern_call *call)
{
	bool was = cancel_delayed(call, call->arg[2]);

	delay(call, call->arg[1], call->arg[2], call->arg[3]);
	return was;
}

/* bool cancel_delayed_work(dwork) */
uint64_t kern_x_cancel_delayed_work(struct kern_call *call)
{
	return cancel_delayed(call, call->arg[0]);
}

/* bool cancel_delayed_work_sync(dwork) */
uint64_t kern_x_cancel_delayed_work_sync(struct kern_call *call)
{
	bool was = cancel_delayed(call, call->arg[0]);

	if (!call->fault && has_function(call, "__flush_work", 0x85))
		wait_for(call, NULL, call->arg[0], true);
	return was;
}

/* void delayed_work_timer_fn(struct timer_list *timer): its time has come */
uint64_t kern_x_delayed_work_timer_fn(struct kern_call *call)
{
	uint64_t ptr = call->arg[0] - TIMER, wq;

	if (kern_call_read(call, &wq, ptr + WQ, 8))
		return 0;
	clear_pending(call, ptr);
	if (!call->fault)
		queue(call, find_queue(call, wq), ptr);
	return 0;
}

/* bool flush_delayed_work(dwork): now, and wait */
uint64_t kern_x_flush_delayed_work(struct kern_call *call)
{
	uint64_t wq, ptr = call->arg[0];

	if (kern_timer_find(call->kern, ptr + TIMER)) {
		if (kern_call_read(call, &wq, ptr + WQ, 8))
			return 0;
		cancel_delayed(call, ptr);
		queue(call, find_queue(call, wq), ptr);
	}
	return wait_for(call, NULL, ptr, true);
}
