/* klists: entries that are counted, and one removed while somebody stands on it */
#include <linux/klist.h>
#include <linux/module.h>
#include <linux/slab.h>

struct item {
	struct klist_node node;
	int n;
};

static struct item items[5];
static int gets, puts;

static struct item *item_of(struct klist_node *node)
{
	return container_of(node, struct item, node);
}

static void get(struct klist_node *node)
{
	gets++;
}

static void put(struct klist_node *node)
{
	puts++;
	pr_info("klist: %d is gone\n", item_of(node)->n);
}

static struct klist list;

static void show(const char *what)
{
	struct klist_iter iter;
	struct klist_node *node;

	pr_info("klist: %s:", what);
	klist_iter_init(&list, &iter);
	while ((node = klist_next(&iter)))
		pr_cont(" %d", item_of(node)->n);
	klist_iter_exit(&iter);
	pr_cont("\n");
}

static int __init klist_test_init(void)
{
	struct klist_iter iter;
	struct klist_node *node;
	int i;

	klist_init(&list, get, put);
	for (i = 0; i < 5; i++)
		items[i].n = i;
	klist_add_tail(&items[1].node, &list);
	klist_add_tail(&items[3].node, &list);
	klist_add_head(&items[0].node, &list);
	klist_add_behind(&items[2].node, &items[1].node);
	klist_add_before(&items[4].node, &items[0].node);
	show("all");

	klist_iter_init_node(&list, &iter, &items[2].node);
	klist_del(&items[2].node);
	show("without 2, which is looked at");
	pr_info("klist: attached %d\n", klist_node_attached(&items[2].node));
	node = klist_prev(&iter);
	pr_info("klist: before 2: %d, attached %d\n", item_of(node)->n,
		klist_node_attached(&items[2].node));
	klist_iter_exit(&iter);

	klist_remove(&items[0].node);
	show("without 0");
	pr_info("klist: %d gets, %d puts\n", gets, puts);
	klist_del(&items[0].node);
	return 0;
}
module_init(klist_test_init);
MODULE_LICENSE("GPL");
