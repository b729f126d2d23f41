#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/sort.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sort with a swap function that forgets one side");

struct item {
	char tag;
	struct item *twin;
};

static struct item a = { 'a' }, b = { 'b' }, c = { 'c' }, d = { 'd' };
static struct item *row[4] = { &c, &a, &d, &b };

static int item_cmp(const void *x, const void *y)
{
	struct item *p = *(struct item **)x, *q = *(struct item **)y;

	pr_info("half_swap: %c and %c\n", p->tag, q->tag);
	return p->tag - q->tag;
}

static void item_swap(void *x, void *y, int size)
{
	struct item **p = x, **q = y;

	*p = *q;
	*q = (*p)->twin;
}

static int __init half_swap_init(void)
{
	sort(row, 4, sizeof(row[0]), item_cmp, item_swap);
	return 0;
}

static void __exit half_swap_exit(void)
{
}

module_init(half_swap_init);
module_exit(half_swap_exit);
