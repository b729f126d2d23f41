/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_xas.c - XArrays whose callers take the lock themselves and keep their
 * place, as code of the kernel image: see kimage_xarray.h.
 *
 *   struct xa_state  00 xarray  08 index  10 shift  11 siblings  12 offset
 *                    18 node: the lowest one on the way, or NULL, the entry is the
 *                    head; 1: out of the tree; 3: begin anew; binary 10 at its
 *                    end: an error
 *                    20 a node in reserve  28 update()
 *
 * Simplified: entries of more than one index are refused with -EINVAL, and what is
 * only for them (xas_split(), xas_create_range() and others) is missing. Nodes are
 * allocated when they are needed, and none is kept in reserve.
 *
 * Reference: Linux 6.1, lib/xarray.c.
 */
#include "kernel/kimage_xarray.h"

#define OUTSIDE	   ((struct xa_node *)1ul)
#define RESTART	   ((struct xa_node *)3ul)
#define GFP_NOWAIT 0x2800u /* without a warning */

struct xa_state {
	struct xarray *xa;
	unsigned long index;
	unsigned char shift, sibs, offset, pad;
	struct xa_node *node, *reserve;
	void (*update)(struct xa_node *node);
	void *lru;
};

HIDDEN void *kimg_xa_put(struct xarray *xa, unsigned long index, void *entry,
			 unsigned int gfp);

INLINE bool is_invalid(const struct xa_state *xas)
{
	return (unsigned long)xas->node & 3;
}

INLINE bool is_error(const struct xa_state *xas)
{
	return xa_is_error(xas->node);
}

INLINE bool is_top(const struct xa_state *xas)
{
	return xas->node <= RESTART;
}

INLINE void *leave(struct xa_state *xas)
{
	xas->node = OUTSIDE;
	return NULL;
}

INLINE struct xa_node *error(int err)
{
	return xa_internal(err);
}

/* Where it is already, or the head of the tree. */
KIMAGE_HIDDEN void *kimg_xas_start(struct xa_state *xas);
void *kimg_xas_start(struct xa_state *xas)
{
	if (!is_invalid(xas))
		return xas->node ? xas->node->slots[xas->offset] :
				   xas->xa->head;
	if (is_error(xas))
		return NULL;
	if (xas->index > xa_last(xas->xa->head))
		return leave(xas);
	xas->node = NULL;
	return xas->xa->head;
}
KIMAGE_INNER(xas_start);

KIMAGE_HIDDEN void *kimg_xas_descend(struct xa_state *xas,
				     struct xa_node *node);
void *kimg_xas_descend(struct xa_state *xas, struct xa_node *node)
{
	unsigned int offset = xa_offset(node, xas->index);

	xas->node = node;
	xas->offset = (unsigned char)offset;
	return node->slots[offset];
}
KIMAGE_INNER(xas_descend);

KIMAGE_DEFINE(void *, xas_load, struct xa_state *xas)
{
	void *entry = kimg_xas_start(xas);

	while (xa_is_node(entry)) {
		struct xa_node *node = xa_node(entry);

		if (xas->shift > node->shift)
			break;
		entry = kimg_xas_descend(xas, node);
		if (!node->shift)
			break;
	}
	return entry;
}

/* The place of its index, from the top. */
INLINE void *walk(struct xa_state *xas)
{
	xas->node = RESTART;
	return kimg_xas_load(xas);
}

KIMAGE_DEFINE(void *, xas_store, struct xa_state *xas, void *entry)
{
	void *old;

	if (is_error(xas))
		return NULL;
	if (xas->shift || xas->sibs) {
		xas->node = error(ERR_INVAL);
		return NULL;
	}
	old = kimg_xa_put(xas->xa, xas->index, entry, GFP_NOWAIT);
	if (xa_is_error(old)) {
		xas->node = error(ERR_NOMEM);
		return NULL;
	}
	walk(xas);
	if (xas->update && xas->node && !is_invalid(xas) && old != entry)
		xas->update(xas->node);
	return old;
}

