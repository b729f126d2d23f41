/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_xarray.c - XArrays, as code of the kernel image: see kimage_xarray.h.
 *
 * kimage_xas.c has what callers with a struct xa_state use.
 *
 * Simplified: a node that is not needed any more is freed at once, without RCU.
 *
 * Reference: Linux 6.1, lib/xarray.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_xarray.h"

struct xa_limit {
	unsigned int max, min;
};

KIMAGE_TEXT void *kimg_xa_put(struct xarray *xa, unsigned long index,
			      void *entry, unsigned int gfp)
	__attribute__((visibility("hidden")));

/* --- storing ---------------------------------------------------------------------- */

INLINE struct xa_node *new_node(struct xarray *xa, struct xa_node *parent,
				unsigned int shift, unsigned int offset,
				unsigned int gfp)
{
	struct xa_node *node = kimg_radix_tree_node_alloc(gfp);

	if (!node)
		return NULL;
	node->shift = (unsigned char)shift;
	node->offset = (unsigned char)offset;
	node->parent = parent;
	node->array = xa;
	return node;
}

/* One more level above what is there. */
INLINE bool grow(struct xarray *xa, unsigned int gfp)
{
	void *head = xa->head;
	unsigned int shift =
		xa_is_node(head) ? xa_node(head)->shift + XA_SHIFT : 0;
	struct xa_node *node = new_node(xa, NULL, shift, 0, gfp);

	if (!node)
		return false;
	for (unsigned int mark = 0; head && mark < XA_MARKS; mark++)
		node->marks[mark] = xa->flags >> (XA_ROOT_MARK + mark) & 1;
	if (xa->flags & XA_TRACK_FREE)
		node->marks[0] = 0;
	node->slots[0] = head;
	node->count = head != NULL;
	node->nr_values = xa_is_value(head);
	if (xa_is_node(head))
		xa_node(head)->parent = node;
	xa->head = xa_of_node(node);
	return true;
}

/* The slot of an index, with all nodes on the way; NULL: no memory. */
INLINE void **make_slot(struct xarray *xa, unsigned long index,
			struct xa_node **lowest, unsigned int gfp)
{
	void **slot = &xa->head;

	*lowest = NULL;
	while (index > xa_last(xa->head))
		if (!grow(xa, gfp))
			return NULL;
	if (!xa_is_node(*slot))
		return slot;
	for (;;) {
		struct xa_node *node = xa_node(*slot), *child;
		unsigned int offset = xa_offset(node, index);

		*lowest = node;
		slot = &node->slots[offset];
		if (!node->shift)
			return slot;
		if (*slot)
			continue;
		child = new_node(xa, node, node->shift - XA_SHIFT, offset, gfp);
		if (!child)
			return NULL;
		*slot = xa_of_node(child);
		node->count++;
	}
}

/* Nodes without entries go, and those on top that have only a first one. */
INLINE void shrink(struct xarray *xa, struct xa_node *node)
{
	while (node && !node->count) {
		struct xa_node *parent = node->parent;

		if (parent) {
			parent->slots[node->offset] = NULL;
			parent->count--;
		} else {
			xa->head = NULL;
		}
		kimg_radix_tree_node_free(node);
		node = parent;
	}
	while (xa_is_node(xa->head)) {
		struct xa_node *top = xa_node(xa->head);
		void *first = top->slots[0];

		if (top->count != 1 || !first || first == xa_zero())
			return;
		xa->head = first;
		if (xa_is_node(first))
			xa_node(first)->parent = NULL;
		kimg_radix_tree_node_free(top);
	}
}

/* Returns what was there, or an error. */
void *kimg_xa_put(struct xarray *xa, unsigned long index, void *entry,
		  unsigned int gfp)
{
	struct xa_node *node;
	void **slot, *old;

	if (entry) {
		slot = make_slot(xa, index, &node, gfp);
		if (!slot)
			return xa_internal(ERR_NOMEM);
		old = *slot;
	} else {
		old = xa_walk(xa, index, &node);
		if (!old)
			return NULL;
		slot = node ? &node->slots[index & XA_MASK] : &xa->head;
		for (unsigned int mark = 0; mark < XA_MARKS; mark++)
			xa_unmark(xa, node, index, mark);
	}
	*slot = entry;
	if (node) {
		node->count += (entry != NULL) - (old != NULL);
		node->nr_values += xa_is_value(entry) - xa_is_value(old);
		if (!entry)
			shrink(xa, node);
	}
	return old;
}

/* --- what modules call ------------------------------------------------------------- */

EXPORTED(void *, xa_load)(struct xarray *xa, unsigned long index);
EXPORTED(void *, xa_load)(struct xarray *xa, unsigned long index)
{
	return xa_result(xa_lookup(xa, index));
}
KIMAGE_EXPORT(xa_load);

