/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_list.c - exports that look at a list before it is changed.
 *
 * As with CONFIG_DEBUG_LIST and CONFIG_BUG_ON_DATA_CORRUPTION: what is wrong
 * is said in one line, and then the call runs into a BUG.
 *
 * Reference: Linux 6.1, lib/list_debug.c.
 */
#include "kernel/exports.h"

#define LIST_POISON1 0xdead000000000100ull
#define LIST_POISON2 0xdead000000000122ull

struct list_head {
	uint64_t next, prev;
};

typedef unsigned long long ull;

static bool read_head(struct kern_call *call, uint64_t ptr,
		      struct list_head *head)
{
	return !kern_call_read(call, head, ptr, sizeof(*head));
}

/* What modules print of a pointer is its linear address. */
static ull shown(struct kern_call *call, uint64_t ptr)
{
	return kern_call_la(call, ptr);
}

#define CORRUPT(call, where, ...)                         \
	(kern_printk((call)->kern, KERN_ERR __VA_ARGS__), \
	 kern_call_bug(call, "lib/list_debug.c:" where), 0)

/* bool __list_add_valid(new, prev, next) */
uint64_t kern_x___list_add_valid(struct kern_call *call)
{
	uint64_t new = call->arg[0], prev = call->arg[1], next = call->arg[2];
	struct list_head after, before;

	if (!prev)
		return CORRUPT(call, "23",
			       "list_add corruption. prev is NULL.\n");
	if (!next)
		return CORRUPT(call, "25",
			       "list_add corruption. next is NULL.\n");
	if (!read_head(call, next, &after) || !read_head(call, prev, &before))
		return 0;
	if (after.prev != prev)
		return CORRUPT(call, "27",
			       "list_add corruption. next->prev should be prev "
			       "(%016llx), but was %016llx. (next=%016llx).\n",
			       shown(call, prev), shown(call, after.prev),
			       shown(call, next));
	if (before.next != next)
		return CORRUPT(call, "30",
			       "list_add corruption. prev->next should be next "
			       "(%016llx), but was %016llx. (prev=%016llx).\n",
			       shown(call, next), shown(call, before.next),
			       shown(call, prev));
	if (new == prev || new == next)
		return CORRUPT(call, "33",
			       "list_add double add: new=%016llx, "
			       "prev=%016llx, next=%016llx.\n",
			       shown(call, new), shown(call, prev),
			       shown(call, next));
	return 1;
}

/* bool __list_del_entry_valid(entry) */
uint64_t kern_x___list_del_entry_valid(struct kern_call *call)
{
	uint64_t entry = call->arg[0];
	struct list_head here, before, after;

	if (!read_head(call, entry, &here))
		return 0;
	if (!here.next)
		return CORRUPT(call, "49",
			       "list_del corruption, %016llx->next is NULL\n",
			       shown(call, entry));
	if (!here.prev)
		return CORRUPT(call, "51",
			       "list_del corruption, %016llx->prev is NULL\n",
			       shown(call, entry));
	if (here.next == LIST_POISON1)
		return CORRUPT(call, "53",
			       "list_del corruption, %016llx->next is "
			       "LIST_POISON1 (%016llx)\n",
			       shown(call, entry), LIST_POISON1);
	if (here.prev == LIST_POISON2)
		return CORRUPT(call, "56",
			       "list_del corruption, %016llx->prev is "
			       "LIST_POISON2 (%016llx)\n",
			       shown(call, entry), LIST_POISON2);
	if (!read_head(call, here.prev, &before) ||
	    !read_head(call, here.next, &after))
		return 0;
	if (before.next != entry)
		return CORRUPT(call, "59",
			       "list_del corruption. prev->next should be "
			       "%016llx, but was %016llx. (prev=%016llx)\n",
			       shown(call, entry), shown(call, before.next),
			       shown(call, here.prev));
	if (after.prev != entry)
		return CORRUPT(call, "62",
			       "list_del corruption. next->prev should be "
			       "%016llx, but was %016llx. (next=%016llx)\n",
			       shown(call, entry), shown(call, after.prev),
			       shown(call, here.next));
	return 1;
}
