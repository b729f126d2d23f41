/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rcu.c - call_rcu() and what waits for it.
 *
 *   struct rcu_head   00 next   08 func
 *
 * Nobody is preempted within rcu_read_lock(), so a grace period is over at the
 * next tick: then a softirq calls what was given. What kfree_rcu() was given is
 * freed some seconds later.
 *
 * Simplified: a reader that sleeps is not waited for.
 *
 * Reference: Linux 6.1, kernel/rcu/tree.c.
 */
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/sim.h"
#include "kernel/timer.h"
#include "kernel/warn.h"

/* KFREE_DRAIN_JIFFIES: so long kfree_rcu() collects what it is given. */
#define DRAIN_NS (5 * 1000000000ull)

/**
 * struct kern_rcu_head - what is to be called, or freed
 * @ptr:  host pointer to the struct rcu_head
 * @object: host pointer to what is freed in place of a call; 0
 * @number: they are counted
 * @due:    an object is not freed before: it waits for others
 */
struct kern_rcu_head {
	struct kern_rcu_head *next;
	uint64_t ptr, object, number, due;
};

static void add(struct kern *k, uint64_t ptr, uint64_t object)
{
	struct kern_rcu_head *head = pool_zalloc(k->pool, sizeof(*head));
	struct kern_rcu_head **link = &k->irq->rcu;

	if (!head || kern_irq_prepare(k)) {
		pool_free(k->pool, head);
		return;
	}
	head->ptr = ptr;
	head->object = object;
	if (object)
		head->due = k->clock_ns + DRAIN_NS;
	head->number = ++k->irq->rcu_given;
	while (*link)
		link = &(*link)->next;
	*link = head;
	kern_raise_softirq(k, KERN_SOFTIRQ_RCU);
}

/* void call_rcu(struct rcu_head *head, rcu_callback_t func) */
uint64_t kern_x_call_rcu(struct kern_call *call)
{
	static const struct kern_warning no_function = {
		"kernel/rcu/tree.c:2831", "call_rcu", 0x355};

	if (!call->arg[1]) {
		kern_warning_once(call->kern, &no_function, NULL);
		return 0;
	}
	if (!kern_call_write(call, call->arg[0] + 8, &call->arg[1], 8))
		add(call->kern, call->arg[0], 0);
	return 0;
}

/* void kvfree_call_rcu(struct rcu_head *head, void *object) */
uint64_t kern_x_kvfree_call_rcu(struct kern_call *call)
{
	uint64_t head = call->arg[0], object = call->arg[1];

	/* kfree_rcu(object, member) says how far the head is in the object. */
	if (head && object < KERN_PAGE)
		object = head - object;
	add(call->kern, head, object);
	return 0;
}

/* Is a function still to be called that was given before? */
static bool has_older(const struct kern *k, uint64_t given)
{
	const struct kern_rcu_head *head = k->irq->rcu;

	while (head && head->object)
		head = head->next;
	return head && head->number <= given;
}

/* What is given now has been called; void synchronize_rcu(void), too */
uint64_t kern_x_rcu_barrier(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t given = k->irq->rcu_given;

	do
		call->end = kern_sim_sleep(k, kern_next_tick(k),
					   KERN_TASK_UNINTERRUPTIBLE);
	while (has_older(k, given) && !call->end && !kern_preempt_count(k));
	return 0;
}

/* unsigned long get_state_synchronize_rcu(void): a grace period that begins now is over
 * by the next tick but one */
uint64_t kern_x_get_state_synchronize_rcu(struct kern_call *call)
{
	return kern_next_tick(call->kern);
}

/* bool poll_state_synchronize_rcu(unsigned long state) */
uint64_t kern_x_poll_state_synchronize_rcu(struct kern_call *call)
{
	return call->kern->clock_ns >= call->arg[0];
}

/* void cond_synchronize_rcu(unsigned long state) */
uint64_t kern_x_cond_synchronize_rcu(struct kern_call *call)
{
	if (call->kern->clock_ns < call->arg[0])
		kern_x_rcu_barrier(call);
	return 0;
}

static void free_object(struct kern *k, uint64_t la)
{
	if (kern_is_vmalloc(k, la))
		kern_vfree(k, la);
	else
		kern_kfree(k, la);
}

/* Objects whose time has come are freed, all at once as kfree_rcu_work() does;
 * the others wait. */
static void free_objects(struct kern *k)
{
	struct kern_rcu_head **link = &k->irq->rcu, *head;

	while ((head = *link)) {
		if (!head->object || head->due > k->clock_ns) {
			link = &head->next;
			continue;
		}
		*link = head->next;
		free_object(k, kern_lift(k, head->object));
		pool_free(k->pool, head);
	}
	for (head = k->irq->rcu; head; head = head->next)
		if (head->object) {
			kern_raise_softirq(k, KERN_SOFTIRQ_RCU);
			k->irq->softirq_at = head->due;
			break;
		}
}

/* The first function whose turn it is, taken out of the list; NULL: none. */
static struct kern_rcu_head *take_function(struct kern *k)
{
	struct kern_rcu_head **link = &k->irq->rcu, *head;

	while (*link && (*link)->object)
		link = &(*link)->next;
	head = *link;
	if (!head || head->number > k->irq->rcu_due)
		return NULL;
	*link = head->next;
	return head;
}

/* rcu_do_batch(): head and function to where RDI points; 0: there is none. Those
 * that such functions give meanwhile wait for the next tick. */
uint64_t kern_e_next_rcu(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_rcu_head *head = take_function(k);
	uint64_t found[2];

	if (!head) {
		free_objects(k);
		return 0;
	}
	found[0] = head->ptr;
	pool_free(k->pool, head);
	if (kern_call_read(call, &found[1], found[0] + 8, 8) ||
	    kern_call_write(call, call->arg[0], found, sizeof(found)))
		return 0;
	return 1;
}
