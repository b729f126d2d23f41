#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("delayed work that is left queued when the module goes");

static void work_left_fn(struct work_struct *w)
{
	printk(KERN_INFO "work_left: working\n");
}
static DECLARE_DELAYED_WORK(work_left_w, work_left_fn);

static int __init work_left_init(void)
{
	schedule_delayed_work(&work_left_w, msecs_to_jiffies(1000));
	printk(KERN_INFO "work_left: queued\n");
	return 0;
}

static void __exit work_left_exit(void)
{
	printk(KERN_INFO "work_left: unloaded\n");
}

module_init(work_left_init);
module_exit(work_left_exit);
