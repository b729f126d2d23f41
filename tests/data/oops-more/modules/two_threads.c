/* A thread oopses while insmod waits; then insmod does: the second report is
 * [#2] and has taint D. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/delay.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("oops in a thread, then in init");

static noinline int two_threads_load(int *p)
{
	return READ_ONCE(*p);
}

static int two_threads_fn(void *data)
{
	return two_threads_load(data) & 1;
}

static int __init two_threads_init(void)
{
	int *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	kthread_run(two_threads_fn, (void *)0xffffb00000000040UL, "firstd");
	msleep(100);
	printk(KERN_INFO "two_threads: my turn\n");
	printk(KERN_INFO "two_threads: %d\n", two_threads_load(p + 5));
	return 0;
}

static void __exit two_threads_exit(void)
{
	printk(KERN_INFO "two_threads: unloaded\n");
}

module_init(two_threads_init);
module_exit(two_threads_exit);
