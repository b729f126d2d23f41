/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * worker.c - threads that run work items: see workqueue.c.
 *
 *   kworker/0:2    of the CPU            kworker/0:0H   urgent
 *   kworker/u2:0   bound to no CPU       kworker/u3:0   urgent
 *
 * A worker begins when there is work, and ends when there is none. While its item
 * sleeps, another one begins.
 *
 * Simplified: urgent work does not come first.
 *
 * Reference: Linux 6.1, kernel/workqueue.c, create_worker(), process_one_work().
 */
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/sim.h"
#include "kernel/workqueue.h"

enum { DATA = 0, FUNC = 24 };
enum { PENDING = 1 };

#define ITEM_NS	 20000	    /* there may be many */
#define SLICE_NS 4000000ull /* a tick */

struct kern_work *kern_find_work(struct kern *k, uint64_t ptr, bool running)
{
	struct kern_work *work;

	TAILQ_FOREACH(work, &k->works->items, all)
	if (work->ptr == ptr && !work->worker == !running)
		return work;
	return NULL;
}

const struct kern_wq *kern_work_queue(struct kern *k,
				      const struct kern_task *worker)
{
	const struct kern_work *work;

	TAILQ_FOREACH(work, &k->works->items, all)
	if (worker && work->worker == worker)
		return work->wq;
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
static struct kern_work *next_work(struct kern *k, enum kern_worker_pool pool)
{
	struct kern_work *work;

	TAILQ_FOREACH(work, &k->works->items, all)
	if (!work->worker && work->wq->pool == pool &&
	    !(work->wq->one && is_busy(k, work->wq)) &&
	    !kern_find_work(k, work->ptr, true))
		return work;
	return NULL;
}

/* Those that come first have been there since the system was booted. */
static const struct {
	const char *name;
	int pid;
	unsigned int first;
} pools[KERN_POOLS] = {
	[KERN_POOL_CPU] = {"kworker/0:%u", 47, 2}, /* one does module.c's */
	[KERN_POOL_HIGHPRI] = {"kworker/0:%uH", 6, 0},
	[KERN_POOL_UNBOUND] = {"kworker/u2:%u", 9, 0},
	[KERN_POOL_UNBOUND_HIGHPRI] = {"kworker/u3:%u", 30, 0},
};

void kern_wake_worker(struct kern *k, enum kern_worker_pool pool)
{
	struct kern_works *works = k->works;
	struct kern_task *worker;
	char name[32];
	int pid = k->next_pid;

	if (works->starting[pool] || !next_work(k, pool))
		return;
	snprintf(name, sizeof(name), pools[pool].name,
		 works->nworkers[pool] + pools[pool].first);
	worker = kern_thread_create(
		k, name,
		kern_host(k, kern_image_symbol(k, "worker_thread", false)), 0);
	if (!worker)
		return;
	worker->thread->pool = pool;
	if (!works->nworkers[pool]) {
		worker->pid = pools[pool].pid;
		k->next_pid = pid;
	}
	works->starting[pool]++;
	works->nworkers[pool]++;
	kern_sim_wake(k, worker);
}

void kern_function_name(struct kern *k, uint64_t ptr, char *text, size_t size)
{
	struct kern_sym sym;

	if (!kern_lookup(k, kern_lift(k, ptr), &sym))
		snprintf(text, size, "0x%llx",
			 (unsigned long long)kern_lift(k, ptr));
	else
		snprintf(text, size, "%s%s%s%s", sym.name,
			 *sym.module ? " [" : "", sym.module,
			 *sym.module ? "]" : "");
}

/* "QUEUE FUNCTION" */
static void describe(struct kern *k, struct kern_task *worker,
		     const struct kern_work *work, uint64_t func)
{
	char *text = pool_alloc(k->pool, 160);
	int len;

	pool_free(k->pool, (char *)(uintptr_t)worker->work);
	worker->work = text;
	if (!text)
		return;
	len = snprintf(text, 160, "%s ", work->wq->name);
	kern_function_name(k, func, text + len, 160 - (size_t)len);
}

void kern_work_name(struct kern *k, const struct kern_task *worker, char *text,
		    size_t size)
{
	const struct kern_wq *wq = kern_work_queue(k, worker);

	snprintf(text, size, "%s",
		 wq && worker->work ? worker->work + strlen(wq->name) + 1 : "");
}

/* It goes to sleep with a lock that its last item has left behind. */
static void complain_of_lock(struct kern *k, struct kern_task *worker)
{
	char *text = (char *)(uintptr_t)worker->work, queue[32] = "";

	if (kern_stack_end_corrupted(k))
		kern_check_atomic(k);
	if (!text || !kern_preempt_count(k) || k->panicked)
		return;
	snprintf(queue, sizeof(queue), "%s", k->works->last);
	snprintf(text, 160, " 0x0 (%s)", queue);
	kern_check_atomic(k);
}

static void end_worker(struct kern *k, struct kern_task *worker)
{
	complain_of_lock(k, worker);
	k->works->nworkers[worker->thread->pool]--;
	pool_free(k->pool, (char *)(uintptr_t)worker->work);
	worker->work = NULL;
}

/* cond_resched() of a worker that has done something: there may be no end of work. */
static int let_others_run(struct kern_call *call)
{
	struct kern *k = call->kern;

	kern_tick(k, ITEM_NS);
	if (k->clock_ns - k->sched->since < SLICE_NS)
		return 0;
	return kern_sim_sleep(k, k->clock_ns, KERN_TASK_UNINTERRUPTIBLE);
}

/* process_one_work(): item and function to where RDI points; 0: there is none. */
uint64_t kern_e_next_work(struct kern_call *call)
{
	struct kern *k = call->kern;
	enum kern_worker_pool pool = k->current->thread->pool;
	struct kern_work *work;
	uint64_t found[2], data;

	if (!k->current->work && k->works->starting[pool])
		k->works->starting[pool]--;
	if (k->current->work)
		call->end = let_others_run(call);
	if (call->end)
		return 0;
	work = next_work(k, pool);
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

void kern_forget_work(struct kern *k, struct kern_work *work)
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
	kern_forget_work(k, work);
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
	kern_forget_work(k, work);
	end_worker(k, task);
	kern_wake_worker(k, task->thread->pool);
}
