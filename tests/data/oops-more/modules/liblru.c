/* lists of what may be reclaimed; then one whose items were not initialized */
#include <linux/list_lru.h>
#include <linux/module.h>
#include <linux/slab.h>

static struct list_lru lru;

struct item {
	struct list_head list;
	int n;
};

static struct item *items[6];
static LIST_HEAD(taken);

static enum lru_status isolate(struct list_head *item, struct list_lru_one *one,
			       spinlock_t *lock, void *arg)
{
	struct item *this = list_entry(item, struct item, list);

	pr_info("lru: looks at %d\n", this->n);
	switch (this->n) {
	case 1:
		return LRU_ROTATE;
	case 2:
		list_lru_isolate(one, item);
		return LRU_REMOVED;
	case 3:
		list_lru_isolate_move(one, item, &taken);
		return LRU_REMOVED;
	}
	return LRU_SKIP;
}

static int __init lru_init(void)
{
	unsigned long n;
	int i;

	pr_info("lru: %d\n", list_lru_init(&lru));
	for (i = 0; i < 5; i++) {
		items[i] = kzalloc(sizeof(*items[i]), GFP_KERNEL);
		items[i]->n = i;
		INIT_LIST_HEAD(&items[i]->list);
		list_lru_add(&lru, &items[i]->list);
	}
	pr_info("lru: again %d\n", list_lru_add(&lru, &items[0]->list));
	pr_info("lru: %lu\n", list_lru_count(&lru));
	n = list_lru_walk(&lru, isolate, NULL, 4);
	pr_info("lru: %lu gone, %lu left, %d\n", n, list_lru_count(&lru),
		list_first_entry(&taken, struct item, list)->n);
	n = list_lru_walk(&lru, isolate, NULL, 10);
	pr_info("lru: del %d %d\n", list_lru_del(&lru, &items[0]->list),
		list_lru_del(&lru, &items[0]->list));
	pr_info("lru: %lu\n", list_lru_count(&lru));
	items[5] = kzalloc(sizeof(*items[5]), GFP_KERNEL);
	list_lru_del(&lru, &items[5]->list);
	return 0;
}
module_init(lru_init);
MODULE_LICENSE("GPL");
