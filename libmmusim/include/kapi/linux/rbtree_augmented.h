/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Red-black trees whose nodes know something of what is below them: the module says
 * how it changes. propagate() goes up from a node to before @stop, copy() and rotate()
 * are for a node that takes the place of another one.
 */
#ifndef _LINUX_RBTREE_AUGMENTED_H
#define _LINUX_RBTREE_AUGMENTED_H

#include <linux/compiler.h>
#include <linux/rbtree.h>

struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *new);
	void (*rotate)(struct rb_node *old, struct rb_node *new);
};

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*rotate)(struct rb_node *old,
					  struct rb_node *new));
void __rb_erase_color(struct rb_node *parent, struct rb_root *root,
		      void (*rotate)(struct rb_node *old, struct rb_node *new));

static inline void
rb_insert_augmented(struct rb_node *node, struct rb_root *root,
		    const struct rb_augment_callbacks *augment)
{
	__rb_insert_augmented(node, root, augment->rotate);
}

static inline void
rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
			   bool newleft,
			   const struct rb_augment_callbacks *augment)
{
	if (newleft)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

/* --- for those that erase ------------------------------------------------------ */

#define RB_RED	 0
#define RB_BLACK 1

static inline void __rb_hang(struct rb_node *old, struct rb_node *new,
			     struct rb_node *parent, struct rb_root *root)
{
	if (!parent)
		WRITE_ONCE(root->rb_node, new);
	else if (parent->rb_left == old)
		WRITE_ONCE(parent->rb_left, new);
	else
		WRITE_ONCE(parent->rb_right, new);
}

static inline void __rb_set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->__rb_parent_color = (node->__rb_parent_color & 1) |
				  (unsigned long)parent;
}

/* The next one takes the place of a node with two children. Returns below which one a
 * black node is missing now, or NULL. */
static inline struct rb_node *
__rb_put_next_there(struct rb_node *node, struct rb_root *root,
		    const struct rb_augment_callbacks *augment)
{
	struct rb_node *next = node->rb_right, *parent = next, *child;
	bool black;

	if (!next->rb_left) {
		child = next->rb_right;
		augment->copy(node, next);
	} else {
		do {
			parent = next;
			next = next->rb_left;
		} while (next->rb_left);
		child = next->rb_right;
		WRITE_ONCE(parent->rb_left, child);
		WRITE_ONCE(next->rb_right, node->rb_right);
		__rb_set_parent(node->rb_right, next);
		augment->copy(node, next);
		augment->propagate(parent, next);
	}
	WRITE_ONCE(next->rb_left, node->rb_left);
	__rb_set_parent(node->rb_left, next);
	__rb_hang(node, next, rb_parent(node), root);
	black = !child && next->__rb_parent_color & RB_BLACK;
	if (child)
		child->__rb_parent_color = (unsigned long)parent | RB_BLACK;
	next->__rb_parent_color = node->__rb_parent_color;
	augment->propagate(next, NULL);
	return black ? parent : NULL;
}

static inline void
rb_erase_augmented(struct rb_node *node, struct rb_root *root,
		   const struct rb_augment_callbacks *augment)
{
	struct rb_node *child, *missing, *parent;

	if (node->rb_left && node->rb_right) {
		missing = __rb_put_next_there(node, root, augment);
	} else {
		child = node->rb_left ? node->rb_left : node->rb_right;
		parent = rb_parent(node);
		__rb_hang(node, child, parent, root);
		missing = NULL;
		if (child)
			child->__rb_parent_color = node->__rb_parent_color;
		else if (node->__rb_parent_color & RB_BLACK)
			missing = parent;
		augment->propagate(parent, NULL);
	}
	if (missing)
		__rb_erase_color(missing, root, augment->rotate);
}

static inline void
rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
			  const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

/* --- callbacks made of one function ---------------------------------------------- */

/* RBCOMPUTE(node, exit) computes RBAUGMENTED anew; with exit it may say that nothing
 * has changed. */
#define RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, \
			     RBCOMPUTE)                                        \
	static inline void RBNAME##_propagate(struct rb_node *rb,              \
					      struct rb_node *stop)            \
	{                                                                      \
		for (; rb != stop; rb = rb_parent(rb))                         \
			if (RBCOMPUTE(rb_entry(rb, RBSTRUCT, RBFIELD), true))  \
				break;                                         \
	}                                                                      \
	static inline void RBNAME##_copy(struct rb_node *rb_old,               \
					 struct rb_node *rb_new)               \
	{                                                                      \
		rb_entry(rb_new, RBSTRUCT, RBFIELD)->RBAUGMENTED =             \
			rb_entry(rb_old, RBSTRUCT, RBFIELD)->RBAUGMENTED;      \
	}                                                                      \
	static void RBNAME##_rotate(struct rb_node *rb_old,                    \
				    struct rb_node *rb_new)                    \
	{                                                                      \
		RBNAME##_copy(rb_old, rb_new);                                 \
		RBCOMPUTE(rb_entry(rb_old, RBSTRUCT, RBFIELD), false);         \
	}                                                                      \
	RBSTATIC const struct rb_augment_callbacks RBNAME = {                  \
		.propagate = RBNAME##_propagate,                               \
		.copy = RBNAME##_copy,                                         \
		.rotate = RBNAME##_rotate};

/* The greatest RBCOMPUTE(node) of a subtree. */
#define RB_DECLARE_CALLBACKS_MAX(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBTYPE,  \
				 RBAUGMENTED, RBCOMPUTE)                       \
	static inline bool RBNAME##_compute_max(RBSTRUCT *node, bool exit)     \
	{                                                                      \
		RBTYPE max = RBCOMPUTE(node);                                  \
		RBSTRUCT *child;                                               \
                                                                               \
		child = rb_entry_safe(node->RBFIELD.rb_left, RBSTRUCT,         \
				      RBFIELD);                                \
		if (child && child->RBAUGMENTED > max)                         \
			max = child->RBAUGMENTED;                              \
		child = rb_entry_safe(node->RBFIELD.rb_right, RBSTRUCT,        \
				      RBFIELD);                                \
		if (child && child->RBAUGMENTED > max)                         \
			max = child->RBAUGMENTED;                              \
		if (exit && node->RBAUGMENTED == max)                          \
			return true;                                           \
		node->RBAUGMENTED = max;                                       \
		return false;                                                  \
	}                                                                      \
	RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, \
			     RBNAME##_compute_max)

#endif
