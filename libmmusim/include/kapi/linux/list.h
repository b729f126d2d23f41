/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists that run through the structures they link.
 *
 * A struct list_head is the head of a list, or a member of an element. The
 * list is a ring through the head:
 *
 *       head <-> element <-> element <-> (head)
 *
 * A struct hlist_head is half as large, for hash tables; its list ends with
 * NULL, and each node knows the pointer that points at it.
 *
 * Adding and removing look at the neighbours first: what is corrupted, such as
 * by adding an element twice, is a BUG in the function that finds it.
 */
#ifndef _LINUX_LIST_H
#define _LINUX_LIST_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/poison.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define LIST_HEAD_INIT(name)     \
	{                        \
		&(name), &(name) \
	}
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

/* Are the neighbours what they must be? If not, they say so and run into a BUG:
 * CONFIG_DEBUG_LIST. */
bool __list_add_valid(struct list_head *new, struct list_head *prev,
		      struct list_head *next);
bool __list_del_entry_valid(struct list_head *entry);

/* Links @new between two neighbours. */
static inline void __list_add(struct list_head *new, struct list_head *prev,
			      struct list_head *next)
{
	if (!__list_add_valid(new, prev, next))
		return;
	next->prev = new;
	new->next = next;
	new->prev = prev;
	prev->next = new;
}

/* Adds behind @head: the list is then a stack. */
static inline void list_add(struct list_head *new, struct list_head *head)
{
	__list_add(new, head, head->next);
}

/* Adds before @head, which is the end: the list is then a queue. */
static inline void list_add_tail(struct list_head *new, struct list_head *head)
{
	__list_add(new, head->prev, head);
}

/* Makes two elements neighbours; what was between them is out of the list. */
static inline void __list_del(struct list_head *prev, struct list_head *next)
{
	next->prev = prev;
	prev->next = next;
}

static inline void __list_del_entry(struct list_head *entry)
{
	if (!__list_del_entry_valid(entry))
		return;
	__list_del(entry->prev, entry->next);
}

/* Removes @entry and poisons its pointers. */
static inline void list_del(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->next = LIST_POISON1;
	entry->prev = LIST_POISON2;
}

/* Removes @entry and makes it an empty list. */
static inline void list_del_init(struct list_head *entry)
{
	__list_del_entry(entry);
	INIT_LIST_HEAD(entry);
}

/* Puts @new where @old was; @old keeps its pointers. */
static inline void list_replace(struct list_head *old, struct list_head *new)
{
	new->next = old->next;
	new->next->prev = new;
	new->prev = old->prev;
	new->prev->next = new;
}

static inline void list_replace_init(struct list_head *old,
				     struct list_head *new)
{
	list_replace(old, new);
	INIT_LIST_HEAD(old);
}

static inline void list_move(struct list_head *entry, struct list_head *head)
{
	__list_del_entry(entry);
	list_add(entry, head);
}

static inline void list_move_tail(struct list_head *entry,
				  struct list_head *head)
{
	__list_del_entry(entry);
	list_add_tail(entry, head);
}

static inline int list_is_head(const struct list_head *entry,
			       const struct list_head *head)
{
	return entry == head;
}

static inline int list_is_first(const struct list_head *entry,
				const struct list_head *head)
{
	return entry->prev == head;
}

static inline int list_is_last(const struct list_head *entry,
			       const struct list_head *head)
{
	return entry->next == head;
}

static inline int list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

static inline int list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

/* The first element becomes the last. */
static inline void list_rotate_left(struct list_head *head)
{
	if (!list_empty(head))
		list_move_tail(head->next, head);
}

/* Links the elements of @list, not its head, between two neighbours. */
static inline void __list_splice(const struct list_head *list,
				 struct list_head *prev, struct list_head *next)
{
	struct list_head *first = list->next;
	struct list_head *last = list->prev;

	first->prev = prev;
	prev->next = first;
	last->next = next;
	next->prev = last;
}

/* Joins the elements of @list to the front of @head; @list is then stale. */
static inline void list_splice(const struct list_head *list,
			       struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head, head->next);
}

static inline void list_splice_tail(struct list_head *list,
				    struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head->prev, head);
}

