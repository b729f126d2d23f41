#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kthread_worker runs a work item without a function");

static struct kthread_worker *worker;
static struct kthread_work item;

static int __init kw_null_func_init(void)
{
	worker = kthread_create_worker(0, "courier");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	kthread_init_work(&item, NULL);
	pr_info("kw_null_func: queueing\n");
	kthread_queue_work(worker, &item);
	return 0;
}

static void __exit kw_null_func_exit(void)
{
	kthread_destroy_worker(worker);
}

module_init(kw_null_func_init);
module_exit(kw_null_func_exit);
