#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a workqueue that was not made");

static struct workqueue_struct *wq;

static void wq_null_fn(struct work_struct *w)
{
	printk(KERN_INFO "wq_null: work\n");
}
static DECLARE_WORK(wq_null_work, wq_null_fn);

static int __init wq_null_init(void)
{
	printk(KERN_INFO "wq_null: queueing\n");
	queue_work(wq, &wq_null_work);
	printk(KERN_INFO "wq_null: queued\n");
	return 0;
}

static void __exit wq_null_exit(void)
{
	printk(KERN_INFO "wq_null: unloaded\n");
}

module_init(wq_null_init);
module_exit(wq_null_exit);
