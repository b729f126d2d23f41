#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/rbtree.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a node of a tree freed, and then erased");

struct ent {
	struct rb_node node;
	int key;
};
static struct rb_root root = RB_ROOT;

static void rb_freed_insert(struct ent *e)
{
	struct rb_node **p = &root.rb_node, *parent = NULL;

	while (*p) {
		parent = *p;
		p = e->key < rb_entry(parent, struct ent, node)->key ?
			&parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&e->node, parent, p);
	rb_insert_color(&e->node, &root);
}

static int __init rb_freed_init(void)
{
	struct ent *e[7];
	int i;

	for (i = 0; i < 7; i++) {
		e[i] = kmalloc(sizeof(*e[i]), GFP_KERNEL);
		e[i]->key = i * 10;
		rb_freed_insert(e[i]);
	}
	printk(KERN_INFO "rb_freed: the least is %d\n",
	       rb_entry(rb_first(&root), struct ent, node)->key);
	kfree(e[3]);
	rb_erase(&e[3]->node, &root);
	printk(KERN_INFO "rb_freed: erased\n");
	return 0;
}

static void __exit rb_freed_exit(void)
{
	printk(KERN_INFO "rb_freed: unloaded\n");
}

module_init(rb_freed_init);
module_exit(rb_freed_exit);
