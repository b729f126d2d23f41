/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * threads.c - threads of modules run and interrupts come while the machine does
 * nothing else: see sim.h.
 */
#include "kernel/irq.h"
#include "kernel/sim.h"

/* For so long threads run that never sleep, while nobody waits, or who waited can go
 * on. */
#define SLICE_NS (20 * 1000000ull)

static unsigned int count_threads(const struct kern *k)
{
	const struct kern_task *task;
	unsigned int n = 0;

	TAILQ_FOREACH(task, &k->sched->runqueue, run)
	n += task->thread != NULL;
	return n;
}

static struct kern_task *next_thread(struct kern *k)
{
	unsigned int skip = kern_sched_skip(k, count_threads(k));
	struct kern_task *task;

	TAILQ_FOREACH(task, &k->sched->runqueue, run)
	if (task->thread && !skip--) {
		kern_sched_dequeue(k, task);
		return task;
	}
	return NULL;
}

/* When something happens: a thread wakes, a timer is due, until wakes. */
static uint64_t next_event(struct kern *k, const struct kern_task *until)
{
	uint64_t next = kern_irq_next(k);
	const struct kern_task *task;

	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->thread && task->wake_at < next)
		next = task->wake_at;
	if (kern_hung_task_at(k) < next)
		next = kern_hung_task_at(k);
	return until->wake_at < next ? until->wake_at : next;
}

/* Nobody would wait for it any longer: it has been shown, or would be if Linux
 * looked at such. */
static bool waits_too_long(struct kern *k, const struct kern_task *until,
			   uint64_t ns)
{
	int looks = kern_hung_task_at(k) == KERN_NEVER ? 1 : 2;

	if (until->wake_at != KERN_NO_WAKEUP)
		return false;
	if (until->hung)
		return !k->hung_task_found; /* that is a panic */
	return ns > kern_patience_ns(k) * looks;
}

static bool wait_for_event(struct kern *k, const struct kern_task *until,
			   uint64_t began)
{
	uint64_t next = next_event(k, until);

	if (next == KERN_NEVER || waits_too_long(k, until, next - began))
		return false;
	kern_idle_until(k, next);
	return true;
}

/* Anything that can happen now does: one thing. */
static bool step(struct kern *k)
{
	struct kern_task *task;

	kern_wake_sleepers(k);
	if (kern_irq_due(k)) {
		kern_idle_interrupt(k);
		return true;
	}
	task = next_thread(k);
	return task && !kern_run_one(k, task);
}

bool kern_run_threads(struct kern *k, struct kern_task *until)
{
	uint64_t began = k->clock_ns, ready = 0;

	while (!k->panicked) {
		if (until && until->wake_at <= k->clock_ns)
			kern_wake_up_task(k, until);
		if (!until && k->clock_ns - began > SLICE_NS)
			return true;
		if (until && until->state == KERN_TASK_RUNNING && !ready)
			ready = k->clock_ns;
		if (ready && k->clock_ns - ready > SLICE_NS)
			return true;
		if (until && until->state != KERN_TASK_RUNNING &&
		    waits_too_long(k, until, k->clock_ns - began))
			return false;
		if (step(k))
			continue;
		if (!until)
			return true;
		if (until->state == KERN_TASK_RUNNING)
			return true;
		if (!wait_for_event(k, until, began))
			return false;
	}
	return false;
}
