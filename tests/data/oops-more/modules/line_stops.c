#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/klist.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a klist walk over a node that was deleted, and one that never was on a list");

struct stop {
	int nr;
	struct klist_node kn;
};

static struct klist line;
static struct stop stops[4] = { { 1 }, { 2 }, { 3 }, { 4 } };

static noinline int line_walk(struct klist *l)
{
	struct klist_iter it;
	struct klist_node *n;
	int sum = 0;

	klist_iter_init(l, &it);
	while ((n = klist_next(&it))) {
		sum += container_of(n, struct stop, kn)->nr;
		if (sum == 3)
			klist_del(n);
	}
	klist_iter_exit(&it);
	return sum;
}

static int __init line_stops_init(void)
{
	int i;

	klist_init(&line, NULL, NULL);
	for (i = 0; i < 3; i++)
		klist_add_tail(&stops[i].kn, &line);
	pr_info("line_stops: %d\n", line_walk(&line));
	pr_info("line_stops: %d\n", line_walk(&line));
	klist_add_before(&stops[1].kn, &stops[3].kn);
	return line_walk(&line);
}

static void __exit line_stops_exit(void)
{
}

module_init(line_stops_init);
module_exit(line_stops_exit);