EXPORTED(void *, __xa_store)
(struct xarray *xa, unsigned long index, void *entry, unsigned int gfp);
EXPORTED(void *, __xa_store)
(struct xarray *xa, unsigned long index, void *entry, unsigned int gfp)
{
	if (xa_is_advanced(entry)) {
		KIMAGE_WARN_ONCE("__xa_store", "lib/xarray.c:1548", 0x10c);
		return xa_internal(ERR_INVAL);
	}
	if (xa->flags & XA_TRACK_FREE && !entry)
		entry = xa_zero();
	return xa_result(kimg_xa_put(xa, index, entry, gfp));
}
KIMAGE_EXPORT(__xa_store);

EXPORTED(void *, xa_store)
(struct xarray *xa, unsigned long index, void *entry, unsigned int gfp);
EXPORTED(void *, xa_store)
(struct xarray *xa, unsigned long index, void *entry, unsigned int gfp)
{
	return kimg___xa_store(xa, index, entry, gfp);
}
KIMAGE_EXPORT(xa_store);

EXPORTED(void *, __xa_erase)(struct xarray *xa, unsigned long index);
EXPORTED(void *, __xa_erase)(struct xarray *xa, unsigned long index)
{
	return xa_result(kimg_xa_put(xa, index, NULL, 0));
}
KIMAGE_EXPORT(__xa_erase);

EXPORTED(void *, xa_erase)(struct xarray *xa, unsigned long index);
EXPORTED(void *, xa_erase)(struct xarray *xa, unsigned long index)
{
	return kimg___xa_erase(xa, index);
}
KIMAGE_EXPORT(xa_erase);

/* Stores when old is there; returns what was. */
EXPORTED(void *, __xa_cmpxchg)
(struct xarray *xa, unsigned long index, void *old, void *entry,
 unsigned int gfp);
EXPORTED(void *, __xa_cmpxchg)
(struct xarray *xa, unsigned long index, void *old, void *entry,
 unsigned int gfp)
{
	void *there;

	if (xa_is_advanced(entry)) {
		KIMAGE_WARN_ONCE("__xa_cmpxchg", "lib/xarray.c:1614", 0x78);
		return xa_internal(ERR_INVAL);
	}
	there = xa_lookup(xa, index);
	if (there == old && there != entry) {
		void *result = kimg_xa_put(xa, index, entry, gfp);

		if (xa_is_error(result))
			return result;
	}
	return xa_result(there);
}
KIMAGE_EXPORT(__xa_cmpxchg);

EXPORTED(int, __xa_insert)
(struct xarray *xa, unsigned long index, void *entry, unsigned int gfp);
EXPORTED(int, __xa_insert)
(struct xarray *xa, unsigned long index, void *entry, unsigned int gfp)
{
	if (xa_is_advanced(entry)) {
		KIMAGE_WARN_ONCE("__xa_insert", "lib/xarray.c:1651", 0x101);
		return ERR_INVAL;
	}
	if (xa_lookup(xa, index))
		return ERR_BUSY;
	if (!entry)
		entry = xa_zero();
	return xa_is_error(kimg_xa_put(xa, index, entry, gfp)) ? ERR_NOMEM : 0;
}
KIMAGE_EXPORT(__xa_insert);

EXPORTED(int, __xa_alloc)
(struct xarray *xa, unsigned int *id, void *entry, struct xa_limit limit,
 unsigned int gfp);
EXPORTED(int, __xa_alloc)
(struct xarray *xa, unsigned int *id, void *entry, struct xa_limit limit,
 unsigned int gfp)
{
	unsigned long index = limit.min;

	if (xa_is_advanced(entry)) {
		KIMAGE_WARN_ONCE("__xa_alloc", "lib/xarray.c:1833", 0x126);
		return ERR_INVAL;
	}
	if (!(xa->flags & XA_TRACK_FREE)) { /* not made for this */
		KIMAGE_WARN_ONCE("__xa_alloc", "lib/xarray.c:1835", 0x12f);
		return ERR_INVAL;
	}
	if (!index && xa->flags & XA_ZERO_BUSY)
		index = 1;
	if (!entry)
		entry = xa_zero();
	if (!xa_next_free(xa, &index, limit.max))
		return ERR_BUSY;
	if (xa_is_error(kimg_xa_put(xa, index, entry, gfp)))
		return ERR_NOMEM;
	*id = (unsigned int)index;
	return 0;
}
KIMAGE_EXPORT(__xa_alloc);

/* From *next on, and then from the beginning: 1 when it began anew. */
EXPORTED(int, __xa_alloc_cyclic)
(struct xarray *xa, unsigned int *id, void *entry, struct xa_limit limit,
 unsigned int *next, unsigned int gfp);
