/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Radix trees: an older name of XArrays.
 */
#ifndef _LINUX_RADIX_TREE_H
#define _LINUX_RADIX_TREE_H

#include <linux/preempt.h>
#include <linux/xarray.h>

#define radix_tree_root		    xarray

#define RADIX_TREE_INIT(name, mask) XARRAY_INIT(name, mask)
#define RADIX_TREE(name, mask) \
	struct radix_tree_root name = RADIX_TREE_INIT(name, mask)
#define INIT_RADIX_TREE(root, mask) xa_init_flags(root, mask)

int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item);
void *radix_tree_lookup(const struct radix_tree_root *root,
			unsigned long index);
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);
unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root,
				    void **results, unsigned long first_index,
				    unsigned int max_items);

static inline bool radix_tree_empty(const struct radix_tree_root *root)
{
	return root->xa_head == NULL;
}

/* --- slots and tags ------------------------------------------------------------- */

#define RADIX_TREE_MAX_TAGS 3

/* NULL: there is no entry. */
void **radix_tree_lookup_slot(const struct radix_tree_root *root,
			      unsigned long index);
/* Neither the old nor the new one is NULL. */
void radix_tree_replace_slot(struct radix_tree_root *root, void **slot,
			     void *entry);
/* Only if it is @item, unless that is NULL. */
void *radix_tree_delete_item(struct radix_tree_root *root, unsigned long index,
			     void *item);
/* Returns with preemption off. */
int radix_tree_preload(gfp_t gfp);
int radix_tree_maybe_preload(gfp_t gfp);
/* The entry, or NULL. */
void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index,
			 unsigned int tag);
void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index,
			   unsigned int tag);
int radix_tree_tag_get(const struct radix_tree_root *root, unsigned long index,
		       unsigned int tag);
int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag);
unsigned int radix_tree_gang_lookup_tag(const struct radix_tree_root *root,
					void **results,
					unsigned long first_index,
					unsigned int max_items,
					unsigned int tag);
unsigned int radix_tree_gang_lookup_tag_slot(const struct radix_tree_root *root,
					     void ***results,
					     unsigned long first_index,
					     unsigned int max_items,
					     unsigned int tag);

static inline void radix_tree_preload_end(void)
{
	preempt_enable();
}

/* --- iterators ------------------------------------------------------------------- */

struct xa_node;

struct radix_tree_iter {
	unsigned long index;
	unsigned long next_index; /* where the next chunk of slots begins */
	unsigned long tags;	  /* of the chunk, from the index on */
	struct xa_node *node;
};

#define RADIX_TREE_ITER_TAGGED 0x10

void **radix_tree_next_chunk(const struct radix_tree_root *root,
			     struct radix_tree_iter *iter, unsigned int flags);
/* Begins anew behind the slot: after the lock was dropped, or an entry deleted. */
void **radix_tree_iter_resume(void **slot, struct radix_tree_iter *iter);
void radix_tree_iter_delete(struct radix_tree_root *root,
			    struct radix_tree_iter *iter, void **slot);

static inline void **radix_tree_iter_init(struct radix_tree_iter *iter,
					  unsigned long start)
{
	iter->index = 0;
	iter->next_index = start;
	return NULL;
}

/* The next slot of the chunk that has an entry, or the tag. */
static inline void **radix_tree_next_slot(void **slot,
					  struct radix_tree_iter *iter,
					  unsigned int flags)
{
	while (slot && ++iter->index && iter->index < iter->next_index) {
		slot++;
		iter->tags >>= 1;
		if (flags & RADIX_TREE_ITER_TAGGED ? iter->tags & 1 :
						     *slot != NULL)
			return slot;
	}
	return NULL;
}

#define __radix_tree_for_each(slot, root, iter, start, flags)             \
	for (slot = radix_tree_iter_init(iter, start);                    \
	     slot || (slot = radix_tree_next_chunk(root, iter, (flags))); \
	     slot = radix_tree_next_slot(slot, iter, (flags)))
#define radix_tree_for_each_slot(slot, root, iter, start) \
	__radix_tree_for_each(slot, root, iter, start, 0)
#define radix_tree_for_each_tagged(slot, root, iter, start, tag) \
	__radix_tree_for_each(slot, root, iter, start,           \
			      (tag) | RADIX_TREE_ITER_TAGGED)

#endif
