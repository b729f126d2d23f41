#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a thread that is parked");

static struct task_struct *park_ok_task;

static int park_ok_fn(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park()) {
			printk(KERN_INFO "park_ok: parking\n");
			kthread_parkme();
			printk(KERN_INFO "park_ok: unparked\n");
		}
		msleep(10);
	}
	printk(KERN_INFO "park_ok: stopping\n");
	return 0;
}

static int __init park_ok_init(void)
{
	int ret;

	park_ok_task = kthread_run(park_ok_fn, NULL, "parker");
	if (IS_ERR(park_ok_task))
		return PTR_ERR(park_ok_task);
	msleep(30);
	ret = kthread_park(park_ok_task);
	printk(KERN_INFO "park_ok: kthread_park: %d\n", ret);
	kthread_unpark(park_ok_task);
	msleep(30);
	return 0;
}

static void __exit park_ok_exit(void)
{
	kthread_stop(park_ok_task);
	printk(KERN_INFO "park_ok: unloaded\n");
}

module_init(park_ok_init);
module_exit(park_ok_exit);
