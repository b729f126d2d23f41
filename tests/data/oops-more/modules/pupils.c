#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/list_sort.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("who is compared with whom, until a missing name is");

struct pupil {
	const char *name;
	struct list_head node;
};

static struct pupil pupils[6] = { { "Mia" }, { "Ben" }, { NULL }, { "Zoe" }, { "Ada" }, { "Tim" } };
static LIST_HEAD(form);

static int pupil_cmp(void *priv, const struct list_head *a, const struct list_head *b)
{
	const struct pupil *x = list_entry(a, struct pupil, node), *y = list_entry(b, struct pupil, node);

	pr_info("pupils: %s with %s\n", x->name, y->name);
	return strcmp(x->name, y->name);
}

static int __init pupils_init(void)
{
	static const int order[] = { 0, 1, 4, 3, 5, 2 };
	int i;

	for (i = 0; i < 6; i++)
		list_add_tail(&pupils[order[i]].node, &form);
	list_sort(NULL, &form, pupil_cmp);
	return 0;
}

static void __exit pupils_exit(void)
{
}

module_init(pupils_init);
module_exit(pupils_exit);
