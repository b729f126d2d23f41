/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_augment.c - red-black trees whose nodes know something about what is
 * below them, and what is made of trees: intervals, and queues by time. Code of the
 * kernel image.
 *
 *   struct interval_tree_node  00 rb_node  18 start  20 last  28 the greatest last
 *                              of the subtree
 *   struct timerqueue_node     00 rb_node  18 expires
 *   struct rb_root_cached      00 root     08 leftmost node
 *
 * A tree that is not what it should be is read and written in the order in which
 * Linux does, so that it faults at the same address. Whenever a node takes the
 * place of another one, rotate(old, new) is called.
 *
 * Reference: Linux 6.1, lib/rbtree.c, include/linux/rbtree_augmented.h,
 * interval_tree_generic.h, lib/timerqueue.c; for the algorithm Cormen and others,
 * "Introduction to Algorithms", red-black trees and interval trees.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_use.h"

enum { RED, BLACK };

struct rb_node {
	unsigned long parent_color;
	struct rb_node *right, *left;
};

struct rb_root {
	struct rb_node *node;
};

struct cached_root {
	struct rb_root root;
	struct rb_node *leftmost;
};

typedef void rotate_fn(struct rb_node *old, struct rb_node *new);

HIDDEN void kimg_rb_insert_color(struct rb_node *node, struct rb_root *root);
HIDDEN void kimg_rb_erase(struct rb_node *node, struct rb_root *root);
HIDDEN struct rb_node *kimg_rb_next(struct rb_node *node);

INLINE struct rb_node *parent_of(const struct rb_node *node)
{
	return (struct rb_node *)(node->parent_color & ~3ul);
}

INLINE bool is_black(const struct rb_node *node)
{
	return !node || node->parent_color & BLACK;
}

INLINE void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->parent_color = (unsigned long)parent | (node->parent_color & 1);
}

INLINE void set(struct rb_node *node, struct rb_node *parent,
		unsigned long color)
{
	node->parent_color = (unsigned long)parent | color;
}

INLINE struct rb_node **side(struct rb_node *node, bool left)
{
	return left ? &node->left : &node->right;
}

/* Where old hung, new hangs. */
INLINE void replace_child(struct rb_root *root, struct rb_node *parent,
			  const struct rb_node *old, struct rb_node *new)
{
	if (!parent)
		root->node = new;
	else if (parent->left == old)
		parent->left = new;
	else
		parent->right = new;
}

/* new takes place and colour of old, which becomes its child. */
INLINE void take_place(struct rb_root *root, struct rb_node *old,
		       struct rb_node *new, unsigned long color)
{
	struct rb_node *parent = parent_of(old);

	new->parent_color = old->parent_color;
	set(old, new, color);
	replace_child(root, parent, old, new);
}

/* --- a tree that is augmented --------------------------------------------------------- */

/* parent is red, and node, its child, too; their grandparent is black, and so is
 * its other child. left: parent is a left child. */
INLINE void turn_over(struct rb_root *root, struct rb_node *node,
		      struct rb_node *parent, struct rb_node *grand, bool left,
		      rotate_fn *rotate)
{
	struct rb_node *inner = *side(parent, !left);

	if (node == inner) {
		inner = *side(node, left);
		*side(parent, !left) = inner;
		*side(node, left) = parent;
		if (inner)
			set(inner, parent, BLACK);
		set(parent, node, RED);
		rotate(parent, node);
		parent = node;
		inner = *side(node, !left);
	}
	*side(grand, left) = inner;
	*side(parent, !left) = grand;
	if (inner)
		set(inner, grand, BLACK);
	take_place(root, grand, parent, RED);
	rotate(grand, parent);
}

KIMAGE_DEFINE(void, __rb_insert_augmented, struct rb_node *node,
	      struct rb_root *root, rotate_fn *rotate)
{
	struct rb_node *parent = (struct rb_node *)node->parent_color;

	while (parent && !(parent->parent_color & BLACK)) {
		struct rb_node *grand = (struct rb_node *)parent->parent_color;
		bool left = parent != grand->right;
		struct rb_node *uncle = *side(grand, !left);

		if (is_black(uncle)) {
			turn_over(root, node, parent, grand, left, rotate);
			return;
		}
		set(uncle, grand, BLACK);
		set(parent, grand, BLACK);
		node = grand;
		parent = parent_of(node);
		set(node, parent, RED);
	}
	if (!parent)
		set(node, NULL, BLACK);
}

/* The sibling has a red child on the inner side only: that one becomes the
 * sibling. */
