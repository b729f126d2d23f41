#include <linux/module.h>
#include <linux/workqueue.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG_ON in work of an own ordered workqueue");

static int limit = 1;
module_param(limit, int, 0);

static struct workqueue_struct *crunch_wq;
static int runs;

static void crunch(struct work_struct *w)
{
	runs++;
	pr_info("ownwq_bug: run %d\n", runs);
	BUG_ON(runs >= limit);
	queue_work(crunch_wq, w);
}
static DECLARE_WORK(crunch_work, crunch);

static int __init ownwq_bug_init(void)
{
	crunch_wq = alloc_ordered_workqueue("crunch_%d", 0, 7);
	if (!crunch_wq)
		return -ENOMEM;
	queue_work(crunch_wq, &crunch_work);
	return 0;
}

static void __exit ownwq_bug_exit(void)
{
	destroy_workqueue(crunch_wq);
}
module_init(ownwq_bug_init);
module_exit(ownwq_bug_exit);
