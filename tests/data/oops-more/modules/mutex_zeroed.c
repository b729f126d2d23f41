#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a zeroed mutex works until somebody has to wait for it");

struct mutex_zeroed_acct {
	struct mutex lock;
	int balance;
};
static struct mutex_zeroed_acct *mutex_zeroed_a;

static int mutex_zeroed_pay(void *unused)
{
	mutex_lock(&mutex_zeroed_a->lock);
	mutex_zeroed_a->balance += 10;
	mutex_unlock(&mutex_zeroed_a->lock);
	return 0;
}

static int __init mutex_zeroed_init(void)
{
	mutex_zeroed_a = kzalloc(sizeof(*mutex_zeroed_a), GFP_KERNEL);
	if (!mutex_zeroed_a)
		return -ENOMEM;
	mutex_lock(&mutex_zeroed_a->lock);
	kthread_run(mutex_zeroed_pay, NULL, "payer");
	msleep(20);
	printk(KERN_INFO "mutex_zeroed: balance %d\n", mutex_zeroed_a->balance);
	mutex_unlock(&mutex_zeroed_a->lock);
	return 0;
}

static void __exit mutex_zeroed_exit(void)
{
	printk(KERN_INFO "mutex_zeroed: unloaded\n");
}

module_init(mutex_zeroed_init);
module_exit(mutex_zeroed_exit);
