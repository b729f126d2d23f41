#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>
#include <linux/spinlock.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a work item that comes back with a lock held");

static DEFINE_SPINLOCK(atomic_work_lock);

static void atomic_work_fn(struct work_struct *w)
{
	printk(KERN_INFO "atomic_work: taking the lock\n");
	spin_lock(&atomic_work_lock);
}
static DECLARE_WORK(atomic_work_w, atomic_work_fn);

static int __init atomic_work_init(void)
{
	schedule_work(&atomic_work_w);
	return 0;
}

static void __exit atomic_work_exit(void)
{
	printk(KERN_INFO "atomic_work: unloaded\n");
}

module_init(atomic_work_init);
module_exit(atomic_work_exit);
