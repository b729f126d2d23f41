#include <linux/module.h>
#include <linux/workqueue.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("WQ_MEM_RECLAIM flushes !WQ_MEM_RECLAIM");

static struct workqueue_struct *swap_wq;

static void trim(struct work_struct *w)
{
	pr_info("wq_reclaim: trimmed\n");
}
static DECLARE_WORK(trim_work, trim);

static void writeback(struct work_struct *w)
{
	schedule_work(&trim_work);
	flush_work(&trim_work);
	pr_info("wq_reclaim: written\n");
}
static DECLARE_WORK(writeback_work, writeback);

static int __init wq_reclaim_init(void)
{
	swap_wq = alloc_workqueue("swapd", WQ_MEM_RECLAIM | WQ_UNBOUND, 1);
	if (!swap_wq)
		return -ENOMEM;
	queue_work(swap_wq, &writeback_work);
	return 0;
}

static void __exit wq_reclaim_exit(void)
{
	destroy_workqueue(swap_wq);
}
module_init(wq_reclaim_init);
module_exit(wq_reclaim_exit);
