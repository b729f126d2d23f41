/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer.c - jiffies, and struct timer_list: timers whose functions run in a
 * softirq.
 *
 *   struct timer_list   00 entry (next, pprev)   10 expires
 *                       18 function              20 flags
 *
 * The structures are the module's, in simulated memory; which of them are armed
 * is known here. entry.pprev says so to modules (timer_pending()). When one is
 * due, its function is read from where it was, whatever is there by then; if
 * the memory is gone, __run_timers() faults, as in life.
 *
 * Reference: Linux 6.1, kernel/time/timer.c.
 */
#include <errno.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/sim.h"
#include "kernel/timer.h"
#include "kernel/warn.h"

enum {
	ENTRY_NEXT = 0,
	ENTRY_PPREV = 8,
	EXPIRES = 16,
	FUNCTION = 24,
	FLAGS = 32
};

#define IRQSAFE	     0x00200000u /* in the flags */
#define LIST_POISON2 0xdead000000000122ull

/* --- those that are armed ------------------------------------------------------- */

int kern_timers_init(struct kern *k)
{
	k->timers = pool_zalloc(k->pool, sizeof(*k->timers));
	if (!k->timers)
		return -ENOMEM;
	TAILQ_INIT(&k->timers->armed);
	return 0;
}

struct kern_timer *kern_timer_find(struct kern *k, uint64_t ptr)
{
	struct kern_timer *timer;

	TAILQ_FOREACH(timer, &k->timers->armed, all)
	if (timer->ptr == ptr)
		return timer;
	return NULL;
}

static void insert(struct kern_timers *timers, struct kern_timer *timer)
{
	struct kern_timer *after;

	TAILQ_FOREACH(after, &timers->armed, all)
	if (after->at > timer->at)
		break;
	if (after)
		TAILQ_INSERT_BEFORE(after, timer, all);
	else
		TAILQ_INSERT_TAIL(&timers->armed, timer, all);
}

int kern_timer_arm(struct kern *k, enum kern_timer_kind kind, uint64_t ptr,
		   uint64_t at)
{
	struct kern_timer *timer = kern_timer_find(k, ptr);
	int err = kern_irq_prepare(k);

	if (err)
		return err;
	if (timer)
		TAILQ_REMOVE(&k->timers->armed, timer, all);
	else
		timer = pool_zalloc(k->pool, sizeof(*timer));
	if (!timer)
		return -ENOMEM;
	timer->kind = kind;
	timer->ptr = ptr;
	timer->at = at;
	insert(k->timers, timer);
	return 0;
}

bool kern_timer_cancel(struct kern *k, uint64_t ptr)
{
	struct kern_timer *timer = kern_timer_find(k, ptr);

	if (!timer)
		return false;
	TAILQ_REMOVE(&k->timers->armed, timer, all);
	pool_free(k->pool, timer);
	return true;
}

static enum kern_softirq softirq_of(enum kern_timer_kind kind)
{
	return kind == KERN_TIMER_SOFT ? KERN_SOFTIRQ_HRTIMER :
					 KERN_SOFTIRQ_TIMER;
}

uint64_t kern_timers_next(const struct kern *k, unsigned int raised)
{
	const struct kern_timer *timer;

	TAILQ_FOREACH(timer, &k->timers->armed, all)
	if (timer->kind == KERN_TIMER_HARD ||
	    !(raised & 1u << softirq_of(timer->kind)))
		return timer->at;
	return KERN_NEVER;
}

struct kern_timer *kern_timer_due(struct kern *k, enum kern_timer_kind kind)
{
	struct kern_timer *timer;

	TAILQ_FOREACH(timer, &k->timers->armed, all)
	{
		if (timer->at > k->clock_ns)
			return NULL;
		if (timer->kind == kind)
			return timer;
	}
	return NULL;
}

/* --- jiffies ----------------------------------------------------------------------- */

void kern_publish_jiffies(struct kern *k)
{
	struct kern_timers *timers = k->timers;
	uint64_t la;

	if (k->clock_ns < timers->next_jiffy)
		return;
	timers->next_jiffy = kern_next_tick(k);
	timers->jiffies = kern_jiffies(k);
	la = kern_image_symbol(k, "jiffies", true);
	kern_poke(k, la, &timers->jiffies, sizeof(timers->jiffies));
	kern_wrote(k, la, sizeof(timers->jiffies));
}

uint64_t kern_jiffies_at(const struct kern *k, uint64_t jiffies)
{
	int64_t left = (int64_t)(jiffies - kern_jiffies(k));
	uint64_t passed = jiffies - KERN_INITIAL_JIFFIES;

	if (left <= 0)
		return kern_next_tick(k);
	if (passed > UINT64_MAX / 2 / KERN_JIFFY_NS)
		return UINT64_MAX / 2;
	return passed * KERN_JIFFY_NS;
}

/* --- what modules call ---------------------------------------------------------------- */

static int put64(struct kern_call *call, uint64_t ptr, uint64_t value)
{
	return kern_call_write(call, ptr, &value, sizeof(value));
}

static int get64(struct kern_call *call, uint64_t ptr, uint64_t *value)
{
	return kern_call_read(call, value, ptr, sizeof(*value));
}

/* void init_timer_key(timer, function, flags, name, key) */
uint64_t kern_x_init_timer_key(struct kern_call *call)
{
	uint64_t timer = call->arg[0];
	uint32_t flags = (uint32_t)call->arg[2];

	if (put64(call, timer + ENTRY_PPREV, 0) ||
	    put64(call, timer + FUNCTION, call->arg[1]) ||
	    kern_call_write(call, timer + FLAGS, &flags, sizeof(flags)))
		return 0;
	kern_timer_cancel(call->kern, timer);
	return 0;
}

