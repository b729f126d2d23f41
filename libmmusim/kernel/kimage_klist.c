/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_klist.c - lists that may change while somebody walks over them, as code
 * of the kernel image.
 *
 *   struct klist       00 lock  08 head  18 get  20 put
 *   struct klist_node  00 its klist, and in bit 0: it was deleted  08 link
 *                      18 references
 *
 * A node that was deleted goes when the last walk has left it.
 *
 * Simplified: locks are not taken, there is one CPU. Who waits until a node is
 * gone looks again at each tick.
 *
 * Reference: Linux 6.1, lib/klist.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_sync.h"

#define DEAD 1ul

enum { SATURATED_ADD = 1, SATURATED_FREE = 2, SATURATED_USE = 3 };

struct klist_node {
	unsigned long klist;
	struct list link;
	int refs;
};

typedef void klist_fn(struct klist_node *node);

struct klist {
	unsigned int lock;
	struct list head;
	klist_fn *get, *put;
};

struct klist_iter {
	struct klist *klist;
	struct klist_node *at;
};

HIDDEN bool kimg___list_add_valid(struct list *new, struct list *prev,
				  struct list *next);
HIDDEN bool kimg___list_del_entry_valid(struct list *entry);
HIDDEN void kimg_refcount_warn_saturate(int *refs, int how);
KIMAGE_TEXT void kimg_klist_release(struct klist_node *node);
KIMAGE_TEXT void kimg_klist_put(struct klist_node *node, bool kill);
KIMAGE_INNER(klist_release);
KIMAGE_INNER(klist_put);

KIMAGE_INLINE struct klist *klist_of(const struct klist_node *node)
{
	return (struct klist *)(node->klist & ~DEAD);
}

KIMAGE_INLINE struct klist_node *node_at(struct list *link)
{
	return (struct klist_node *)((char *)link -
				     offsetof(struct klist_node, link));
}

KIMAGE_INLINE void insert(struct list *new, struct list *prev,
			  struct list *next)
{
	if (!kimg___list_add_valid(new, prev, next))
		return;
	next->prev = new;
	new->next = next;
	new->prev = prev;
	prev->next = new;
}

KIMAGE_INLINE void init_node(struct klist *klist, struct klist_node *node)
{
	node->link.next = node->link.prev = &node->link;
	node->refs = 1;
	node->klist = (unsigned long)klist;
}

/* --- references ----------------------------------------------------------------- */

/* The last reference is gone. */
void kimg_klist_release(struct klist_node *node)
{
	if (!(node->klist & DEAD))
		KIMAGE_WARN("klist_release", "lib/klist.c:188", 0xe8);
	if (kimg___list_del_entry_valid(&node->link)) {
		node->link.next->prev = node->link.prev;
		node->link.prev->next = node->link.next;
	}
	node->link.next = (struct list *)0xdead000000000100;
	node->link.prev = (struct list *)0xdead000000000122;
	node->klist = 0;
}

/* Return: that was the last one. */
KIMAGE_INLINE bool drop(struct klist_node *node)
{
	int old = node->refs--;

	if (old == 1)
		kimg_klist_release(node);
	else if (old <= 0)
		kimg_refcount_warn_saturate(&node->refs, SATURATED_USE);
	return old == 1;
}

KIMAGE_INLINE void take(struct klist_node *node)
{
	int old = node->refs++;

	if (!old)
		kimg_refcount_warn_saturate(&node->refs, SATURATED_FREE);
	else if (old < 0 || old + 1 < 0)
		kimg_refcount_warn_saturate(&node->refs, SATURATED_ADD);
}

void kimg_klist_put(struct klist_node *node, bool kill)
{
	klist_fn *put = *(klist_fn *volatile *)&klist_of(node)->put;

	if (kill) {
		if (node->klist & DEAD)
			KIMAGE_WARN("klist_put", "lib/klist.c:68", 0x7b);
		node->klist |= DEAD;
	}
	if (drop(node) && put)
		put(node);
}

