#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/spinlock.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a thread dies with a lock that another one wants to try");

static DEFINE_SPINLOCK(kthread_lock_lock);
static DEFINE_MUTEX(kthread_lock_m);

static int kthread_lock_fn(void *data)
{
	mutex_lock(&kthread_lock_m);
	spin_lock(&kthread_lock_lock);
	*(volatile int *)4 = 1;
	return 0;
}

static int __init kthread_lock_init(void)
{
	kthread_run(kthread_lock_fn, NULL, "lockd0");
	msleep(50);
	printk(KERN_INFO "kthread_lock: spinlock %s, mutex %s\n", spin_trylock(&kthread_lock_lock) ? "free" : "held", mutex_trylock(&kthread_lock_m) ? "free" : "held");
	return 0;
}

static void __exit kthread_lock_exit(void)
{
	printk(KERN_INFO "kthread_lock: unloaded\n");
}

module_init(kthread_lock_init);
module_exit(kthread_lock_exit);
