/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_list_lru.c - lists of what may be reclaimed, as code of the kernel image.
 *
 *   struct list_lru       00 node  08 list  18 id of the shrinker  1c of memcgs
 *                         20 xarray
 *   struct list_lru_node  00 lock  08 list  18 items of it  20 items
 *                         (64 bytes)
 *
 * There is one node, and there are no memory control groups: all items are in one
 * list.
 *
 * Reference: Linux 6.1, mm/list_lru.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_use.h"

enum { REMOVED, REMOVED_RETRY, ROTATE, SKIP, RETRY };
enum { SHRINKER_ID = 0x20 }; /* where it is in struct shrinker */

struct list_one {
	struct list list;
	long n;
};

struct lru_node {
	unsigned int lock;
	struct list_one one;
	long n;
} __attribute__((aligned(64)));

struct list_lru {
	struct lru_node *node;
	struct list list;
	int shrinker;
	bool memcg;
	unsigned int xa_lock, xa_flags;
	void *xa_head;
};

typedef unsigned int walk_fn(struct list *item, struct list_one *one,
			     void *lock, void *data);

/* As Linux has it for an item that goes to nowhere else. */
INLINE void take_out_alone(struct list *item)
{
	list_take_out(item);
	list_init(item);
}

KIMAGE_DEFINE(int, __list_lru_init, struct list_lru *lru, bool memcg, void *key,
	      const char *shrinker)
{
	(void)key;
	lru->shrinker = shrinker ? *(const int *)(shrinker + SHRINKER_ID) : -1;
	lru->node = kimg___kmalloc(sizeof(*lru->node), GFP_KERNEL_ZERO);
	if (!lru->node)
		return NO_MEMORY;
	list_init(&lru->node->one.list);
	if (memcg) {
		lru->xa_lock = 0;
		lru->xa_flags = 1;
		lru->xa_head = NULL;
	}
	lru->memcg = memcg;
	return 0;
}

KIMAGE_DEFINE(void, list_lru_destroy, struct list_lru *lru)
{
	if (!lru->node)
		return;
	kimg_kfree(lru->node);
	lru->node = NULL;
	lru->shrinker = -1;
}

KIMAGE_DEFINE(bool, list_lru_add, struct list_lru *lru, struct list *item)
{
	struct lru_node *node = lru->node;
	bool alone;

	kimg__raw_spin_lock(&node->lock);
	alone = list_is_empty(item);
	if (alone) {
		list_put_last(item, &node->one.list);
		node->one.n++;
		node->n++;
	}
	kimg__raw_spin_unlock(&node->lock);
	return alone;
}

KIMAGE_DEFINE(bool, list_lru_del, struct list_lru *lru, struct list *item)
{
	struct lru_node *node = lru->node;
	bool there;

	kimg__raw_spin_lock(&node->lock);
	there = !list_is_empty(item);
	if (there) {
		take_out_alone(item);
		node->one.n--;
		node->n--;
	}
	kimg__raw_spin_unlock(&node->lock);
	return there;
}

KIMAGE_DEFINE(void, list_lru_isolate, struct list_one *one, struct list *item)
{
	take_out_alone(item);
	one->n--;
}

KIMAGE_DEFINE(void, list_lru_isolate_move, struct list_one *one,
	      struct list *item, struct list *to)
{
	list_take_out(item);
	list_put_first(item, to);
	one->n--;
}

KIMAGE_DEFINE(unsigned long, list_lru_count_one, struct list_lru *lru, int nid,
	      void *memcg)
{
	long n = lru->node[nid].one.n;

	(void)memcg;
	return n < 0 ? 0 : (unsigned long)n;
}

KIMAGE_DEFINE(unsigned long, list_lru_count_node, struct list_lru *lru, int nid)
{
	return (unsigned long)lru->node[nid].n;
}

/* What isolate() says of an item: true: begin anew. */
INLINE bool treat(struct lru_node *node, struct list *item, unsigned int what,
		  unsigned long *isolated)
{
	if (what > RETRY)
		KIMAGE_BUG("__list_lru_walk_one", "mm/list_lru.c:260", 0x1c8);
	if (what == REMOVED || what == REMOVED_RETRY) {
		++*isolated;
		node->n--;
	} else if (what == ROTATE) {
		list_take_out(item);
		list_put_last(item, &node->one.list);
	}
	return what == REMOVED_RETRY || what == RETRY;
}

KIMAGE_HIDDEN unsigned long kimg___list_lru_walk_one(struct lru_node *node,
						     walk_fn *isolate,
						     void *data,
						     unsigned long *n);
unsigned long kimg___list_lru_walk_one(struct lru_node *node, walk_fn *isolate,
				       void *data, unsigned long *n)
{
	struct list *head = &node->one.list, *item = head->next;
	unsigned long isolated = 0;

	while (item != head && *n) {
		struct list *next = item->next;

		--*n;
		if (treat(node, item,
			  isolate(item, &node->one, &node->lock, data),
			  &isolated))
			next = head->next;
		item = next;
	}
	return isolated;
}
KIMAGE_INNER(__list_lru_walk_one);

KIMAGE_DEFINE(unsigned long, list_lru_walk_one, struct list_lru *lru, int nid,
	      void *memcg, walk_fn *isolate, void *data, unsigned long *n)
{
	struct lru_node *node = &lru->node[nid];
	unsigned long isolated;

	(void)memcg;
	kimg__raw_spin_lock(&node->lock);
	isolated = kimg___list_lru_walk_one(node, isolate, data, n);
	kimg__raw_spin_unlock(&node->lock);
	return isolated;
}

KIMAGE_DEFINE(unsigned long, list_lru_walk_node, struct list_lru *lru, int nid,
	      walk_fn *isolate, void *data, unsigned long *n)
{
	return kimg_list_lru_walk_one(lru, nid, NULL, isolate, data, n);
}