static inline void list_splice_init(struct list_head *list,
				    struct list_head *head)
{
	list_splice(list, head);
	INIT_LIST_HEAD(list);
}

static inline void list_splice_tail_init(struct list_head *list,
					 struct list_head *head)
{
	list_splice_tail(list, head);
	INIT_LIST_HEAD(list);
}

/* Moves the elements of @head up to and with @entry to the empty @list. */
static inline void list_cut_position(struct list_head *list,
				     struct list_head *head,
				     struct list_head *entry)
{
	struct list_head *rest = entry->next;

	if (list_empty(head) || entry == head) {
		INIT_LIST_HEAD(list);
		return;
	}
	list->next = head->next;
	list->next->prev = list;
	list->prev = entry;
	entry->next = list;
	head->next = rest;
	rest->prev = head;
}

/*
 * From a struct list_head to the element of @type around its @member. On an
 * empty list list_first_entry() gives nonsense; list_first_entry_or_null()
 * gives NULL.
 */
#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(head, type, member) \
	list_entry((head)->next, type, member)
#define list_last_entry(head, type, member) \
	list_entry((head)->prev, type, member)
#define list_first_entry_or_null(head, type, member)                          \
	({                                                                    \
		struct list_head *__head = (head);                            \
		struct list_head *__first = READ_ONCE(__head->next);          \
		__first != __head ? list_entry(__first, type, member) : NULL; \
	})
#define list_next_entry(pos, member) \
	list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_prev_entry(pos, member) \
	list_entry((pos)->member.prev, __typeof__(*(pos)), member)
#define list_entry_is_head(pos, head, member) (&(pos)->member == (head))

/*
 * Loops. @step names the member, or the macro, that leads on. The _safe forms
 * fetch the next one, @n, ahead, so that @pos may be removed on the way. After
 * a loop over elements that ran to its end @pos is no element.
 */
#define __list_walk(pos, start, head, step) \
	for (pos = (start); !list_is_head(pos, (head)); pos = pos->step)
#define __list_walk_safe(pos, n, start, head, step)                    \
	for (pos = (start), n = pos->step; !list_is_head(pos, (head)); \
	     pos = n, n = pos->step)
#define __list_walk_entry(pos, start, head, member, step)         \
	for (pos = start; !list_entry_is_head(pos, head, member); \
	     pos = step(pos, member))
#define __list_walk_entry_safe(pos, n, start, head, member, step) \
	for (pos = start, n = step(pos, member);                  \
	     !list_entry_is_head(pos, head, member);              \
	     pos = n, n = step(n, member))

/* Over the struct list_heads. */
#define list_for_each(pos, head)      __list_walk(pos, (head)->next, head, next)
#define list_for_each_prev(pos, head) __list_walk(pos, (head)->prev, head, prev)
#define list_for_each_continue(pos, head) \
	__list_walk(pos, pos->next, head, next)
#define list_for_each_safe(pos, n, head) \
	__list_walk_safe(pos, n, (head)->next, head, next)
#define list_for_each_prev_safe(pos, n, head) \
	__list_walk_safe(pos, n, (head)->prev, head, prev)

/* Over the elements: all of them, */
#define list_for_each_entry(pos, head, member)                              \
	__list_walk_entry(pos,                                              \
			  list_first_entry(head, __typeof__(*pos), member), \
			  head, member, list_next_entry)
#define list_for_each_entry_reverse(pos, head, member)                     \
	__list_walk_entry(pos,                                             \
			  list_last_entry(head, __typeof__(*pos), member), \
			  head, member, list_prev_entry)
#define list_for_each_entry_safe(pos, n, head, member)                    \
	__list_walk_entry_safe(                                           \
		pos, n, list_first_entry(head, __typeof__(*pos), member), \
		head, member, list_next_entry)
#define list_for_each_entry_safe_reverse(pos, n, head, member)                 \
	__list_walk_entry_safe(                                                \
		pos, n, list_last_entry(head, __typeof__(*pos), member), head, \
		member, list_prev_entry)

/* those behind @pos, */
#define list_for_each_entry_continue(pos, head, member)                    \
	__list_walk_entry(pos, list_next_entry(pos, member), head, member, \
			  list_next_entry)
#define list_for_each_entry_continue_reverse(pos, head, member)            \
	__list_walk_entry(pos, list_prev_entry(pos, member), head, member, \
			  list_prev_entry)
