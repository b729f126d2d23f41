#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/wait.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("wake_up of a queue that was not initialised");

static wait_queue_head_t wq;

static int __init waitq_zeroed_init(void)
{
	printk(KERN_INFO "waitq_zeroed: waking\n");
	wake_up_interruptible(&wq);
	printk(KERN_INFO "waitq_zeroed: woken\n");
	return 0;
}

static void __exit waitq_zeroed_exit(void)
{
	printk(KERN_INFO "waitq_zeroed: unloaded\n");
}

module_init(waitq_zeroed_init);
module_exit(waitq_zeroed_exit);
