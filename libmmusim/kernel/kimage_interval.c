/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_interval.c - what is made of red-black trees: intervals, and queues by
 * time. Code of the kernel image.
 *
 *   struct interval_tree_node  00 rb_node  18 start  20 last  28 the greatest last
 *                              of the subtree
 *   struct timerqueue_node     00 rb_node  18 expires
 *
 * Reference: Linux 6.1, include/linux/interval_tree_generic.h, lib/timerqueue.c;
 * for the algorithm Cormen and others, "Introduction to Algorithms", interval
 * trees.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_rb.h"

HIDDEN void kimg_rb_insert_color(struct rb_node *node, struct rb_root *root);
HIDDEN void kimg_rb_erase(struct rb_node *node, struct rb_root *root);
HIDDEN struct rb_node *kimg_rb_next(struct rb_node *node);
HIDDEN void kimg___rb_insert_augmented(struct rb_node *node,
				       struct rb_root *root, rotate_fn *rotate);
HIDDEN void kimg___rb_erase_color(struct rb_node *parent, struct rb_root *root,
				  rotate_fn *rotate);

/* --- intervals ------------------------------------------------------------------------ */

struct interval {
	struct rb_node
		rb; /* comes first: a pointer to it is one to the interval */
	unsigned long start, last, greatest;
};

INLINE struct interval *interval(struct rb_node *node)
{
	return (struct interval *)node;
}

INLINE unsigned long greatest_last(const struct interval *node)
{
	unsigned long greatest = node->last;

	if (node->rb.left && interval(node->rb.left)->greatest > greatest)
		greatest = interval(node->rb.left)->greatest;
	if (node->rb.right && interval(node->rb.right)->greatest > greatest)
		greatest = interval(node->rb.right)->greatest;
	return greatest;
}

/* From a node up, until nothing changes. */
INLINE void tell_parents(struct rb_node *node, struct rb_node *end)
{
	for (; node != end; node = parent_of(node)) {
		unsigned long greatest = greatest_last(interval(node));

		if (interval(node)->greatest == greatest)
			return;
		interval(node)->greatest = greatest;
	}
}

KIMAGE_HIDDEN void kimg_interval_tree_augment_rotate(struct rb_node *old,
						     struct rb_node *new);
void kimg_interval_tree_augment_rotate(struct rb_node *old, struct rb_node *new)
{
	interval(new)->greatest = interval(old)->greatest;
	interval(old)->greatest = greatest_last(interval(old));
}
KIMAGE_INNER(interval_tree_augment_rotate);

KIMAGE_DEFINE(void, interval_tree_insert, struct interval *node,
	      struct cached_root *root)
{
	struct rb_node **link = &root->root.node, *parent = NULL;
	bool leftmost = true;

	while (*link) {
		parent = *link;
		if (interval(parent)->greatest < node->last)
			interval(parent)->greatest = node->last;
		if (node->start < interval(parent)->start) {
			link = &parent->left;
		} else {
			link = &parent->right;
			leftmost = false;
		}
	}
	node->greatest = node->last;
	node->rb.parent_color = (unsigned long)parent;
	node->rb.left = node->rb.right = NULL;
	*link = &node->rb;
	if (leftmost)
		root->leftmost = &node->rb;
	kimg___rb_insert_augmented(&node->rb, &root->root,
				   kimg_interval_tree_augment_rotate);
}

INLINE void copy_greatest(struct rb_node *old, struct rb_node *new)
{
	interval(new)->greatest = interval(old)->greatest;
}

KIMAGE_DEFINE(void, interval_tree_remove, struct interval *node,
	      struct cached_root *root)
{
	static const struct rb_augment greatest = {
		tell_parents, copy_greatest, kimg_interval_tree_augment_rotate};
	struct rb_node *missing;

	if (root->leftmost == &node->rb)
		root->leftmost = kimg_rb_next(&node->rb);
	missing = rb_unlink(&node->rb, &root->root, &greatest);
	if (missing)
		kimg___rb_erase_color(missing, &root->root,
				      kimg_interval_tree_augment_rotate);
}

/* The leftmost one in the subtree that has something of start to last. */
INLINE struct interval *search(struct interval *node, unsigned long start,
			       unsigned long last)
{
	for (;;) {
		struct interval *left = interval(node->rb.left);

		if (left && start <= left->greatest) {
			node = left;
			continue;
		}
		if (node->start > last)
			return NULL;
		if (start <= node->last)
			return node;
		node = interval(node->rb.right);
		if (!node || start > node->greatest)
			return NULL;
	}
}

KIMAGE_DEFINE(struct interval *, interval_tree_iter_first,
	      struct cached_root *root, unsigned long start, unsigned long last)
{
	struct interval *node = interval(root->root.node);

	if (!node || node->greatest < start ||
	    interval(root->leftmost)->start > last)
		return NULL;
	return search(node, start, last);
}

KIMAGE_DEFINE(struct interval *, interval_tree_iter_next, struct interval *node,
	      unsigned long start, unsigned long last)
{
	struct rb_node *right = node->rb.right, *before;

	for (;;) {
		if (right && start <= interval(right)->greatest)
			return search(interval(right), start, last);
		do {
			before = &node->rb;
			node = interval(parent_of(before));
			if (!node)
				return NULL;
			right = node->rb.right;
		} while (before == right);
		if (last < node->start)
			return NULL;
		if (start <= node->last)
			return node;
	}
}

/* --- timers --------------------------------------------------------------------------- */

struct timer_node {
	struct rb_node rb;
	int64_t expires;
};

/* true: it is the first one now */
KIMAGE_DEFINE(bool, timerqueue_add, struct cached_root *root,
	      struct timer_node *node)
{
	struct rb_node **link = &root->root.node, *parent = NULL;
	bool leftmost = true;

	if (node->rb.parent_color != (unsigned long)&node->rb)
		KIMAGE_WARN_ONCE("timerqueue_add", "lib/timerqueue.c:38", 0xa4);
	while (*link) {
		parent = *link;
		if (node->expires < ((struct timer_node *)parent)->expires) {
			link = &parent->left;
		} else {
			link = &parent->right;
			leftmost = false;
		}
	}
	node->rb.parent_color = (unsigned long)parent;
	node->rb.left = node->rb.right = NULL;
	*link = &node->rb;
	if (leftmost)
		root->leftmost = &node->rb;
	kimg_rb_insert_color(&node->rb, &root->root);
	return leftmost;
}

/* true: others are left */
KIMAGE_DEFINE(bool, timerqueue_del, struct cached_root *root,
	      struct timer_node *node)
{
	if (node->rb.parent_color == (unsigned long)&node->rb)
		KIMAGE_WARN_ONCE("timerqueue_del", "lib/timerqueue.c:55", 0x3e);
	if (root->leftmost == &node->rb)
		root->leftmost = kimg_rb_next(&node->rb);
	kimg_rb_erase(&node->rb, &root->root);
	node->rb.parent_color = (unsigned long)&node->rb;
	return root->root.node;
}

KIMAGE_DEFINE(struct timer_node *, timerqueue_iterate_next,
	      struct timer_node *node)
{
	return node ? (struct timer_node *)kimg_rb_next(&node->rb) : NULL;
}