#define list_for_each_entry_safe_continue(pos, n, head, member)            \
	__list_walk_entry_safe(pos, n, list_next_entry(pos, member), head, \
			       member, list_next_entry)

/* and those from @pos on. */
#define list_for_each_entry_from(pos, head, member)    \
	for (; !list_entry_is_head(pos, head, member); \
	     pos = list_next_entry(pos, member))
#define list_for_each_entry_from_reverse(pos, head, member) \
	for (; !list_entry_is_head(pos, head, member);      \
	     pos = list_prev_entry(pos, member))
#define list_for_each_entry_safe_from(pos, n, head, member) \
	for (n = list_next_entry(pos, member);              \
	     !list_entry_is_head(pos, head, member);        \
	     pos = n, n = list_next_entry(n, member))

/* Lists with a head of one word. */

#define HLIST_HEAD_INIT       \
	{                     \
		.first = NULL \
	}
#define HLIST_HEAD(name)      struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(head) ((head)->first = NULL)

static inline void INIT_HLIST_NODE(struct hlist_node *node)
{
	node->next = NULL;
	node->pprev = NULL;
}

/* True where @node is in no list: never added, or removed by a _init. */
static inline int hlist_unhashed(const struct hlist_node *node)
{
	return !node->pprev;
}

static inline int hlist_empty(const struct hlist_head *head)
{
	return !READ_ONCE(head->first);
}

static inline void __hlist_del(struct hlist_node *node)
{
	struct hlist_node *next = node->next;

	*node->pprev = next;
	if (next)
		next->pprev = node->pprev;
}

static inline void hlist_del(struct hlist_node *node)
{
	__hlist_del(node);
	node->next = LIST_POISON1;
	node->pprev = LIST_POISON2;
}

static inline void hlist_del_init(struct hlist_node *node)
{
	if (hlist_unhashed(node))
		return;
	__hlist_del(node);
	INIT_HLIST_NODE(node);
}

static inline void hlist_add_head(struct hlist_node *node,
				  struct hlist_head *head)
{
	node->next = head->first;
	if (node->next)
		node->next->pprev = &node->next;
	head->first = node;
	node->pprev = &head->first;
}

static inline void hlist_add_before(struct hlist_node *node,
				    struct hlist_node *next)
{
	node->pprev = next->pprev;
	node->next = next;
	next->pprev = &node->next;
	*node->pprev = node;
}

static inline void hlist_add_behind(struct hlist_node *node,
				    struct hlist_node *prev)
{
	node->next = prev->next;
	prev->next = node;
	node->pprev = &prev->next;
	if (node->next)
		node->next->pprev = &node->next;
}

/* The list of @from goes to @to, whose own list is forgotten. */
static inline void hlist_move_list(struct hlist_head *from,
				   struct hlist_head *to)
{
	to->first = from->first;
	if (to->first)
		to->first->pprev = &to->first;
	from->first = NULL;
}

#define hlist_entry(ptr, type, member) container_of(ptr, type, member)
#define hlist_entry_safe(ptr, type, member)                        \
	({                                                         \
		__typeof__(ptr) __node = (ptr);                    \
		__node ? hlist_entry(__node, type, member) : NULL; \
	})

#define hlist_for_each(pos, head) \
	for (pos = (head)->first; pos; pos = pos->next)
#define hlist_for_each_safe(pos, n, head)                \
	for (pos = (head)->first; pos && ({              \
					  n = pos->next; \
					  1;             \
				  });                    \
	     pos = n)
#define hlist_for_each_entry(pos, head, member)                        \
	for (pos = hlist_entry_safe((head)->first, __typeof__(*(pos)), \
				    member);                           \
	     pos; pos = hlist_entry_safe((pos)->member.next,           \
					 __typeof__(*(pos)), member))
#define hlist_for_each_entry_safe(pos, n, head, member)                \
	for (pos = hlist_entry_safe((head)->first, __typeof__(*(pos)), \
				    member);                           \
	     pos && ({                                                 \
		     n = (pos)->member.next;                           \
		     1;                                                \
	     });                                                       \
	     pos = hlist_entry_safe(n, __typeof__(*(pos)), member))

#endif
