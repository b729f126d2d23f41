#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("three threads die, one after the other");

static int oops_three_fn(void *data)
{
	long n = (long)data;

	msleep(20 * n);
	printk(KERN_INFO "oops_three: thread %ld\n", n);
	*(volatile long *)(n * 16) = n;
	return 0;
}

static int __init oops_three_init(void)
{
	long n;

	for (n = 1; n <= 3; n++)
		kthread_run(oops_three_fn, (void *)n, "oopsd%ld", n);
	return 0;
}

static void __exit oops_three_exit(void)
{
	printk(KERN_INFO "oops_three: unloaded\n");
}

module_init(oops_three_init);
module_exit(oops_three_exit);
