/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_seq_list.c - a list as the contents of a seq_file, as code of the kernel
 * image: what start() and next() of a module return.
 *
 * Reference: Linux 6.1, fs/seq_file.c, from seq_list_start() on.
 */
#include "kernel/kimage_sync.h"

struct hlist_node {
	struct hlist_node *next, **prev;
};

struct hlist_head {
	struct hlist_node *first;
};

/* --- rings --------------------------------------------------------------------------- */

KIMAGE_INLINE struct list *nth(struct list *head, long n)
{
	for (struct list *at = head->next; at != head; at = at->next)
		if (!n--)
			return at;
	return NULL;
}

KIMAGE_DEFINE(struct list *, seq_list_start, struct list *head, long pos)
{
	return nth(head, pos);
}

KIMAGE_DEFINE(struct list *, seq_list_start_head, struct list *head, long pos)
{
	return pos ? nth(head, pos - 1) : head;
}

KIMAGE_DEFINE(struct list *, seq_list_next, void *v, struct list *head,
	      long *pos)
{
	struct list *next = ((struct list *)v)->next;

	++*pos;
	return next == head ? NULL : next;
}

KIMAGE_DEFINE(struct list *, seq_list_start_rcu, struct list *head, long pos)
{
	return nth(head, pos);
}

KIMAGE_DEFINE(struct list *, seq_list_start_head_rcu, struct list *head,
	      long pos)
{
	return pos ? nth(head, pos - 1) : head;
}

KIMAGE_DEFINE(struct list *, seq_list_next_rcu, void *v, struct list *head,
	      long *pos)
{
	return kimg_seq_list_next(v, head, pos);
}

/* --- chains --------------------------------------------------------------------------- */

KIMAGE_INLINE struct hlist_node *nth_of_chain(struct hlist_head *head, long n)
{
	struct hlist_node *at = head->first;

	while (at && n--)
		at = at->next;
	return at;
}

/* The token of the first line, for a heading. */
#define START_TOKEN ((struct hlist_node *)1)

KIMAGE_INLINE struct hlist_node *after(struct hlist_node *v,
				       struct hlist_head *head, long *pos)
{
	++*pos;
	return v == START_TOKEN ? head->first : v->next;
}

KIMAGE_DEFINE(struct hlist_node *, seq_hlist_start, struct hlist_head *head,
	      long pos)
{
	return nth_of_chain(head, pos);
}

KIMAGE_DEFINE(struct hlist_node *, seq_hlist_start_head,
	      struct hlist_head *head, long pos)
{
	return pos ? nth_of_chain(head, pos - 1) : START_TOKEN;
}

KIMAGE_DEFINE(struct hlist_node *, seq_hlist_next, void *v,
	      struct hlist_head *head, long *pos)
{
	return after(v, head, pos);
}

KIMAGE_DEFINE(struct hlist_node *, seq_hlist_start_rcu, struct hlist_head *head,
	      long pos)
{
	return nth_of_chain(head, pos);
}

KIMAGE_DEFINE(struct hlist_node *, seq_hlist_start_head_rcu,
	      struct hlist_head *head, long pos)
{
	return pos ? nth_of_chain(head, pos - 1) : START_TOKEN;
}

KIMAGE_DEFINE(struct hlist_node *, seq_hlist_next_rcu, void *v,
	      struct hlist_head *head, long *pos)
{
	return after(v, head, pos);
}
