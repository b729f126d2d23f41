#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a kernel thread divides by what a parameter says");

static int by;
module_param(by, int, 0644);

static noinline int kthread_div_div(int a, int b)
{
	return a / b;
}

static int kthread_div_fn(void *data)
{
	int i;

	for (i = 2; i >= 0; i--)
		printk(KERN_INFO "kthread_div: %d\n", kthread_div_div(100, by + i));
	return 0;
}

static int __init kthread_div_init(void)
{
	kthread_run(kthread_div_fn, NULL, "divide/%d", by);
	return 0;
}

static void __exit kthread_div_exit(void)
{
	printk(KERN_INFO "kthread_div: unloaded\n");
}

module_init(kthread_div_init);
module_exit(kthread_div_exit);
