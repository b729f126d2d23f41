/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_radix.c - slots, tags and iterators of radix trees, as code of the kernel
 * image: see kimage_xarray.h. kimage_idr.c has what stores and looks for entries.
 *
 *   struct radix_tree_iter  00 index  08 where the next chunk begins
 *                           10 tags of this one, from the index on  18 node
 *
 * A chunk are the slots of a node, or the head alone.
 *
 * Simplified: radix_tree_preload() allocates nothing.
 *
 * Reference: Linux 6.1, lib/radix-tree.c.
 */
#include "kernel/kimage_xarray.h"

enum { ITER_TAG = 0xf, ITER_TAGGED = 0x10, ITER_CONTIGUOUS = 0x20 };

struct iter {
	unsigned long index, next, tags;
	struct xa_node *node;
};

HIDDEN void *kimg_xa_put(struct xarray *xa, unsigned long index, void *entry,
			 unsigned int gfp);

/* --- slots --------------------------------------------------------------------------- */

INLINE void **slot_of(struct xarray *root, struct xa_node *node,
		      unsigned long index)
{
	return node ? &node->slots[xa_offset(node, index)] : &root->head;
}

KIMAGE_DEFINE(void **, radix_tree_lookup_slot, struct xarray *root,
	      unsigned long index)
{
	struct xa_node *node;

	return xa_walk(root, index, &node) ? slot_of(root, node, index) : NULL;
}

/* One entry for another one: neither is NULL. */
KIMAGE_DEFINE(void, radix_tree_replace_slot, struct xarray *root, void **slot,
	      void *item)
{
	(void)root;
	*slot = item;
}

/* With an item: only if it is that one. */
KIMAGE_DEFINE(void *, radix_tree_delete_item, struct xarray *root,
	      unsigned long index, const void *item)
{
	void *entry = xa_lookup(root, index);

	if (!entry || (item && entry != item))
		return NULL;
	return kimg_xa_put(root, index, NULL, 0);
}

/* Returns with preemption off: what follows allocates. */
KIMAGE_DEFINE(int, radix_tree_preload, unsigned int gfp)
{
	(void)gfp;
	__asm__ volatile("incl %%gs:%c0"
			 :
			 : "i"(KERN_PERCPU_PREEMPT)
			 : "memory", "cc");
	return 0;
}

KIMAGE_DEFINE(int, radix_tree_maybe_preload, unsigned int gfp)
{
	return kimg_radix_tree_preload(gfp);
}

/* --- tags ------------------------------------------------------------------------------ */

KIMAGE_DEFINE(void *, radix_tree_tag_set, struct xarray *root,
	      unsigned long index, unsigned int tag)
{
	struct xa_node *node;
	void *entry = xa_walk(root, index, &node);

	if (entry)
		xa_mark(root, node, index, tag);
	return entry;
}

KIMAGE_DEFINE(void *, radix_tree_tag_clear, struct xarray *root,
	      unsigned long index, unsigned int tag)
{
	struct xa_node *node;
	void *entry = xa_walk(root, index, &node);

	if (entry)
		xa_unmark(root, node, index, tag);
	return entry;
}

KIMAGE_DEFINE(int, radix_tree_tag_get, const struct xarray *root,
	      unsigned long index, unsigned int tag)
{
	struct xa_node *node;

	if (!xa_has_mark(root, NULL, 0, tag)) /* no entry has it */
		return 0;
	return xa_walk(root, index, &node) &&
	       xa_has_mark(root, node, node ? xa_offset(node, index) : 0, tag);
}

KIMAGE_DEFINE(unsigned int, radix_tree_gang_lookup_tag, struct xarray *root,
	      void **to, unsigned long index, unsigned int n, unsigned int tag)
{
	unsigned int found = 0;

	while (found < n && (to[found] = xa_next(root, &index, ~0ul, tag))) {
		found++;
		if (!++index)
			break;
	}
	return found;
}

KIMAGE_DEFINE(unsigned int, radix_tree_gang_lookup_tag_slot,
	      struct xarray *root, void ***to, unsigned long index,
	      unsigned int n, unsigned int tag)
{
	unsigned int found = 0;

	while (found < n && xa_next(root, &index, ~0ul, tag)) {
		struct xa_node *node;

		xa_walk(root, index, &node);
		to[found++] = slot_of(root, node, index);
		if (!++index)
			break;
	}
	return found;
}

/* --- iterators --------------------------------------------------------------------------- */

KIMAGE_DEFINE(void **, radix_tree_next_chunk, struct xarray *root,
	      struct iter *iter, unsigned int flags)
{
	unsigned int tag = flags & ITER_TAGGED ? flags & ITER_TAG : XA_NO_MARK;
	unsigned long index = iter->next;
	struct xa_node *node;

	if (!index && iter->index) /* all there is */
		return NULL;
	if (!xa_next(root, &index, ~0ul, tag))
		return NULL;
	if (flags & ITER_CONTIGUOUS && index != iter->next)
		return NULL;
	xa_walk(root, index, &node);
	iter->index = index;
	iter->node = node;
	iter->next = node ? (index | XA_MASK) + 1 : 1;
	if (flags & ITER_TAGGED)
		iter->tags = node ? node->marks[tag] >> (index & XA_MASK) : 1;
	return slot_of(root, node, index);
}

/* Behind the slot, from the top again. */
KIMAGE_DEFINE(void **, radix_tree_iter_resume, void **slot, struct iter *iter)
{
	(void)slot;
	iter->next = ++iter->index;
	iter->tags = 0;
	return NULL;
}

KIMAGE_DEFINE(void, radix_tree_iter_delete, struct xarray *root,
	      const struct iter *iter, void **slot)
{
	(void)slot;
	kimg_xa_put(root, iter->index, NULL, 0);
}
