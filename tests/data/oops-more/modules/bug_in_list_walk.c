#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/bug.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG_ON in a callback three functions deep");

struct node {
	struct node *next;
	int n;
};

static noinline void bug_in_list_walk_visit(struct node *n)
{
	BUG_ON(n->n == 3);
	printk(KERN_INFO "bug_in_list_walk: node %d\n", n->n);
}

static noinline int bug_in_list_walk_walk(struct node *n, void (*fn)(struct node *))
{
	int count = 0;

	for (; n; n = n->next, count++)
		fn(n);
	return count;
}

static int __init bug_in_list_walk_init(void)
{
	static struct node nodes[5];
	void (*fn)(struct node *) = bug_in_list_walk_visit;
	int i;

	for (i = 0; i < 5; i++) {
		nodes[i].n = i;
		nodes[i].next = i < 4 ? &nodes[i + 1] : NULL;
	}
	OPTIMIZER_HIDE_VAR(fn);
	printk(KERN_INFO "bug_in_list_walk: %d nodes\n", bug_in_list_walk_walk(nodes, fn));
	return 0;
}

static void __exit bug_in_list_walk_exit(void)
{
	printk(KERN_INFO "bug_in_list_walk: unloaded\n");
}

module_init(bug_in_list_walk_init);
module_exit(bug_in_list_walk_exit);
