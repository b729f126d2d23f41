/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of what may be reclaimed, the longest unused first.
 */
#ifndef _LRU_LIST_H
#define _LRU_LIST_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

struct mem_cgroup;
struct lock_class_key;
struct shrinker;

enum lru_status {
	LRU_REMOVED,
	LRU_REMOVED_RETRY, /* the lock was dropped meanwhile */
	LRU_ROTATE,	   /* to the end of the list */
	LRU_SKIP,
	LRU_RETRY, /* the lock was dropped, and it stays */
};

struct list_lru_one {
	struct list_head list;
	long nr_items;
};

struct list_lru_node {
	spinlock_t lock;
	struct list_lru_one lru;
	long nr_items;
} __attribute__((aligned(64)));

struct list_lru {
	struct list_lru_node *node;
	struct list_head list;
	int shrinker_id;
	bool memcg_aware;
	struct xarray xa;
};

typedef enum lru_status (*list_lru_walk_cb)(struct list_head *item,
					    struct list_lru_one *list,
					    spinlock_t *lock, void *cb_arg);

int __list_lru_init(struct list_lru *lru, bool memcg_aware,
		    struct lock_class_key *key, struct shrinker *shrinker);
void list_lru_destroy(struct list_lru *lru);

/* 0 or -ENOMEM */
#define list_lru_init(lru) __list_lru_init((lru), false, NULL, NULL)

/* False: it is in a list, or in none. */
bool list_lru_add(struct list_lru *lru, struct list_head *item);
bool list_lru_del(struct list_lru *lru, struct list_head *item);
unsigned long list_lru_count_one(struct list_lru *lru, int nid,
				 struct mem_cgroup *memcg);
unsigned long list_lru_count_node(struct list_lru *lru, int nid);
/* For those that list_lru_walk() calls. */
void list_lru_isolate(struct list_lru_one *list, struct list_head *item);
void list_lru_isolate_move(struct list_lru_one *list, struct list_head *item,
			   struct list_head *head);
unsigned long list_lru_walk_one(struct list_lru *lru, int nid,
				struct mem_cgroup *memcg,
				list_lru_walk_cb isolate, void *cb_arg,
				unsigned long *nr_to_walk);
unsigned long list_lru_walk_node(struct list_lru *lru, int nid,
				 list_lru_walk_cb isolate, void *cb_arg,
				 unsigned long *nr_to_walk);

/* There is one node. */
static inline unsigned long list_lru_count(struct list_lru *lru)
{
	return list_lru_count_node(lru, 0);
}

/* How many were removed. */
static inline unsigned long list_lru_walk(struct list_lru *lru,
					  list_lru_walk_cb isolate,
					  void *cb_arg,
					  unsigned long nr_to_walk)
{
	return list_lru_walk_node(lru, 0, isolate, cb_arg, &nr_to_walk);
}

#endif