INLINE struct rb_node *turn_sibling(struct rb_node *parent,
				    struct rb_node *sibling,
				    struct rb_node *inner, bool left,
				    rotate_fn *rotate)
{
	struct rb_node *moved = *side(inner, !left);

	*side(sibling, left) = moved;
	*side(inner, !left) = sibling;
	*side(parent, !left) = inner;
	if (moved)
		set(moved, sibling, BLACK);
	rotate(sibling, inner);
	return inner;
}

/* Below parent, where there is no node, or a black one, a black one is missing. */
KIMAGE_DEFINE(void, __rb_erase_color, struct rb_node *parent,
	      struct rb_root *root, rotate_fn *rotate)
{
	struct rb_node *node = NULL, *sibling, *inner, *outer;
	bool left;

	for (;;) {
		sibling = parent->right;
		left = node != sibling;
		if (!left)
			sibling = parent->left;
		if (!(sibling->parent_color & BLACK)) {
			inner = *side(sibling, left);
			*side(parent, !left) = inner;
			*side(sibling, left) = parent;
			set(inner, parent, BLACK);
			take_place(root, parent, sibling, RED);
			rotate(parent, sibling);
			sibling = inner;
		}
		outer = *side(sibling, !left);
		if (!is_black(outer))
			break;
		inner = *side(sibling, left);
		if (!is_black(inner)) {
			outer = sibling;
			sibling = turn_sibling(parent, sibling, inner, left,
					       rotate);
			break;
		}
		set(sibling, parent, RED);
		if (!(parent->parent_color & BLACK)) {
			parent->parent_color |= BLACK;
			return;
		}
		node = parent;
		parent = parent_of(node);
		if (!parent)
			return;
	}
	inner = *side(sibling, left);
	*side(parent, !left) = inner;
	*side(sibling, left) = parent;
	set(outer, sibling, BLACK);
	if (inner)
		set_parent(inner, parent);
	take_place(root, parent, sibling, BLACK);
	rotate(parent, sibling);
}

INLINE void replace_node(struct rb_node *old, struct rb_node *new,
			 struct rb_root *root)
{
	struct rb_node *parent = parent_of(old);

	*new = *old;
	if (old->left)
		set_parent(old->left, new);
	if (old->right)
		set_parent(old->right, new);
	replace_child(root, parent, old, new);
}

KIMAGE_DEFINE(void, rb_replace_node, struct rb_node *old, struct rb_node *new,
	      struct rb_root *root)
{
	replace_node(old, new, root);
}

KIMAGE_DEFINE(void, rb_replace_node_rcu, struct rb_node *old,
	      struct rb_node *new, struct rb_root *root)
{
	replace_node(old, new, root);
}

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
INLINE void tell_parents(struct rb_node *node, const struct rb_node *end)
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

/* The next one takes the place of a node that has two children. Returns below which
 * one a black node is missing now, or NULL. */
INLINE struct rb_node *put_next_there(struct rb_root *root,
				      struct rb_node *node)
{
	struct rb_node *next = node->right, *parent = next, *child, *at;
	unsigned long parent_color;
	bool black;

	if (!next->left) {
		child = next->right;
		interval(next)->greatest = interval(node)->greatest;
	} else {
		do {
			parent = next;
			next = next->left;
		} while (next->left);
		child = next->right;
		parent->left = child;
		next->right = node->right;
		set_parent(node->right, next);
		interval(next)->greatest = interval(node)->greatest;
		tell_parents(parent, next);
	}
	at = node->left;
	next->left = at;
	set_parent(at, next);
	parent_color = node->parent_color;
	replace_child(root, parent_of(node), node, next);
	black = is_black(next);
	if (child) {
		set(child, parent, BLACK);
		black = false;
	}
	next->parent_color = parent_color;
	tell_parents(next, NULL);
	return black ? parent : NULL;
}

/* The same for one that has a child, or none. */
INLINE struct rb_node *put_child_there(struct rb_root *root,
				       struct rb_node *node)
{
	struct rb_node *child = node->left ? node->left : node->right;
	unsigned long parent_color = node->parent_color;
	struct rb_node *parent = parent_of(node);

	if (node->left)
		child->parent_color = parent_color;
	replace_child(root, parent, node, child);
	if (child)
		child->parent_color = parent_color;
	tell_parents(parent, NULL);
	return !child && parent_color & BLACK ? parent : NULL;
}

KIMAGE_DEFINE(void, interval_tree_remove, struct interval *node,
	      struct cached_root *root)
{
	struct rb_node *short_of_black;

	if (root->leftmost == &node->rb)
		root->leftmost = kimg_rb_next(&node->rb);
	short_of_black = node->rb.right && node->rb.left ?
				 put_next_there(&root->root, &node->rb) :
				 put_child_there(&root->root, &node->rb);
	if (short_of_black)
		kimg___rb_erase_color(short_of_black, &root->root,
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
