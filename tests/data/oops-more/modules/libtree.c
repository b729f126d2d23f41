/* intervals, queues by time, a node that is replaced; then an interval is freed
 * that still is in its tree */
#include <linux/interval_tree.h>
#include <linux/timerqueue.h>
#include <linux/module.h>
#include <linux/slab.h>

static struct rb_root_cached root = RB_ROOT_CACHED;
static struct interval_tree_node nodes[20];
static struct timerqueue_head queue;
static struct timerqueue_node timers[6];

static void show(unsigned long start, unsigned long last)
{
	struct interval_tree_node *node;

	pr_info("tree: %lu-%lu:", start, last);
	for (node = interval_tree_iter_first(&root, start, last); node;
	     node = interval_tree_iter_next(node, start, last))
		pr_cont(" %lu-%lu", node->start, node->last);
	pr_cont("\n");
}

static int __init tree_init(void)
{
	struct interval_tree_node *freed;
	struct timerqueue_node *timer;
	int i;

	for (i = 0; i < 20; i++) {
		nodes[i].start = i * 7 % 20 * 10;
		nodes[i].last = nodes[i].start + i;
		interval_tree_insert(&nodes[i], &root);
	}
	show(30, 60);
	show(0, 5);
	show(195, 300);
	for (i = 0; i < 20; i += 3)
		interval_tree_remove(&nodes[i], &root);
	show(0, 100);

	timerqueue_init_head(&queue);
	for (i = 0; i < 6; i++) {
		timerqueue_init(&timers[i]);
		timers[i].expires = i * 5 % 6;
		pr_info("tree: %lld first: %d\n", timers[i].expires,
			timerqueue_add(&queue, &timers[i]));
	}
	timerqueue_del(&queue, &timers[0]);
	for (timer = timerqueue_getnext(&queue); timer;
	     timer = timerqueue_iterate_next(timer))
		pr_info("tree: at %lld\n", timer->expires);

	freed = kmalloc(sizeof(*freed), GFP_KERNEL);
	freed->start = 95;
	freed->last = 1000;
	interval_tree_insert(freed, &root);
	memset(freed, 0x5a, sizeof(*freed));
	show(500, 600);
	return 0;
}
module_init(tree_init);
MODULE_LICENSE("GPL");