/* After -ENOMEM, without the lock: is there memory now? */
KIMAGE_DEFINE(bool, xas_nomem, struct xa_state *xas, unsigned int gfp)
{
	struct xa_node *node;

	if (xas->node != error(ERR_NOMEM))
		return false;
	node = kimg_radix_tree_node_alloc(gfp);
	if (!node)
		return false;
	kimg_radix_tree_node_free(node);
	xas->node = RESTART;
	return true;
}

/* --- marks --------------------------------------------------------------------------- */

KIMAGE_DEFINE(bool, xas_get_mark, const struct xa_state *xas, unsigned int mark)
{
	return !is_invalid(xas) &&
	       xa_has_mark(xas->xa, xas->node, xas->offset, mark);
}

KIMAGE_DEFINE(void, xas_set_mark, const struct xa_state *xas, unsigned int mark)
{
	if (!is_invalid(xas))
		xa_mark(xas->xa, xas->node, xas->index, mark);
}

KIMAGE_DEFINE(void, xas_clear_mark, const struct xa_state *xas,
	      unsigned int mark)
{
	if (!is_invalid(xas))
		xa_unmark(xas->xa, xas->node, xas->index, mark);
}

KIMAGE_DEFINE(void, xas_init_marks, const struct xa_state *xas)
{
	for (unsigned int mark = 0; mark < XA_MARKS; mark++)
		kimg_xas_clear_mark(xas, mark);
}

/* --- going on ------------------------------------------------------------------------- */

/* Behind its entry; who goes on begins anew there. */
KIMAGE_DEFINE(void, xas_pause, struct xa_state *xas)
{
	struct xa_node *node = xas->node;

	if (is_invalid(xas))
		return;
	xas->node = RESTART;
	xas->index += node ? 1ul << node->shift : 1;
	if (!xas->index)
		xas->node = OUTSIDE;
}

INLINE void *neighbour(struct xa_state *xas, unsigned long step)
{
	if (!((unsigned long)xas->node & 2))
		xas->index += step;
	if (!xas->node)
		return leave(xas);
	if (is_error(xas))
		return NULL;
	return walk(xas);
}

KIMAGE_DEFINE(void *, __xas_next, struct xa_state *xas)
{
	return neighbour(xas, 1);
}

KIMAGE_DEFINE(void *, __xas_prev, struct xa_state *xas)
{
	return neighbour(xas, ~0ul);
}

/* The first entry from the index on, also one that only keeps a place. */
INLINE void *next_entry(struct xa_state *xas, unsigned long max,
			unsigned int mark)
{
	while (xas->index <= max) {
		void *entry = walk(xas);
		struct xa_node *node = xas->node;
		unsigned long next;

		if (node == OUTSIDE)
			return NULL;
		if (entry && xa_has_mark(xas->xa, node, xas->offset, mark))
			return entry;
		next = node ? (xas->index | ((1ul << node->shift) - 1)) + 1 : 1;
		if (!next)
			return leave(xas);
		xas->index = next;
	}
	xas->node = RESTART;
	return NULL;
}

KIMAGE_DEFINE(void *, xas_find, struct xa_state *xas, unsigned long max)
{
	if (is_error(xas) || xas->node == OUTSIDE)
		return NULL;
	if (xas->index > max)
		return leave(xas);
	if (xas->node != RESTART && !++xas->index)
		return leave(xas);
	if (!xas->node)
		return leave(xas);
	return next_entry(xas, max, XA_NO_MARK);
}

KIMAGE_DEFINE(void *, xas_find_marked, struct xa_state *xas, unsigned long max,
	      unsigned int mark)
{
	if (is_error(xas))
		return NULL;
	if (xas->index > max) {
		xas->node = RESTART;
		return NULL;
	}
	if (!xas->node) {
		xas->index = 1;
		return leave(xas);
	}
	if (!is_top(xas) && !++xas->index)
		return leave(xas);
	return next_entry(xas, max, mark);
}

/* Of one index, there is one at most. */
KIMAGE_DEFINE(void *, xas_find_conflict, struct xa_state *xas)
{
	if (is_error(xas) || !xas->node || !is_top(xas))
		return NULL;
	return walk(xas);
}
