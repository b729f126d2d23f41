#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>
#include <linux/list.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("list corruption in a work item");

struct item {
	struct list_head node;
};
static LIST_HEAD(work_list_list);
static struct item work_list_a, work_list_b;

static void work_list_fn(struct work_struct *w)
{
	list_del(&work_list_a.node);
	printk(KERN_INFO "work_list: deleted\n");
	list_del(&work_list_a.node);
}
static DECLARE_WORK(work_list_w, work_list_fn);

static int __init work_list_init(void)
{
	list_add(&work_list_a.node, &work_list_list);
	list_add_tail(&work_list_b.node, &work_list_list);
	schedule_work(&work_list_w);
	return 0;
}

static void __exit work_list_exit(void)
{
	cancel_work_sync(&work_list_w);
	printk(KERN_INFO "work_list: unloaded\n");
}

module_init(work_list_init);
module_exit(work_list_exit);
