#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("container_of of a NULL member: an address just below zero");

struct part {
	u64 weight;
	u32 colour;
	struct list_head node;
};

static noinline void container_null_paint(struct list_head *node)
{
	struct part *p = container_of(node, struct part, node);

	OPTIMIZER_HIDE_VAR(p);
	WRITE_ONCE(p->colour, 0x00ff00);
}

static int __init container_null_init(void)
{
	struct list_head *none = NULL;

	OPTIMIZER_HIDE_VAR(none);
	printk(KERN_INFO "container_null: offset of node %zu\n", offsetof(struct part, node));
	container_null_paint(none);
	return 0;
}

static void __exit container_null_exit(void)
{
	printk(KERN_INFO "container_null: unloaded\n");
}

module_init(container_null_init);
module_exit(container_null_exit);
