#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kthread_stop of a thread that was never started");

static struct task_struct *thread;

static int __init kthread_stop_null_init(void)
{
	int ret;

	printk(KERN_INFO "kthread_stop_null: stopping\n");
	ret = kthread_stop(thread);
	printk(KERN_INFO "kthread_stop_null: stopped %d\n", ret);
	return 0;
}

static void __exit kthread_stop_null_exit(void)
{
	printk(KERN_INFO "kthread_stop_null: unloaded\n");
}

module_init(kthread_stop_null_init);
module_exit(kthread_stop_null_exit);
