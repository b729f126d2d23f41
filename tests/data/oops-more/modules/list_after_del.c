#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/list.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the next element of one that was deleted");

struct job {
	int id;
	struct list_head link;
};
static LIST_HEAD(jobs);
static struct job a = { .id = 1 }, b = { .id = 2 };

static noinline int list_after_del_next_id(struct job *j)
{
	return list_next_entry(j, link)->id;
}

static int __init list_after_del_init(void)
{
	list_add_tail(&a.link, &jobs);
	list_add_tail(&b.link, &jobs);
	printk(KERN_INFO "list_after_del: after a comes %d\n", list_after_del_next_id(&a));
	list_del(&a.link);
	printk(KERN_INFO "list_after_del: after a comes %d\n", list_after_del_next_id(&a));
	return 0;
}

static void __exit list_after_del_exit(void)
{
	printk(KERN_INFO "list_after_del: unloaded\n");
}

module_init(list_after_del_init);
module_exit(list_after_del_exit);
