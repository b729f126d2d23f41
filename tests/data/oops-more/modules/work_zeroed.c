#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a work item without INIT_WORK");

static struct work_struct w;

static int __init work_zeroed_init(void)
{
	bool queued = schedule_work(&w);

	printk(KERN_INFO "work_zeroed: queued %d\n", queued);
	return 0;
}

static void __exit work_zeroed_exit(void)
{
	printk(KERN_INFO "work_zeroed: unloaded\n");
}

module_init(work_zeroed_init);
module_exit(work_zeroed_exit);