EXPORTED(int, __xa_alloc_cyclic)
(struct xarray *xa, unsigned int *id, void *entry, struct xa_limit limit,
 unsigned int *next, unsigned int gfp)
{
	unsigned int min = limit.min;
	int result;

	if (*next > min)
		limit.min = *next;
	result = kimg___xa_alloc(xa, id, entry, limit, gfp);
	if (!result && xa->flags & XA_ALLOC_WRAPPED) {
		xa->flags &= ~(unsigned int)XA_ALLOC_WRAPPED;
		result = 1;
	}
	if (result < 0 && limit.min > min) {
		limit.min = min;
		result = kimg___xa_alloc(xa, id, entry, limit, gfp);
		result = result ? result : 1;
	}
	if (result < 0)
		return result;
	*next = *id + 1;
	if (!*next)
		xa->flags |= XA_ALLOC_WRAPPED;
	return result;
}
KIMAGE_EXPORT(__xa_alloc_cyclic);

EXPORTED(void *, xa_find)
(struct xarray *xa, unsigned long *index, unsigned long max,
 unsigned int filter);
EXPORTED(void *, xa_find)
(struct xarray *xa, unsigned long *index, unsigned long max,
 unsigned int filter)
{
	return xa_next(xa, index, max, filter < XA_MARKS ? filter : XA_NO_MARK);
}
KIMAGE_EXPORT(xa_find);

EXPORTED(void *, xa_find_after)
(struct xarray *xa, unsigned long *index, unsigned long max,
 unsigned int filter);
EXPORTED(void *, xa_find_after)
(struct xarray *xa, unsigned long *index, unsigned long max,
 unsigned int filter)
{
	unsigned long next = *index + 1;
	void *entry = next ? xa_next(xa, &next, max,
				     filter < XA_MARKS ? filter : XA_NO_MARK) :
			     NULL;

	if (entry)
		*index = next;
	return entry;
}
KIMAGE_EXPORT(xa_find_after);

EXPORTED(unsigned int, xa_extract)
(struct xarray *xa, void **to, unsigned long start, unsigned long max,
 unsigned int n, unsigned int filter);
EXPORTED(unsigned int, xa_extract)
(struct xarray *xa, void **to, unsigned long start, unsigned long max,
 unsigned int n, unsigned int filter)
{
	unsigned int mark = filter < XA_MARKS ? filter : XA_NO_MARK, found = 0;

	while (found < n && (to[found] = xa_next(xa, &start, max, mark))) {
		found++;
		if (!++start)
			break;
	}
	return found;
}
KIMAGE_EXPORT(xa_extract);

EXPORTED(void, xa_destroy)(struct xarray *xa);
EXPORTED(void, xa_destroy)(struct xarray *xa)
{
	struct xa_node *node = xa_is_node(xa->head) ? xa_node(xa->head) : NULL;
	unsigned int at = 0;

	xa->head = NULL;
	while (node) {
		struct xa_node *done = node;
		void *entry = at < XA_SLOTS ? node->slots[at] : NULL;

		if (node->shift && xa_is_node(entry)) {
			node = xa_node(entry);
			at = 0;
		} else if (node->shift && at < XA_SLOTS) {
			at++;
		} else {
			at = node->offset + 1u;
			node = node->parent;
			kimg_radix_tree_node_free(done);
		}
	}
}
KIMAGE_EXPORT(xa_destroy);

/* --- marks --------------------------------------------------------------------------- */

EXPORTED(bool, xa_get_mark)
(struct xarray *xa, unsigned long index, unsigned int mark);
EXPORTED(bool, xa_get_mark)
(struct xarray *xa, unsigned long index, unsigned int mark)
{
	struct xa_node *node;

	return xa_walk(xa, index, &node) &&
	       xa_has_mark(xa, node, index & XA_MASK, mark);
}
KIMAGE_EXPORT(xa_get_mark);

EXPORTED(void, __xa_set_mark)
(struct xarray *xa, unsigned long index, unsigned int mark);
EXPORTED(void, __xa_set_mark)
(struct xarray *xa, unsigned long index, unsigned int mark)
{
	struct xa_node *node;

	if (xa_walk(xa, index, &node))
		xa_mark(xa, node, index, mark);
}
KIMAGE_EXPORT(__xa_set_mark);

EXPORTED(void, __xa_clear_mark)
(struct xarray *xa, unsigned long index, unsigned int mark);
EXPORTED(void, __xa_clear_mark)
(struct xarray *xa, unsigned long index, unsigned int mark)
{
	struct xa_node *node;

	if (xa_walk(xa, index, &node))
		xa_unmark(xa, node, index, mark);
}
KIMAGE_EXPORT(__xa_clear_mark);

EXPORTED(void, xa_set_mark)
(struct xarray *xa, unsigned long index, unsigned int mark);
EXPORTED(void, xa_set_mark)
(struct xarray *xa, unsigned long index, unsigned int mark)
{
	kimg___xa_set_mark(xa, index, mark);
}
KIMAGE_EXPORT(xa_set_mark);

EXPORTED(void, xa_clear_mark)
(struct xarray *xa, unsigned long index, unsigned int mark);
EXPORTED(void, xa_clear_mark)
(struct xarray *xa, unsigned long index, unsigned int mark)
{
	kimg___xa_clear_mark(xa, index, mark);
}
KIMAGE_EXPORT(xa_clear_mark);
