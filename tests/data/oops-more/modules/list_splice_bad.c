#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an element of one list added behind one that was deleted");

struct item {
	int n;
	struct list_head node;
};

static LIST_HEAD(list_splice_bad_list);

static noinline void list_splice_bad_insert(struct item *new, struct item *after)
{
	list_add(&new->node, &after->node);
}

static int __init list_splice_bad_init(void)
{
	static struct item items[4];
	int i;

	for (i = 0; i < 3; i++) {
		items[i].n = i;
		list_add_tail(&items[i].node, &list_splice_bad_list);
	}
	list_splice_bad_list.next->next->prev = &items[3].node;
	printk(KERN_INFO "list_splice_bad: inserting\n");
	list_splice_bad_insert(&items[3], &items[0]);
	printk(KERN_INFO "list_splice_bad: still here\n");
	return 0;
}

static void __exit list_splice_bad_exit(void)
{
	printk(KERN_INFO "list_splice_bad: unloaded\n");
}

module_init(list_splice_bad_init);
module_exit(list_splice_bad_exit);
