/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Red-black trees: the module finds the place, the kernel balances.
 */
#ifndef _LINUX_RBTREE_H
#define _LINUX_RBTREE_H

#include <linux/container_of.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct rb_node {
	unsigned long __rb_parent_color;
	struct rb_node *rb_right;
	struct rb_node *rb_left;
} __attribute__((aligned(sizeof(long))));

struct rb_root {
	struct rb_node *rb_node;
};

/* It knows the first node. */
struct rb_root_cached {
	struct rb_root rb_root;
	struct rb_node *rb_leftmost;
};

#define RB_ROOT			    ((struct rb_root){NULL})
#define RB_ROOT_CACHED		    ((struct rb_root_cached){{NULL}, NULL})
#define rb_entry(ptr, type, member) container_of(ptr, type, member)
#define rb_parent(r)		    ((struct rb_node *)((r)->__rb_parent_color & ~3ul))
#define RB_EMPTY_ROOT(root)	    ((root)->rb_node == NULL)
#define RB_EMPTY_NODE(node)	    ((node)->__rb_parent_color == (unsigned long)(node))
#define RB_CLEAR_NODE(node)	    ((node)->__rb_parent_color = (unsigned long)(node))

void rb_insert_color(struct rb_node *node, struct rb_root *root);
void rb_erase(struct rb_node *node, struct rb_root *root);
struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_last(const struct rb_root *root);
struct rb_node *rb_next(const struct rb_node *node);
struct rb_node *rb_prev(const struct rb_node *node);
/* @new takes the place of @victim: the tree need not be searched. */
void rb_replace_node(struct rb_node *victim, struct rb_node *new,
		     struct rb_root *root);
void rb_replace_node_rcu(struct rb_node *victim, struct rb_node *new,
			 struct rb_root *root);
/* Children before their parents: who frees a tree needs no rb_erase(). */
struct rb_node *rb_first_postorder(const struct rb_root *root);
struct rb_node *rb_next_postorder(const struct rb_node *node);

static inline void rb_link_node(struct rb_node *node, struct rb_node *parent,
				struct rb_node **link)
{
	node->__rb_parent_color = (unsigned long)parent;
	node->rb_left = node->rb_right = NULL;
	*link = node;
}

#define rb_first_cached(root) ((root)->rb_leftmost)

static inline void rb_insert_color_cached(struct rb_node *node,
					  struct rb_root_cached *root,
					  bool leftmost)
{
	if (leftmost)
		root->rb_leftmost = node;
	rb_insert_color(node, &root->rb_root);
}

/* The first one now, if it is another one. */
static inline struct rb_node *rb_erase_cached(struct rb_node *node,
					      struct rb_root_cached *root)
{
	struct rb_node *leftmost = NULL;

	if (root->rb_leftmost == node)
		leftmost = root->rb_leftmost = rb_next(node);
	rb_erase(node, &root->rb_root);
	return leftmost;
}

/* The container of a node; NULL for NULL. */
#define rb_entry_safe(ptr, type, member)                          \
	({                                                        \
		__typeof__(ptr) ____ptr = (ptr);                  \
		____ptr ? rb_entry(____ptr, type, member) : NULL; \
	})

/* pos may be freed, but nothing erased from the tree. */
#define rbtree_postorder_for_each_entry_safe(pos, n, root, field)            \
	for (pos = rb_entry_safe(rb_first_postorder(root), __typeof__(*pos), \
				 field);                                     \
	     pos && ({                                                       \
		     n = rb_entry_safe(rb_next_postorder(&pos->field),       \
				       __typeof__(*pos), field);             \
		     1;                                                      \
	     });                                                             \
	     pos = n)

#endif
