#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a thread that is left running when the module goes");

static int kthread_left_fn(void *data)
{
	for (;;)
		msleep(100);
	return 0;
}

static int __init kthread_left_init(void)
{
	kthread_run(kthread_left_fn, NULL, "leftd");
	printk(KERN_INFO "kthread_left: started\n");
	return 0;
}

static void __exit kthread_left_exit(void)
{
	printk(KERN_INFO "kthread_left: unloaded\n");
}

module_init(kthread_left_init);
module_exit(kthread_left_exit);
