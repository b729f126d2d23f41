#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/delay.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kernel thread still sleeping in the module when it is removed");

static int ticks;

static noinline void rest(void)
{
	msleep(400);
	ticks++;
}

static int lazy(void *arg)
{
	while (!kthread_should_stop())
		rest();
	return 0;
}

static int __init kt_left_init(void)
{
	kthread_run(lazy, NULL, "lazyd");
	return 0;
}

static void __exit kt_left_exit(void)
{
	printk(KERN_INFO "kt_left: unloaded\n");
}

module_init(kt_left_init);
module_exit(kt_left_exit);
