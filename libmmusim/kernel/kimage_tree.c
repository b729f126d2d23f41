/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_tree.c - red-black trees and lock-free lists, as code of the kernel
 * image.
 *
 *   struct rb_node     00 parent, and in bit 0 the colour: 1 is black
 *                      08 right   10 left
 *   struct llist_node  00 next
 *
 * Reference: Linux 6.1, lib/rbtree.c, lib/llist.c; for the algorithm Cormen and
 * others, "Introduction to Algorithms", red-black trees.
 */
#include <stdbool.h>

#include "kernel/kimage.h"

#define INLINE		    static inline __attribute__((always_inline))
#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

struct rb_node {
	unsigned long parent_color;
	struct rb_node *right, *left;
};

struct rb_root {
	struct rb_node *node;
};

enum { RED = 0, BLACK = 1 };

INLINE struct rb_node *parent_of(const struct rb_node *node)
{
	return (struct rb_node *)(node->parent_color & ~3ul);
}

INLINE bool is_red(const struct rb_node *node)
{
	return node && !(node->parent_color & BLACK);
}

INLINE void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->parent_color = (unsigned long)parent | (node->parent_color & 1);
}

INLINE void set_color(struct rb_node *node, unsigned long color)
{
	node->parent_color = (node->parent_color & ~1ul) | color;
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

/* The child on one side takes the place of its parent. */
INLINE void rotate(struct rb_root *root, struct rb_node *node, bool left)
{
	struct rb_node *child = left ? node->right : node->left;
	struct rb_node *moved = left ? child->left : child->right;
	struct rb_node *parent = parent_of(node);

	if (left) {
		node->right = moved;
		child->left = node;
	} else {
		node->left = moved;
		child->right = node;
	}
	if (moved)
		set_parent(moved, node);
	replace_child(root, parent, node, child);
	set_parent(child, parent);
	set_parent(node, child);
}

/* node is red, and so may its parent be. */
EXPORTED(void, rb_insert_color)(struct rb_node *node, struct rb_root *root);
EXPORTED(void, rb_insert_color)(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *parent;

	while (is_red(parent = parent_of(node))) {
		struct rb_node *grand = parent_of(parent);
		bool left = parent == grand->left;
		struct rb_node *uncle = left ? grand->right : grand->left;

		if (is_red(uncle)) {
			set_color(parent, BLACK);
			set_color(uncle, BLACK);
			set_color(grand, RED);
			node = grand;
			continue;
		}
		if (node == (left ? parent->right : parent->left)) {
			rotate(root, parent, left);
			node = parent;
			parent = parent_of(node);
		}
		set_color(parent, BLACK);
		set_color(grand, RED);
		rotate(root, grand, !left);
	}
	set_color(root->node, BLACK);
}
KIMAGE_EXPORT(rb_insert_color);

/* Below parent, on the side where node is (which may be NULL), a black node is
 * missing. */
INLINE void fix_missing_black(struct rb_root *root, struct rb_node *node,
			      struct rb_node *parent)
{
	while (parent && !is_red(node)) {
		bool left = node == parent->left;
		struct rb_node *other = left ? parent->right : parent->left;
		struct rb_node *near, *far;

		if (is_red(other)) {
			set_color(other, BLACK);
			set_color(parent, RED);
			rotate(root, parent, left);
			other = left ? parent->right : parent->left;
		}
		near = left ? other->left : other->right;
		far = left ? other->right : other->left;
		if (!is_red(near) && !is_red(far)) {
			set_color(other, RED);
			node = parent;
			parent = parent_of(node);
			continue;
		}
		if (!is_red(far)) {
			set_color(near, BLACK);
			set_color(other, RED);
			rotate(root, other, !left);
			far = other;
			other = near;
		}
		set_color(other, parent->parent_color & 1);
		set_color(parent, BLACK);
		set_color(far, BLACK);
		rotate(root, parent, left);
		return;
	}
	if (node)
		set_color(node, BLACK);
}

/* The next one takes the place of a node that has two children. Returns whose
 * child the gap is. */
INLINE struct rb_node *put_next_there(struct rb_root *root,
				      struct rb_node *node,
				      struct rb_node **child, bool *black)
{
	struct rb_node *next = node->right, *parent;

	while (next->left)
		next = next->left;
	*child = next->right;
	*black = !is_red(next);
	parent = parent_of(next);
	if (parent == node) {
		parent = next;
	} else {
		parent->left = *child;
		if (*child)
			set_parent(*child, parent);
		next->right = node->right;
		set_parent(next->right, next);
	}
	next->left = node->left;
	set_parent(next->left, next);
	next->parent_color = node->parent_color;
	replace_child(root, parent_of(node), node, next);
	return parent;
}

EXPORTED(void, rb_erase)(struct rb_node *node, struct rb_root *root);
EXPORTED(void, rb_erase)(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *child, *parent;
	bool black;

	if (node->left && node->right) {
		parent = put_next_there(root, node, &child, &black);
	} else {
		child = node->left ? node->left : node->right;
		parent = parent_of(node);
		black = !is_red(node);
		replace_child(root, parent, node, child);
		if (child)
			set_parent(child, parent);
	}
	if (black)
		fix_missing_black(root, child, parent);
}
KIMAGE_EXPORT(rb_erase);

/* --- in order --------------------------------------------------------------------- */

INLINE struct rb_node *outermost(struct rb_node *node, bool left)
{
	struct rb_node *next;

	while (node && (next = left ? node->left : node->right))
		node = next;
	return node;
}

INLINE struct rb_node *neighbour(struct rb_node *node, bool next)
{
	struct rb_node *parent;

	if (node->parent_color == (unsigned long)node) /* it is in no tree */
		return NULL;
	if (next ? node->right : node->left)
		return outermost(next ? node->right : node->left, next);
	while ((parent = parent_of(node)) &&
	       node == (next ? parent->right : parent->left))
		node = parent;
	return parent;
}

EXPORTED(struct rb_node *, rb_first)(const struct rb_root *root);
EXPORTED(struct rb_node *, rb_first)(const struct rb_root *root)
{
	return outermost(root->node, true);
}
KIMAGE_EXPORT(rb_first);

EXPORTED(struct rb_node *, rb_last)(const struct rb_root *root);
EXPORTED(struct rb_node *, rb_last)(const struct rb_root *root)
{
	return outermost(root->node, false);
}
KIMAGE_EXPORT(rb_last);

EXPORTED(struct rb_node *, rb_next)(struct rb_node *node);
EXPORTED(struct rb_node *, rb_next)(struct rb_node *node)
{
	return neighbour(node, true);
}
KIMAGE_EXPORT(rb_next);

EXPORTED(struct rb_node *, rb_prev)(struct rb_node *node);
EXPORTED(struct rb_node *, rb_prev)(struct rb_node *node)
{
	return neighbour(node, false);
}
KIMAGE_EXPORT(rb_prev);

/* --- children before their parents -------------------------------------------------- */

/* Down to a leaf, to the left where there is a choice. */
INLINE struct rb_node *first_leaf(struct rb_node *node)
{
	while (node && (node->left || node->right))
		node = node->left ? node->left : node->right;
	return node;
}

EXPORTED(struct rb_node *, rb_first_postorder)(const struct rb_root *root);
EXPORTED(struct rb_node *, rb_first_postorder)(const struct rb_root *root)
{
	return first_leaf(root->node);
}
KIMAGE_EXPORT(rb_first_postorder);

EXPORTED(struct rb_node *, rb_next_postorder)(const struct rb_node *node);
EXPORTED(struct rb_node *, rb_next_postorder)(const struct rb_node *node)
{
	struct rb_node *parent = node ? parent_of(node) : NULL;

	if (parent && node == parent->left && parent->right)
		return first_leaf(parent->right);
	return parent;
}
KIMAGE_EXPORT(rb_next_postorder);

/* --- lock-free lists ------------------------------------------------------------------ */

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

EXPORTED(bool, llist_add_batch)
(struct llist_node *first, struct llist_node *last, struct llist_head *head);
EXPORTED(bool, llist_add_batch)
(struct llist_node *first, struct llist_node *last, struct llist_head *head)
{
	last->next = head->first;
	head->first = first;
	return !last->next;
}
KIMAGE_EXPORT(llist_add_batch);

EXPORTED(struct llist_node *, llist_del_first)(struct llist_head *head);
EXPORTED(struct llist_node *, llist_del_first)(struct llist_head *head)
{
	struct llist_node *first = head->first;

	if (first)
		head->first = first->next;
	return first;
}
KIMAGE_EXPORT(llist_del_first);

EXPORTED(struct llist_node *, llist_reverse_order)(struct llist_node *head);
EXPORTED(struct llist_node *, llist_reverse_order)(struct llist_node *head)
{
	struct llist_node *reversed = NULL;

	while (head) {
		struct llist_node *next = head->next;

		head->next = reversed;
		reversed = head;
		head = next;
	}
	return reversed;
}
KIMAGE_EXPORT(llist_reverse_order);
