// SPDX-License-Identifier: GPL-2.0
// a tree node whose only child pointer was overwritten is erased
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

static int __init rb_child_wild_init(void)
{
	struct item *top = add(10);

	add(20);
	top->rb.rb_right = (struct rb_node *)0xdead0000beef0000ul;
	drop(top);
	return 0;
}

static void __exit rb_child_wild_exit(void)
{
}

module_init(rb_child_wild_init);
module_exit(rb_child_wild_exit);
MODULE_LICENSE("GPL");
