#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two threads take two mutexes in opposite order");

static DEFINE_MUTEX(abba_mutex_a);
static DEFINE_MUTEX(abba_mutex_b);

static int abba_mutex_first(void *unused)
{
	mutex_lock(&abba_mutex_a);
	msleep(50);
	mutex_lock(&abba_mutex_b);
	printk(KERN_INFO "abba_mutex: first has both\n");
	return 0;
}

static int abba_mutex_second(void *unused)
{
	mutex_lock(&abba_mutex_b);
	msleep(50);
	mutex_lock(&abba_mutex_a);
	printk(KERN_INFO "abba_mutex: second has both\n");
	return 0;
}

static int __init abba_mutex_init(void)
{
	kthread_run(abba_mutex_first, NULL, "abba_first");
	kthread_run(abba_mutex_second, NULL, "abba_second");
	return 0;
}

static void __exit abba_mutex_exit(void)
{
	printk(KERN_INFO "abba_mutex: unloaded\n");
}

module_init(abba_mutex_init);
module_exit(abba_mutex_exit);
