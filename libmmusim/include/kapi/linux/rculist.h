/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists that readers walk without a lock, between rcu_read_lock() and
 * rcu_read_unlock(), while one writer changes them: an entry is complete before it
 * can be found, and one that was removed still leads on.
 */
#ifndef _LINUX_RCULIST_H
#define _LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

#define list_next_rcu(list)   (*(struct list_head **)&(list)->next)
#define hlist_first_rcu(head) (*(struct hlist_node **)&(head)->first)
#define hlist_next_rcu(node)  (*(struct hlist_node **)&(node)->next)

static inline void INIT_LIST_HEAD_RCU(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

static inline void __list_add_rcu(struct list_head *new, struct list_head *prev,
				  struct list_head *next)
{
	if (!__list_add_valid(new, prev, next))
		return;
	new->next = next;
	new->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), new);
	next->prev = new;
}

static inline void list_add_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *new,
				     struct list_head *head)
{
	__list_add_rcu(new, head->prev, head);
}

static inline void list_del_rcu(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old,
				    struct list_head *new)
{
	new->next = old->next;
	new->prev = old->prev;
	rcu_assign_pointer(list_next_rcu(new->prev), new);
	new->next->prev = new;
	old->prev = LIST_POISON2;
}

#define list_entry_rcu(ptr, type, member) \
	container_of(READ_ONCE(ptr), type, member)

#define list_first_or_null_rcu(head, type, member)                  \
	({                                                          \
		struct list_head *__head = (head);                  \
		struct list_head *__next = READ_ONCE(__head->next); \
		likely(__head != __next) ?                          \
			list_entry_rcu(__next, type, member) :      \
			NULL;                                       \
	})

#define list_for_each_entry_rcu(pos, head, member, ...)                    \
	for (pos = list_entry_rcu((head)->next, __typeof__(*pos), member); \
	     &pos->member != (head);                                       \
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))
#define list_for_each_entry_continue_rcu(pos, head, member)                    \
	for (pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member); \
	     &pos->member != (head);                                           \
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))

static inline void hlist_del_rcu(struct hlist_node *node)
{
	__hlist_del(node);
	WRITE_ONCE(node->pprev, LIST_POISON2);
}

static inline void hlist_del_init_rcu(struct hlist_node *node)
{
	if (hlist_unhashed(node))
		return;
	__hlist_del(node);
	WRITE_ONCE(node->pprev, NULL);
}

static inline void hlist_add_head_rcu(struct hlist_node *node,
				      struct hlist_head *head)
{
	struct hlist_node *first = head->first;

	node->next = first;
	WRITE_ONCE(node->pprev, &head->first);
	rcu_assign_pointer(hlist_first_rcu(head), node);
	if (first)
		WRITE_ONCE(first->pprev, &node->next);
}

#define __hlist_entry_rcu(ptr, pos, member) \
	hlist_entry_safe(READ_ONCE(ptr), __typeof__(*(pos)), member)
#define hlist_for_each_entry_rcu(pos, head, member, ...)               \
	for (pos = __hlist_entry_rcu((head)->first, pos, member); pos; \
	     pos = __hlist_entry_rcu((pos)->member.next, pos, member))

#endif