/* Arm it for a value of jiffies; returns whether it was armed. */
static uint64_t modify(struct kern_call *call, uint64_t timer, uint64_t expires)
{
	struct kern *k = call->kern;
	uint64_t function;
	bool was = kern_timer_find(k, timer);

	if (get64(call, timer + FUNCTION, &function) ||
	    !function) /* it was shut down */
		return 0;
	if (put64(call, timer + ENTRY_NEXT, 0) ||
	    put64(call, timer + ENTRY_PPREV, timer) ||
	    put64(call, timer + EXPIRES, expires))
		return 0;
	if (kern_timer_arm(k, KERN_TIMER_LIST, timer,
			   kern_jiffies_at(k, expires)))
		kern_printk(k, KERN_ERR "timer: out of memory\n");
	return was;
}

/* int mod_timer(struct timer_list *timer, unsigned long expires) */
uint64_t kern_x_mod_timer(struct kern_call *call)
{
	return modify(call, call->arg[0], call->arg[1]);
}

/* void add_timer(struct timer_list *timer) */
uint64_t kern_x_add_timer(struct kern_call *call)
{
	static const struct kern_warning pending = {"kernel/time/timer.c:1242",
						    "add_timer", 0x1c};
	uint64_t pprev, expires;

	if (get64(call, call->arg[0] + ENTRY_PPREV, &pprev) ||
	    get64(call, call->arg[0] + EXPIRES, &expires))
		return 0;
	if (pprev) {
		kern_warning_once(call->kern, &pending, NULL);
		return 0;
	}
	modify(call, call->arg[0], expires);
	return 0;
}

/* int timer_delete(struct timer_list *timer) */
uint64_t kern_x_timer_delete(struct kern_call *call)
{
	uint64_t pprev;

	if (get64(call, call->arg[0] + ENTRY_PPREV, &pprev) ||
	    (pprev && put64(call, call->arg[0] + ENTRY_PPREV, 0)))
		return 0;
	return kern_timer_cancel(call->kern, call->arg[0]);
}

/*
 * int timer_delete_sync(struct timer_list *timer)
 *
 * On one CPU the function can run only below us, on the same stack: by waiting
 * for it one waits for oneself, for ever.
 */
uint64_t kern_x_timer_delete_sync(struct kern_call *call)
{
	static const struct kern_warning in_irq = {"kernel/time/timer.c:1564",
						   "__timer_delete_sync", 0xb9};
	uint32_t flags;

	if (kern_call_read(call, &flags, call->arg[0] + FLAGS, sizeof(flags)))
		return 0;
	if (kern_preempt_count(call->kern) & KERN_HARDIRQ_MASK &&
	    !(flags & IRQSAFE))
		kern_warning(call->kern, &in_irq, NULL);
	if (call->kern->timers->running == call->arg[0]) {
		kern_lockup(call);
		return 0;
	}
	return kern_x_timer_delete(call);
}

/* int timer_shutdown_sync(struct timer_list *timer) */
uint64_t kern_x_timer_shutdown_sync(struct kern_call *call)
{
	uint64_t was = kern_x_timer_delete_sync(call);

	put64(call, call->arg[0] + FUNCTION, 0);
	return was;
}

/* int timer_shutdown(struct timer_list *timer) */
uint64_t kern_x_timer_shutdown(struct kern_call *call)
{
	uint64_t was = kern_x_timer_delete(call);

	put64(call, call->arg[0] + FUNCTION, 0);
	return was;
}

/* int try_to_del_timer_sync(struct timer_list *timer) */
uint64_t kern_x_try_to_del_timer_sync(struct kern_call *call)
{
	if (call->kern->timers->running == call->arg[0])
		return (uint64_t)-1;
	return kern_x_timer_delete(call);
}

/* --- the softirq ------------------------------------------------------------------------ */

/* hlist_del() of the first one of a list, which only what has been written over
 * it says to go on. */
static int detach(struct kern_call *call, uint64_t timer)
{
	uint64_t next;

	if (put64(call, timer + ENTRY_PPREV, 0) ||
	    get64(call, timer + ENTRY_NEXT, &next))
		return -EFAULT;
	return next ? put64(call, next + ENTRY_PPREV, 0) : 0;
}

/* It is taken from its list. 1; 0: it has faulted, or has no function. */
static int take(struct kern_call *call, uint64_t timer)
{
	static const struct kern_warning no_function = {
		"kernel/time/timer.c:1739", "__run_timers", 0x2a2};
	uint64_t found[2] = {timer};

	/* Linux moves the list that it is in, first. */
	if (detach(call, timer) || get64(call, timer + FUNCTION, &found[1]) ||
	    put64(call, timer + ENTRY_NEXT, LIST_POISON2) ||
	    kern_call_write(call, call->arg[0], found, sizeof(found)))
		return 0;
	kern_timer_cancel(call->kern, timer);
	if (!found[1])
		kern_warning_once(call->kern, &no_function, NULL);
	return found[1] != 0;
}

/* The next one that is due: its address and function go to where RDI points.
 * 0: there is none. */
uint64_t kern_e_next_timer(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_timer *timer;

	kern_publish_jiffies(k);
	while ((timer = kern_timer_due(k, KERN_TIMER_LIST)) && !call->fault) {
		uint64_t ptr = timer->ptr;

		if (!take(call, ptr))
			continue;
		k->timers->running = ptr;
		return 1;
	}
	return 0;
}

uint64_t kern_e_timer_ran(struct kern_call *call)
{
	call->kern->timers->running = 0;
	return 0;
}
