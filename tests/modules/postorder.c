/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of 20 nodes is freed while it is walked, children before parents. */
#include <linux/module.h>
#include <linux/rbtree.h>

struct node {
	struct rb_node rb;
	int key;
	bool is_freed;
};

static struct rb_root root = RB_ROOT;
static struct node nodes[20];

static void __init insert(struct node *new)
{
	struct rb_node **link = &root.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = new->key < rb_entry(parent, struct node, rb)->key ?
			       &parent->rb_left :
			       &parent->rb_right;
	}
	rb_link_node(&new->rb, parent, link);
	rb_insert_color(&new->rb, &root);
}

static bool __init is_freed(struct rb_node *child)
{
	return !child || rb_entry(child, struct node, rb)->is_freed;
}

static int __init postorder_init(void)
{
	struct node *node, *next;
	int n = 0, early = 0;

	rbtree_postorder_for_each_entry_safe(node, next, &root, rb) n++;
	pr_info("postorder: %d nodes in an empty tree\n", n);
	for (int i = 0; i < 20; i++) {
		nodes[i].key = i * 7 % 20;
		insert(&nodes[i]);
	}
	rbtree_postorder_for_each_entry_safe(node, next, &root, rb)
	{
		n++;
		early += !is_freed(node->rb.rb_left) ||
			 !is_freed(node->rb.rb_right);
		node->is_freed = true;
	}
	pr_info("postorder: %d nodes, %d before a child\n", n, early);
	RB_CLEAR_NODE(&nodes[0].rb);
	pr_info("postorder: %d %d\n", RB_EMPTY_NODE(&nodes[0].rb),
		RB_EMPTY_NODE(&nodes[1].rb));
	return 0;
}

static void __exit postorder_exit(void)
{
}

module_init(postorder_init);
module_exit(postorder_exit);
MODULE_LICENSE("GPL");
