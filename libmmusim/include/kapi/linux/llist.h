/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists without locks: many add, one takes all.
 */
#ifndef _LINUX_LLIST_H
#define _LINUX_LLIST_H

#include <linux/container_of.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

#define LLIST_HEAD_INIT(name) \
	{                     \
		NULL          \
	}
#define LLIST_HEAD(name)	       struct llist_head name = LLIST_HEAD_INIT(name)
#define llist_entry(ptr, type, member) container_of(ptr, type, member)

bool llist_add_batch(struct llist_node *first, struct llist_node *last,
		     struct llist_head *head);
struct llist_node *llist_del_first(struct llist_head *head);
struct llist_node *llist_reverse_order(struct llist_node *head);

static inline bool llist_add(struct llist_node *node, struct llist_head *head)
{
	return llist_add_batch(node, node, head);
}

static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	return __atomic_exchange_n(&head->first, NULL, __ATOMIC_SEQ_CST);
}

static inline bool llist_empty(const struct llist_head *head)
{
	return !*(struct llist_node *const volatile *)&head->first;
}

static inline void init_llist_head(struct llist_head *head)
{
	head->first = NULL;
}

/* What was taken: from a node on. */
#define llist_for_each(pos, node) for ((pos) = (node); pos; (pos) = (pos)->next)
#define llist_for_each_safe(pos, n, node) \
	for ((pos) = (node); (pos) && ((n) = (pos)->next, true); (pos) = (n))

/* Is there a node at this member? */
#define member_address_is_nonnull(ptr, member) \
	((uintptr_t)(ptr) + offsetof(__typeof__(*(ptr)), member) != 0)

#define llist_for_each_entry(pos, node, member)                          \
	for ((pos) = llist_entry((node), __typeof__(*(pos)), member);    \
	     member_address_is_nonnull(pos, member);                     \
	     (pos) = llist_entry((pos)->member.next, __typeof__(*(pos)), \
				 member))
#define llist_for_each_entry_safe(pos, n, node, member)                        \
	for ((pos) = llist_entry((node), __typeof__(*(pos)), member);          \
	     member_address_is_nonnull(pos, member) &&                         \
	     ((n) = llist_entry((pos)->member.next, __typeof__(*(n)), member), \
	     true);                                                            \
	     (pos) = (n))

#endif
