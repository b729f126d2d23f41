#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/wait.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a producer and a consumer");

static DECLARE_WAIT_QUEUE_HEAD(waitq_ok_q);
static int waitq_ok_ready, waitq_ok_got;

static int waitq_ok_consumer(void *data)
{
	int i, ret;

	for (i = 0; i < 3; i++) {
		ret = wait_event_interruptible(waitq_ok_q, waitq_ok_ready > i);
		printk(KERN_INFO "waitq_ok: got %d (%d)\n", i, ret);
	}
	waitq_ok_got = 1;
	wake_up(&waitq_ok_q);
	return 0;
}

static int __init waitq_ok_init(void)
{
	long left;
	int i;

	kthread_run(waitq_ok_consumer, NULL, "consumer");
	for (i = 0; i < 3; i++) {
		msleep(20);
		printk(KERN_INFO "waitq_ok: produced %d\n", i);
		waitq_ok_ready++;
		wake_up_interruptible(&waitq_ok_q);
	}
	left = wait_event_timeout(waitq_ok_q, waitq_ok_got, HZ);
	printk(KERN_INFO "waitq_ok: %s\n", left > 0 ? "all consumed" : "timeout");
	left = wait_event_interruptible_timeout(waitq_ok_q, waitq_ok_got > 1, HZ / 20);
	printk(KERN_INFO "waitq_ok: then %ld\n", left);
	return 0;
}

static void __exit waitq_ok_exit(void)
{
	printk(KERN_INFO "waitq_ok: unloaded\n");
}

module_init(waitq_ok_init);
module_exit(waitq_ok_exit);