/* --- lists and their nodes ------------------------------------------------------- */

KIMAGE_DEFINE(void, klist_init, struct klist *klist, klist_fn *get,
	      klist_fn *put)
{
	klist->head.next = klist->head.prev = &klist->head;
	klist->lock = 0;
	klist->get = get;
	klist->put = put;
}

KIMAGE_DEFINE(void, klist_add_head, struct klist_node *node,
	      struct klist *klist)
{
	init_node(klist, node);
	if (node->klist & DEAD)
		KIMAGE_WARN("klist_add_head", "lib/klist.c:62", 0x7c);
	if (klist->get)
		klist->get(node);
	insert(&node->link, &klist->head, klist->head.next);
}

KIMAGE_DEFINE(void, klist_add_tail, struct klist_node *node,
	      struct klist *klist)
{
	init_node(klist, node);
	if (node->klist & DEAD)
		KIMAGE_WARN("klist_add_tail", "lib/klist.c:62", 0x7c);
	if (klist->get)
		klist->get(node);
	insert(&node->link, klist->head.prev, &klist->head);
}

KIMAGE_DEFINE(void, klist_add_behind, struct klist_node *node,
	      struct klist_node *at)
{
	struct klist *klist = klist_of(at);

	init_node(klist, node);
	if (klist->get)
		klist->get(node);
	insert(&node->link, &at->link, at->link.next);
}

KIMAGE_DEFINE(void, klist_add_before, struct klist_node *node,
	      struct klist_node *at)
{
	struct klist *klist = klist_of(at);

	init_node(klist, node);
	if (klist->get)
		klist->get(node);
	insert(&node->link, at->link.prev, &at->link);
}

KIMAGE_DEFINE(void, klist_del, struct klist_node *node)
{
	kimg_klist_put(node, true);
}

/* As klist_del(), and wait until nobody uses the node. */
KIMAGE_DEFINE(void, klist_remove, struct klist_node *node)
{
	kimg_klist_put(node, true);
	while (*(volatile unsigned long *)&node->klist) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		kimg_schedule_timeout(1);
	}
	set_current_state(TASK_RUNNING);
}

KIMAGE_DEFINE(int, klist_node_attached, struct klist_node *node)
{
	return node->klist != 0;
}

/* --- walks ------------------------------------------------------------------------- */

KIMAGE_DEFINE(void, klist_iter_init_node, struct klist *klist,
	      struct klist_iter *iter, struct klist_node *node)
{
	iter->klist = klist;
	iter->at = NULL;
	if (node && node->refs) {
		take(node);
		iter->at = node;
	}
}

KIMAGE_DEFINE(void, klist_iter_init, struct klist *klist,
	      struct klist_iter *iter)
{
	iter->klist = klist;
	iter->at = NULL;
}

KIMAGE_DEFINE(void, klist_iter_exit, struct klist_iter *iter)
{
	if (!iter->at)
		return;
	kimg_klist_put(iter->at, false);
	iter->at = NULL;
}

/* The next node that was not deleted; the one that is left may go. */
KIMAGE_INLINE struct klist_node *step(struct klist_iter *iter, bool forward)
{
	klist_fn *put = iter->klist->put;
	struct klist_node *last = iter->at, *gone = NULL;
	struct list *from = last ? &last->link : &iter->klist->head;
	struct list *link = forward ? from->next : from->prev;

	if (last && drop(last))
		gone = last;
	iter->at = NULL;
	for (; link != &iter->klist->head;
	     link = forward ? link->next : link->prev)
		if (!(node_at(link)->klist & DEAD)) {
			take(node_at(link));
			iter->at = node_at(link);
			break;
		}
	if (put && gone)
		put(gone);
	return iter->at;
}

KIMAGE_DEFINE(struct klist_node *, klist_next, struct klist_iter *iter)
{
	return step(iter, true);
}

KIMAGE_DEFINE(struct klist_node *, klist_prev, struct klist_iter *iter)
{
	return step(iter, false);
}
