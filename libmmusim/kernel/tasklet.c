/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tasklet.c - tasklets: functions that a softirq calls once.
 *
 *   struct tasklet_struct   00 next   08 state   10 count   14 use_callback
 *                           18 func or callback  20 data
 *
 * Bit 0 of state says that it is scheduled: inline functions of modules set it,
 * and call us when they were the first. While count is not 0 it is disabled, and
 * waits.
 *
 * Reference: Linux 6.1, kernel/softirq.c.
 */
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/sim.h"
#include "kernel/timer.h"
#include "kernel/warn.h"

enum { STATE = 8, COUNT = 16, USE_CALLBACK = 20, FUNC = 24, DATA = 32 };
enum { SCHED = 1 };

/**
 * struct kern_tasklet - one that is scheduled
 * @ptr: host pointer to the module's structure
 * @seen: the softirq that runs has looked at it
 */
struct kern_tasklet {
	struct kern_tasklet *next;
	uint64_t ptr;
	bool high, seen;
};

static struct kern_tasklet **find(struct kern *k, uint64_t ptr)
{
	struct kern_tasklet **link = &k->irq->tasklets;

	while (*link && (*link)->ptr != ptr)
		link = &(*link)->next;
	return link;
}

static void schedule(struct kern_call *call, bool high)
{
	enum kern_softirq softirq = high ? KERN_SOFTIRQ_HI :
					   KERN_SOFTIRQ_TASKLET;
	struct kern *k = call->kern;
	struct kern_tasklet **link = find(k, call->arg[0]);

	if (kern_irq_prepare(k))
		return;
	if (!*link)
		*link = pool_zalloc(k->pool, sizeof(**link));
	if (!*link)
		return;
	(*link)->ptr = call->arg[0];
	(*link)->high = high;
	if (k->irq->serving & 1u << softirq) /* it is for the next round */
		(*link)->seen = true;
	kern_raise_softirq(k, softirq);
}

/* void __tasklet_schedule(struct tasklet_struct *tasklet) */
uint64_t kern_x___tasklet_schedule(struct kern_call *call)
{
	schedule(call, false);
	return 0;
}

uint64_t kern_x___tasklet_hi_schedule(struct kern_call *call)
{
	schedule(call, true);
	return 0;
}

static void remove_tasklet(struct kern *k, struct kern_tasklet **link)
{
	struct kern_tasklet *tasklet = *link;

	*link = tasklet->next;
	pool_free(k->pool, tasklet);
}

/* All have been looked at; those that are disabled wait for the next tick. */
static void end_round(struct kern *k, bool high)
{
	for (struct kern_tasklet *t = k->irq->tasklets; t; t = t->next) {
		if (t->high != high)
			continue;
		t->seen = false;
		kern_raise_softirq(k, high ? KERN_SOFTIRQ_HI :
					     KERN_SOFTIRQ_TASKLET);
	}
}

/* tasklet_clear_sched(): it was made anew while it was scheduled. */
static void warn_of_state(struct kern *k, uint64_t func, bool use_callback)
{
	static const struct kern_warning not_set = {
		"kernel/softirq.c:798", "tasklet_clear_sched", 0x64};
	char name[160];

	kern_symbol(k, kern_lift(k, func), name, sizeof(name));
	kern_warning_once(k, &not_set, "tasklet SCHED state not set: %s %s\n",
			  use_callback ? "callback" : "func", name);
}

/* The next one's argument and function to where RDI points; 0: there is none.
 * ESI: those of high priority. */
uint64_t kern_e_next_tasklet(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_tasklet **link = &k->irq->tasklets;
	bool high = call->arg[1];
	uint64_t found[2], state;
	uint32_t count;
	uint8_t use_callback;

	for (; *link; link = &(*link)->next) {
		if ((*link)->high != high || (*link)->seen)
			continue;
		if (kern_call_read(call, &count, (*link)->ptr + COUNT, 4))
			return 0;
		if (!count)
			break;
		(*link)->seen = true;
	}
	if (!*link) {
		end_round(k, high);
		return 0;
	}
	found[0] = (*link)->ptr;
	if (kern_call_read(call, &use_callback, found[0] + USE_CALLBACK, 1) ||
	    kern_call_read(call, &found[1], found[0] + FUNC, 8) ||
	    kern_call_read(call, &state, found[0] + STATE, 8))
		return 0;
	if (!(state & SCHED)) {
		warn_of_state(k, found[1], use_callback);
		remove_tasklet(k, link);
		return kern_e_next_tasklet(call);
	}
	state &= ~(uint64_t)SCHED;
	if (kern_call_write(call, found[0] + STATE, &state, 8) ||
	    (!use_callback &&
	     kern_call_read(call, &found[0], found[0] + DATA, 8)) ||
	    kern_call_write(call, call->arg[0], found, sizeof(found)))
		return 0;
	remove_tasklet(k, link);
	return 1;
}

uint64_t kern_e_tasklet_ran(struct kern_call *call)
{
	(void)call;
	return 0;
}

static bool is_scheduled(struct kern_call *call, uint64_t tasklet)
{
	uint64_t state;

	return !kern_call_read(call, &state, tasklet + STATE, sizeof(state)) &&
	       state & SCHED;
}

/* void tasklet_kill(struct tasklet_struct *tasklet): once it has run */
uint64_t kern_x_tasklet_kill(struct kern_call *call)
{
	struct kern *k = call->kern;

	if (kern_in_interrupt(k))
		kern_printk(k, KERN_NOTICE "softirq: Attempt to kill tasklet "
					   "from interrupt\n");
	while (is_scheduled(call, call->arg[0]) && !call->end)
		call->end = kern_sim_wait(call, kern_next_tick(k),
					  KERN_TASK_UNINTERRUPTIBLE);
	return 0;
}

/* void tasklet_unlock_wait(struct tasklet_struct *tasklet): it runs below us,
 * if at all */
uint64_t kern_x_tasklet_unlock_wait(struct kern_call *call)
{
	(void)call;
	return 0;
}
