/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_rb.h - red-black trees, for code of the kernel image: what insertion and
 * erasure do, with or without callbacks for what nodes know of their subtrees.
 *
 *   struct rb_node         00 parent, and in bit 0 the colour: 1 is black
 *                          08 right   10 left
 *   struct rb_root_cached  00 root    08 leftmost node
 *
 * A tree that is not what it should be is read and written in the order in which
 * Linux does, so that it faults at the same address. Callbacks are constants, so
 * that each user has code of its own without calls.
 *
 * Reference: Linux 6.1, lib/rbtree.c, include/linux/rbtree_augmented.h; for the
 * algorithm Cormen and others, "Introduction to Algorithms", red-black trees.
 */
#ifndef KERNEL_KIMAGE_RB_H
#define KERNEL_KIMAGE_RB_H

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

/**
 * struct rb_augment - what is called as a tree changes
 * @propagate: from a node up to @stop, its subtrees have changed
 * @copy:      new takes the place of old, with what is below it
 * @rotate:    the same, and old becomes its child
 */
struct rb_augment {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *new);
	rotate_fn *rotate;
};

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

/* --- insertion ------------------------------------------------------------------------ */

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

/* node is red, and so may its parent be. */
INLINE void rb_insert_fixup(struct rb_node *node, struct rb_root *root,
			    rotate_fn *rotate)
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

/* --- erasure -------------------------------------------------------------------------- */

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
INLINE void rb_erase_fixup(struct rb_node *parent, struct rb_root *root,
			   rotate_fn *rotate)
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

/* The next one takes the place of a node that has two children. Returns below which
 * one a black node is missing now, or NULL. */
INLINE struct rb_node *rb_put_next_there(struct rb_node *node,
					 struct rb_root *root,
					 const struct rb_augment *augment)
{
	struct rb_node *next = node->right, *parent = next, *child, *at;
	unsigned long parent_color;
	struct rb_node *missing = NULL;

	if (!next->left) {
		child = next->right;
		augment->copy(node, next);
	} else {
		do {
			parent = next;
			next = next->left;
		} while (next->left);
		child = next->right;
		parent->left = child;
		next->right = node->right;
		set_parent(node->right, next);
		augment->copy(node, next);
		augment->propagate(parent, next);
	}
	at = node->left;
	next->left = at;
	set_parent(at, next);
	parent_color = node->parent_color;
	replace_child(root, parent_of(node), node, next);
	if (child)
		set(child, parent, BLACK);
	else if (is_black(next))
		missing = parent;
	next->parent_color = parent_color;
	augment->propagate(next, NULL);
	return missing;
}

/* The same for one that has a child, or none. */
INLINE struct rb_node *rb_put_child_there(struct rb_node *node,
					  struct rb_root *root,
					  const struct rb_augment *augment)
{
	struct rb_node *child = node->left ? node->left : node->right;
	unsigned long parent_color = node->parent_color;
	struct rb_node *parent = parent_of(node);

	if (node->left)
		child->parent_color = parent_color;
	replace_child(root, parent, node, child);
	if (child)
		child->parent_color = parent_color;
	augment->propagate(parent, NULL);
	return !child && parent_color & BLACK ? parent : NULL;
}

/* Out of the tree. Returns below which node a black one is missing now, or NULL. */
INLINE struct rb_node *rb_unlink(struct rb_node *node, struct rb_root *root,
				 const struct rb_augment *augment)
{
	/* They are read in Linux's order. */
	struct rb_node *left = *(struct rb_node *volatile *)&node->left;
	struct rb_node *right = *(struct rb_node *volatile *)&node->right;

	if (left && right)
		return rb_put_next_there(node, root, augment);
	return rb_put_child_there(node, root, augment);
}

#endif
