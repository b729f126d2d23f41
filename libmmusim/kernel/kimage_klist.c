/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_klist.c - lists whose entries are counted, as code of the kernel image.
 *
 *   struct klist       00 lock  08 list  18 get  20 put
 *   struct klist_node  00 the klist, and bit 0: it is to go  08 list  18 count
 *   struct klist_iter  00 klist  08 where it is
 *
 * An entry that somebody looks at stays in the list, but nobody finds it any more.
 * Who removes it with klist_remove() sleeps until it is out.
 *
 * Reference: Linux 6.1, lib/klist.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_data.h"
#include "kernel/kimage_use.h"

#define DEAD 1ul

struct klist_node {
	unsigned long klist;
	struct list list;
	int refs;
};

typedef void klist_fn(struct klist_node *node);

struct klist {
	unsigned int lock;
	struct list list;
	klist_fn *get, *put;
};

struct klist_iter {
	struct klist *klist;
	struct klist_node *node;
};

/* Who waits until a node is gone: on its own stack. */
struct klist_waiter {
	struct klist_waiter *next;
	struct klist_node *node;
	void *task;
	bool woken;
};

KIMAGE_HIDDEN void kimg_klist_release(int *refs);
KIMAGE_HIDDEN void kimg_klist_put(struct klist_node *node, bool kill);

INLINE struct klist_waiter *volatile *first_waiter(void)
{
	return (struct klist_waiter *volatile *)&image_data()->klist_waiters;
}

INLINE struct klist_node *node_of(struct list *list)
{
	return (struct klist_node *)((char *)list -
				     offsetof(struct klist_node, list));
}

INLINE struct klist *klist_of(const struct klist_node *node)
{
	return (struct klist *)(node->klist & ~DEAD);
}

/* --- adding ------------------------------------------------------------------------ */

KIMAGE_DEFINE(void, klist_init, struct klist *klist, klist_fn *get,
	      klist_fn *put)
{
	list_init(&klist->list);
	klist->lock = 0;
	klist->get = get;
	klist->put = put;
}

INLINE void prepare(struct klist *klist, struct klist_node *node)
{
	list_init(&node->list);
	node->refs = 1;
	node->klist = (unsigned long)klist;
}

INLINE void get(struct klist *klist, struct klist_node *node)
{
	if (klist->get)
		klist->get(node);
}

KIMAGE_DEFINE(void, klist_add_head, struct klist_node *node,
	      struct klist *klist)
{
	prepare(klist, node);
	if (node->klist & DEAD)
		KIMAGE_WARN("klist_add_head", "lib/klist.c:62", 0x7c);
	get(klist, node);
	kimg__raw_spin_lock(&klist->lock);
	list_put_first(&node->list, &klist->list);
	kimg__raw_spin_unlock(&klist->lock);
}

KIMAGE_DEFINE(void, klist_add_tail, struct klist_node *node,
	      struct klist *klist)
{
	prepare(klist, node);
	if (node->klist & DEAD)
		KIMAGE_WARN("klist_add_tail", "lib/klist.c:62", 0x7c);
	get(klist, node);
	kimg__raw_spin_lock(&klist->lock);
	list_put_last(&node->list, &klist->list);
	kimg__raw_spin_unlock(&klist->lock);
}

KIMAGE_DEFINE(void, klist_add_behind, struct klist_node *node,
	      struct klist_node *other)
{
	struct klist *klist = klist_of(other);

	prepare(klist, node);
	get(klist, node);
	kimg__raw_spin_lock(&klist->lock);
	list_put_first(&node->list, &other->list);
	kimg__raw_spin_unlock(&klist->lock);
}

KIMAGE_DEFINE(void, klist_add_before, struct klist_node *node,
	      struct klist_node *other)
{
	struct klist *klist = klist_of(other);

	prepare(klist, node);
	get(klist, node);
	kimg__raw_spin_lock(&klist->lock);
	list_put_last(&node->list, &other->list);
	kimg__raw_spin_unlock(&klist->lock);
}

/* --- removing ----------------------------------------------------------------------- */

