/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_tree.c - red-black trees and lock-free lists, as code of the kernel
 * image.
 *
 *   struct llist_node  00 next
 *
 * Reference: Linux 6.1, lib/rbtree.c, lib/llist.c.
 */
#include "kernel/kimage_rb.h"

/* --- change ------------------------------------------------------------------------- */

INLINE void no_propagation(struct rb_node *node, struct rb_node *stop)
{
	(void)node, (void)stop;
}

INLINE void no_change(struct rb_node *old, struct rb_node *new)
{
	(void)old, (void)new;
}

KIMAGE_DEFINE(void, rb_insert_color, struct rb_node *node, struct rb_root *root)
{
	rb_insert_fixup(node, root, no_change);
}

KIMAGE_DEFINE(void, rb_erase, struct rb_node *node, struct rb_root *root)
{
	static const struct rb_augment none = {no_propagation, no_change,
					       no_change};
	struct rb_node *missing = rb_unlink(node, root, &none);

	if (missing)
		rb_erase_fixup(missing, root, no_change);
}

KIMAGE_DEFINE(void, __rb_insert_augmented, struct rb_node *node,
	      struct rb_root *root, rotate_fn *rotate)
{
	rb_insert_fixup(node, root, rotate);
}

KIMAGE_DEFINE(void, __rb_erase_color, struct rb_node *parent,
	      struct rb_root *root, rotate_fn *rotate)
{
	rb_erase_fixup(parent, root, rotate);
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

KIMAGE_DEFINE(struct rb_node *, rb_first, const struct rb_root *root)
{
	return outermost(root->node, true);
}

KIMAGE_DEFINE(struct rb_node *, rb_last, const struct rb_root *root)
{
	return outermost(root->node, false);
}

KIMAGE_DEFINE(struct rb_node *, rb_next, struct rb_node *node)
{
	return neighbour(node, true);
}

KIMAGE_DEFINE(struct rb_node *, rb_prev, struct rb_node *node)
{
	return neighbour(node, false);
}

/* --- children before their parents -------------------------------------------------- */

/* Down to a leaf, to the left where there is a choice. */
INLINE struct rb_node *first_leaf(struct rb_node *node)
{
	while (node && (node->left || node->right))
		node = node->left ? node->left : node->right;
	return node;
}

KIMAGE_DEFINE(struct rb_node *, rb_first_postorder, const struct rb_root *root)
{
	return first_leaf(root->node);
}

KIMAGE_DEFINE(struct rb_node *, rb_next_postorder, const struct rb_node *node)
{
	struct rb_node *parent = node ? parent_of(node) : NULL;

	if (parent && node == parent->left && parent->right)
		return first_leaf(parent->right);
	return parent;
}

/* --- lock-free lists ------------------------------------------------------------------ */

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

KIMAGE_DEFINE(bool, llist_add_batch, struct llist_node *first,
	      struct llist_node *last, struct llist_head *head)
{
	last->next = head->first;
	head->first = first;
	return !last->next;
}

KIMAGE_DEFINE(struct llist_node *, llist_del_first, struct llist_head *head)
{
	struct llist_node *first = head->first;

	if (first)
		head->first = first->next;
	return first;
}

KIMAGE_DEFINE(struct llist_node *, llist_reverse_order, struct llist_node *head)
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
