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
 * Who runs them: worker.c. There is one CPU.
 *
 * Simplified: max_active means one or many.
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
#include "kernel/warn.h"

enum {
	DATA = 0,
	ENTRY = 8,
	FUNC = 24,
	TIMER = 32,
	TIMER_FUNCTION = 56,
	WQ = 72
};
enum { PENDING = 1 };
enum {
	FLAG_UNBOUND = 1 << 1,
	FLAG_MEM_RECLAIM = 1 << 3,
	FLAG_HIGHPRI = 1 << 4,
	FLAG_ORDERED = 1 << 17,
	FLAG_LEGACY = 1 << 18,
};

#define WQ_SIZE	 512
#define WQ_FLAGS 0x102 /* in workqueue_struct, what is read first */

/* --- queues --------------------------------------------------------------------------- */

static const struct {
	const char *symbol, *name;
	unsigned int flags;
} system_queues[] = {
	{"system_wq_object", "events", 0},
	{"system_highpri_wq_object", "events_highpri", FLAG_HIGHPRI},
	{"system_long_wq_object", "events_long", 0},
	{"system_unbound_wq_object", "events_unbound", FLAG_UNBOUND},
	{"system_freezable_wq_object", "events_freezable", 0},
	{"system_power_efficient_wq_object", "events_power_efficient", 0},
};

static struct kern_wq *add_queue(struct kern *k, const char *name,
				 unsigned int flags)
{
	struct kern_wq *wq = pool_zalloc(k->pool, sizeof(*wq));

	if (!wq)
		return NULL;
	wq->pool = (flags & FLAG_UNBOUND ? KERN_POOL_UNBOUND : 0) +
		   (flags & FLAG_HIGHPRI ? KERN_POOL_HIGHPRI : 0);
	wq->reclaim = flags & FLAG_MEM_RECLAIM;
	wq->legacy = flags & FLAG_LEGACY;
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
		wq = add_queue(k, system_queues[i].name,
			       system_queues[i].flags);
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
	wq = add_queue(k, name, (unsigned int)call->arg[1]);
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

/* --- queueing ------------------------------------------------------------------------------ */

/* False: it is queued already; or the call has faulted. */
static bool queue(struct kern_call *call, struct kern_wq *wq, uint64_t ptr)
{
	static const struct kern_warning draining = {"kernel/workqueue.c:1441",
						     "__queue_work", 0x327};
	static const struct kern_warning linked = {"kernel/workqueue.c:1502",
						   "__queue_work", 0x33c};
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
	if (wq->draining && kern_work_queue(k, k->current) != wq) {
		kern_warning_once(k, &draining, NULL);
		return true;
	}
	if (entry != ptr + ENTRY) {
		kern_warning(k, &linked, NULL);
		return true;
	}
	work = pool_zalloc(k->pool, sizeof(*work));
	if (!work)
		return false;
	work->wq = wq;
	work->ptr = ptr;
	TAILQ_INSERT_TAIL(&k->works->items, work, all);
	kern_wake_worker(k, wq->pool);
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
	struct kern_work *work = kern_find_work(call->kern, ptr, false);

	if (!work)
		return false;
	clear_pending(call, ptr);
	kern_forget_work(call->kern, work);
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
		kern_wake_worker(k, work->wq->pool);
		if (work->worker == k->current) {
			kern_lockup(call); /* it waits for itself */
			break;
		}
		call->end = kern_sim_wait(call, kern_next_tick(k),
					  KERN_TASK_UNINTERRUPTIBLE);
	}
	return waited;
}

/* check_flush_dependency(): work that memory may wait for must not wait for work
 * that may wait for memory. */