/* The last one lets go: who waits for it wakes. */
void kimg_klist_release(int *refs)
{
	struct klist_node *node =
		(struct klist_node *)((char *)refs -
				      offsetof(struct klist_node, refs));
	struct klist_waiter *volatile *at = first_waiter();

	if (!(node->klist & DEAD))
		KIMAGE_WARN("klist_release", "lib/klist.c:188", 0xe8);
	list_take_poisoned(&node->list);
	while (*at) {
		struct klist_waiter *waiter = *at;

		if (waiter->node != node) {
			at = (struct klist_waiter *volatile *)&waiter->next;
			continue;
		}
		*at = waiter->next;
		*(volatile bool *)&waiter->woken = true;
		kimg_wake_up_process(waiter->task);
	}
	node->klist = 0;
}
KIMAGE_INNER(klist_release);

INLINE bool let_go(struct klist_node *node)
{
	if (!reference_put(&node->refs))
		return false;
	kimg_klist_release(&node->refs);
	return true;
}

void kimg_klist_put(struct klist_node *node, bool kill)
{
	struct klist *klist = klist_of(node);
	klist_fn *put = klist->put;

	kimg__raw_spin_lock(&klist->lock);
	if (kill) {
		if (node->klist & DEAD)
			KIMAGE_WARN("klist_put", "lib/klist.c:68", 0x7b);
		node->klist |= DEAD;
	}
	if (!let_go(node))
		put = NULL;
	kimg__raw_spin_unlock(&klist->lock);
	if (put)
		put(node);
}
KIMAGE_INNER(klist_put);

KIMAGE_DEFINE(void, klist_del, struct klist_node *node)
{
	kimg_klist_put(node, true);
}

KIMAGE_DEFINE(void, klist_remove, struct klist_node *node)
{
	struct klist_waiter waiter = {.node = node, .task = get_current()};

	waiter.next = *first_waiter();
	*first_waiter() = &waiter;
	kimg_klist_del(node);
	while (!*(volatile bool *)&waiter.woken) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		kimg_schedule();
	}
	set_current_state(TASK_RUNNING);
}

KIMAGE_DEFINE(int, klist_node_attached, struct klist_node *node)
{
	return node->klist != 0;
}

/* --- looking at one after the other -------------------------------------------------- */

/* Unless it has been let go already. */
INLINE bool get_unless_gone(struct klist_node *node)
{
	int old = __atomic_load_n(&node->refs, __ATOMIC_RELAXED);

	while (old &&
	       !__atomic_compare_exchange_n(&node->refs, &old, old + 1, true,
					    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
	if (old < 0 || old == 0x7fffffff)
		kimg_refcount_warn_saturate(&node->refs,
					    REFCOUNT_ADD_NOT_ZERO_OVF);
	return old;
}

KIMAGE_DEFINE(void, klist_iter_init_node, struct klist *klist,
	      struct klist_iter *iter, struct klist_node *node)
{
	iter->klist = klist;
	iter->node = NULL;
	if (node && get_unless_gone(node))
		iter->node = node;
}

KIMAGE_DEFINE(void, klist_iter_init, struct klist *klist,
	      struct klist_iter *iter)
{
	kimg_klist_iter_init_node(klist, iter, NULL);
}

KIMAGE_DEFINE(void, klist_iter_exit, struct klist_iter *iter)
{
	if (!iter->node)
		return;
	kimg_klist_put(iter->node, false);
	iter->node = NULL;
}

INLINE struct klist_node *step(struct klist_iter *iter, bool forward)
{
	klist_fn *put = iter->klist->put;
	struct klist_node *last = iter->node;
	unsigned long flags = kimg__raw_spin_lock_irqsave(&iter->klist->lock);
	struct list *at = last ? &last->list : &iter->klist->list;

	at = forward ? at->next : at->prev;
	if (last && !let_go(last))
		put = NULL;
	iter->node = NULL;
	for (; at != &iter->klist->list; at = forward ? at->next : at->prev)
		if (!(node_of(at)->klist & DEAD)) {
			reference_get(&node_of(at)->refs);
			iter->node = node_of(at);
			break;
		}
	kimg__raw_spin_unlock_irqrestore(&iter->klist->lock, flags);
	if (put && last)
		put(last);
	return iter->node;
}

KIMAGE_DEFINE(struct klist_node *, klist_next, struct klist_iter *iter)
{
	return step(iter, true);
}

KIMAGE_DEFINE(struct klist_node *, klist_prev, struct klist_iter *iter)
{
	return step(iter, false);
}
