// SPDX-License-Identifier: GPL-2.0
// the colours are wrong: rebalancing meets a missing sibling
#include <linux/module.h>
#include <linux/rbtree.h>
#include <linux/slab.h>

struct item {
	struct rb_node rb;
	int key;
};

static struct rb_root items = RB_ROOT;

static struct item *add(int key)
{
	struct rb_node **link = &items.rb_node, *parent = NULL;
	struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);

	item->key = key;
	while (*link) {
		parent = *link;
		link = key < rb_entry(parent, struct item, rb)->key ?
			&parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&item->rb, parent, link);
	rb_insert_color(&item->rb, &items);
	return item;
}

static noinline void drop(struct item *item)
{
	rb_erase(&item->rb, &items);
}

static int __init rb_rebalance_null_init(void)
{
	struct item *top = add(10), *leaf = add(20);

	top->rb.__rb_parent_color |= 1;
	leaf->rb.__rb_parent_color |= 1;
	drop(leaf);
	return 0;
}

static void __exit rb_rebalance_null_exit(void)
{
}

module_init(rb_rebalance_null_init);
module_exit(rb_rebalance_null_exit);
MODULE_LICENSE("GPL");