static void check_dependency(struct kern *k, const struct kern_wq *target,
			     uint64_t ptr)
{
	static const struct kern_warning waits = {
		"kernel/workqueue.c:2635", "check_flush_dependency.part.0",
		0xb4};
	const struct kern_wq *own = kern_work_queue(k, k->current);
	char function[160], flushed[160] = "0x0";
	uint64_t func;

	if (!target || target->reclaim || !own || !own->reclaim || own->legacy)
		return;
	kern_work_name(k, k->current, function, sizeof(function));
	if (ptr && kern_peek(k, kern_lift(k, ptr + FUNC), &func, sizeof(func)))
		kern_function_name(k, func, flushed, sizeof(flushed));
	kern_warning_once(k, &waits,
			  "workqueue: WQ_MEM_RECLAIM %s:%s is flushing "
			  "!WQ_MEM_RECLAIM %s:%s\n",
			  own->name, function, target->name, flushed);
}

/* The queue that this item is in; NULL: none. */
static const struct kern_wq *queue_of(struct kern *k, uint64_t ptr)
{
	const struct kern_work *work = kern_find_work(k, ptr, true);

	if (!work)
		work = kern_find_work(k, ptr, false);
	return work ? work->wq : NULL;
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
	check_dependency(call->kern, queue_of(call->kern, call->arg[0]),
			 call->arg[0]);
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

	if (!wq)
		return 0;
	check_dependency(call->kern, wq, 0);
	wait_for(call, wq, 0, true);
	return 0;
}

/* void destroy_workqueue(wq): what is queued is done first */
uint64_t kern_x_destroy_workqueue(struct kern_call *call)
{
	struct kern_wq *wq = find_queue(call, call->arg[0]);

	if (!wq || !wq->la)
		return 0;
	wq->draining = true;
	wait_for(call, wq, 0, true);
	if (call->end)
		return 0;
	LIST_REMOVE(wq, all);
	kern_kfree(call->kern, wq->la);
	pool_free(call->kern->pool, wq);
	return 0;
}

/* --- later ----------------------------------------------------------------------------------- */

/* __queue_delayed_work() of an item that INIT_DELAYED_WORK() has not seen. */
static int check_delayed(struct kern_call *call, uint64_t wq, uint64_t ptr,
			 uint64_t *function)
{
	static const struct kern_warning no_queue = {
		"kernel/workqueue.c:1656", "__queue_delayed_work", 0x61};
	static const struct kern_warning other = {"kernel/workqueue.c:1657",
						  "__queue_delayed_work", 0x6d};
	static const struct kern_warning linked = {
		"kernel/workqueue.c:1659", "__queue_delayed_work", 0x5d};
	struct kern *k = call->kern;
	uint64_t entry;

	if (kern_call_read(call, function, ptr + TIMER_FUNCTION, 8) ||
	    kern_call_read(call, &entry, ptr + ENTRY, 8))
		return -EFAULT;
	if (!wq)
		kern_warning_once(k, &no_queue, NULL);
	if (*function !=
	    kern_host(k, kern_image_symbol(k, "delayed_work_timer_fn", false)))
		kern_warning_once(k, &other, NULL);
	if (entry != ptr + ENTRY)
		kern_warning_once(k, &linked, NULL);
	return 0;
}

/* Arm the timer of a delayed_work, or queue it at once. */
static bool delay(struct kern_call *call, uint64_t wq, uint64_t ptr,
		  uint64_t jiffies)
{
	struct kern *k = call->kern;
	uint64_t data, timer = ptr + TIMER, function;
	const uint64_t entry[2] = {0, timer};

	if (kern_call_read(call, &data, ptr + DATA, 8) || data & PENDING ||
	    check_delayed(call, wq, ptr, &function))
		return false;
	if (!jiffies)
		return queue(call, find_queue(call, wq), ptr);
	data |= PENDING;
	if (kern_call_write(call, ptr + WQ, &wq, 8) ||
	    kern_call_write(call, ptr + DATA, &data, 8) ||
	    (function && kern_call_write(call, timer, entry, sizeof(entry))))
		return false;
	if (!function) /* add_timer() does nothing */
		return true;
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
