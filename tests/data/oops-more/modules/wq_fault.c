#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use of a pointer in a work item of a queue of our own");

struct job {
	struct work_struct work;
	int *value;
};
static struct workqueue_struct *wq_fault_q;

static noinline void wq_fault_fn(struct work_struct *w)
{
	struct job *job = container_of(w, struct job, work);

	printk(KERN_INFO "wq_fault: working\n");
	printk(KERN_INFO "wq_fault: value %d\n", *job->value);
}

static int __init wq_fault_init(void)
{
	struct job *job;

	wq_fault_q = alloc_workqueue("jobs", 0, 1);
	if (!wq_fault_q)
		return -ENOMEM;
	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job) {
		destroy_workqueue(wq_fault_q);
		return -ENOMEM;
	}
	INIT_WORK(&job->work, wq_fault_fn);
	queue_work(wq_fault_q, &job->work);
	printk(KERN_INFO "wq_fault: queued\n");
	return 0;
}

static void __exit wq_fault_exit(void)
{
	destroy_workqueue(wq_fault_q);
	printk(KERN_INFO "wq_fault: unloaded\n");
}

module_init(wq_fault_init);
module_exit(wq_fault_exit);
