/* radix trees: slots, tags, iterators; then a node that is none */
#include <linux/radix-tree.h>
#include <linux/module.h>
#include <linux/slab.h>

static RADIX_TREE(tree, GFP_KERNEL);
static int values[200];

static void show(const char *what)
{
	struct radix_tree_iter iter;
	void __rcu **slot;

	pr_info("radix: %s:", what);
	rcu_read_lock();
	radix_tree_for_each_slot(slot, &tree, &iter, 0)
		pr_cont(" %lu:%d", iter.index, *(int *)*slot);
	rcu_read_unlock();
	pr_cont("\n");
}

static int __init radix_init(void)
{
	struct radix_tree_iter iter;
	void *found[8];
	void __rcu **slot, **slots[8];
	int i, n;

	for (i = 0; i < 200; i++)
		values[i] = i;
	radix_tree_insert(&tree, 0, &values[100]);
	show("one");
	for (i = 1; i < 200; i += 23)
		radix_tree_insert(&tree, i * i, &values[i]);
	show("all");
	for (i = 1; i < 200; i += 46)
		radix_tree_tag_set(&tree, i * i, i % 3);
	pr_info("radix: %d %d\n", radix_tree_tag_get(&tree, 1, 1),
		radix_tree_tag_get(&tree, 1, 0));
	radix_tree_for_each_tagged(slot, &tree, &iter, 0, 0)
		pr_info("radix: tag 0 at %lu\n", iter.index);
	n = radix_tree_gang_lookup_tag(&tree, found, 0, 8, 2);
	pr_info("radix: %d, %d\n", n, *(int *)found[0]);
	n = radix_tree_gang_lookup_tag_slot(&tree, slots, 0, 8, 1);
	pr_info("radix: %d, %d\n", n, *(int *)*slots[0]);
	radix_tree_tag_clear(&tree, 1, 1);
	pr_info("radix: %d\n", radix_tree_tagged(&tree, 1));
	slot = radix_tree_lookup_slot(&tree, 576);
	radix_tree_replace_slot(&tree, slot, &values[7]);
	pr_info("radix: %d %d\n", *(int *)radix_tree_lookup(&tree, 576),
		radix_tree_lookup_slot(&tree, 577) != NULL);
	pr_info("radix: %d %d\n",
		radix_tree_delete_item(&tree, 576, &values[8]) != NULL,
		radix_tree_delete_item(&tree, 576, &values[7]) != NULL);
	radix_tree_for_each_slot(slot, &tree, &iter, 0) {
		if (iter.index & 1)
			radix_tree_iter_delete(&tree, &iter, slot);
		slot = radix_tree_iter_resume(slot, &iter);
	}
	show("even ones");
	tree.xa_head = (void *)0x8002;
	return radix_tree_tag_set(&tree, 3, 0) != NULL;
}
module_init(radix_init);
MODULE_LICENSE("GPL");
