/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_xarray.h - the tree of an XArray, for code of the kernel image:
 * kimage_xarray.c, kimage_idr.c. Laid out as in Debian's Linux 6.1 for amd64:
 *
 *   struct xarray    00 lock  04 flags  08 head
 *   struct xa_node   00 shift, offset, count, nr_values  08 parent  10 array
 *                    18 of RCU  28 slots[64]  228 marks[3]
 *
 * An entry is a pointer; a number, with bit 0 set; or internal, with binary 10 at
 * its end: a node, an error, or the entry that keeps a place and reads as NULL.
 *
 *   head -> the entry of index 0, or the topmost node
 *   a slot of a node of shift s -> 2^s entries
 *
 * Simplified: no entry takes more than one index. The marks of free places are
 * only kept at the root; who looks for one looks at the slots. Locks are not
 * taken: there is one CPU.
 */
#ifndef KERNEL_KIMAGE_XARRAY_H
#define KERNEL_KIMAGE_XARRAY_H

#include "kernel/kimage_sync.h"

#define INLINE		    static inline __attribute__((always_inline))
#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

enum { XA_SHIFT = 6, XA_SLOTS = 64, XA_MASK = 63, XA_MARKS = 3 };
enum { XA_TRACK_FREE = 4, XA_ZERO_BUSY = 8, XA_ALLOC_WRAPPED = 16 };
enum { XA_ROOT_MARK = 27 }; /* the bit of flags that is mark 0 */
enum { ERR_NOENT = -2, ERR_NOMEM = -12, ERR_BUSY = -16, ERR_INVAL = -22 };
enum { ERR_EXIST = -17, ERR_NOSPC = -28, MAX_ERRNO = 4095 };

#define XA_NO_MARK ((unsigned int)XA_MARKS)

struct xa_node {
	unsigned char shift, offset, count, nr_values;
	struct xa_node *parent;
	struct xarray *array;
	void *rcu[2];
	void *slots[XA_SLOTS];
	unsigned long marks[XA_MARKS];
};

struct xarray {
	unsigned int lock, flags;
	void *head;
};

_Static_assert(sizeof(struct xa_node) == 576, "inline functions know it");

/* Gates: nodes have a cache of their own. */
HIDDEN struct xa_node *kimg_radix_tree_node_alloc(unsigned int gfp);
HIDDEN void kimg_radix_tree_node_free(struct xa_node *node);

/* --- entries ---------------------------------------------------------------------- */

INLINE void *xa_internal(long value)
{
	return (void *)(((unsigned long)value << 2) | 2);
}

INLINE void *xa_zero(void)
{
	return xa_internal(257);
}

INLINE bool xa_is_internal(const void *entry)
{
	return ((unsigned long)entry & 3) == 2;
}

/* Nobody may store it. */
INLINE bool xa_is_advanced(const void *entry)
{
	enum { RETRY = 1026 };

	return xa_is_internal(entry) && (unsigned long)entry <= RETRY;
}

INLINE bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

INLINE bool xa_is_error(const void *entry)
{
	return xa_is_internal(entry) &&
	       (unsigned long)entry >= (unsigned long)xa_internal(-MAX_ERRNO);
}

INLINE bool xa_is_node(const void *entry)
{
	return xa_is_internal(entry) && (unsigned long)entry > 4096 &&
	       !xa_is_error(entry);
}

INLINE struct xa_node *xa_node(const void *entry)
{
	return (struct xa_node *)((unsigned long)entry - 2);
}

INLINE void *xa_of_node(const struct xa_node *node)
{
	return (void *)((unsigned long)node | 2);
}

/* What the caller gets for it. */
INLINE void *xa_result(void *entry)
{
	return entry == xa_zero() ? NULL : entry;
}

/* --- looking -------------------------------------------------------------------------- */

INLINE unsigned int xa_offset(const struct xa_node *node, unsigned long index)
{
	return (unsigned int)(index >> node->shift) & XA_MASK;
}

INLINE unsigned long xa_last(const void *head)
{
	if (!xa_is_node(head))
		return 0;
	if (xa_node(head)->shift + XA_SHIFT >= 64)
		return ~0ul;
	return (1ul << (xa_node(head)->shift + XA_SHIFT)) - 1;
}

/* The lowest node on the way to an index, NULL when there is none, and the
 * entry. */
INLINE void *xa_walk(const struct xarray *xa, unsigned long index,
		     struct xa_node **lowest)
{
	void *entry = xa->head;

	*lowest = NULL;
	if (index > xa_last(entry))
		return NULL;
	while (xa_is_node(entry)) {
		*lowest = xa_node(entry);
		entry = (*lowest)->slots[xa_offset(*lowest, index)];
		if (!(*lowest)->shift) /* whatever it looks like */
			break;
	}
	return entry;
}

INLINE void *xa_lookup(const struct xarray *xa, unsigned long index)
{
	struct xa_node *node;

	return xa_walk(xa, index, &node);
}

INLINE bool xa_has_mark(const struct xarray *xa, const struct xa_node *node,
			unsigned int offset, unsigned int mark)
{
	if (mark == XA_NO_MARK)
		return true;
	if (node)
		return node->marks[mark] >> offset & 1;
	return xa->flags >> (XA_ROOT_MARK + mark) & 1;
}

/* The first entry from *index on that has the mark, up to max. */
INLINE void *xa_next(const struct xarray *xa, unsigned long *index,
		     unsigned long max, unsigned int mark)
{
	unsigned long i = *index;

	while (i <= max && i <= xa_last(xa->head)) {
		void *entry = xa->head;
		struct xa_node *node = NULL;
		unsigned int shift = 0, offset = 0;

		while (xa_is_node(entry)) {
			node = xa_node(entry);
			shift = node->shift;
			offset = xa_offset(node, i);
			entry = xa_has_mark(xa, node, offset, mark) ?
					node->slots[offset] :
					NULL;
			if (!shift)
				break;
		}
		if (xa_result(entry) && xa_has_mark(xa, node, offset, mark)) {
			*index = i;
			return entry;
		}
		i = (i | ((1ul << shift) - 1)) + 1;
		if (!i)
			break;
	}
	return NULL;
}

/* A place without an entry, from *index to max. */
INLINE bool xa_next_free(const struct xarray *xa, unsigned long *index,
			 unsigned long max)
{
	unsigned long i = *index;

	for (;;) {
		struct xa_node *node;

		if (i > max)
			return false;
		if (!xa_walk(xa, i, &node))
			break;
		if (node && node->count == XA_SLOTS)
			i |= XA_MASK;
		if (!++i)
			return false;
	}
	*index = i;
	return true;
}

/* --- marks ------------------------------------------------------------------------------ */

INLINE void xa_mark(struct xarray *xa, struct xa_node *node,
		    unsigned long index, unsigned int mark)
{
	for (; node; node = node->parent)
		node->marks[mark] |= 1ul << xa_offset(node, index);
	xa->flags |= 1u << (XA_ROOT_MARK + mark);
}

INLINE void xa_unmark(struct xarray *xa, struct xa_node *node,
		      unsigned long index, unsigned int mark)
{
	if (!mark && xa->flags & XA_TRACK_FREE)
		return;
	for (; node; node = node->parent) {
		node->marks[mark] &= ~(1ul << xa_offset(node, index));
		if (node->marks[mark])
			return;
	}
	xa->flags &= ~(1u << (XA_ROOT_MARK + mark));
}

#endif
