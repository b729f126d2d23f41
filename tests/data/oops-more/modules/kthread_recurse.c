#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a stack overflow in a kernel thread");

static noinline int kthread_recurse_deep(int n)
{
	volatile char pad[256];

	pad[n & 255] = n;
	return n < 0 ? 0 : kthread_recurse_deep(n + 1) + pad[n & 255];
}

static int kthread_recurse_fn(void *data)
{
	return kthread_recurse_deep(0);
}

static int __init kthread_recurse_init(void)
{
	kthread_run(kthread_recurse_fn, NULL, "deepd");
	return 0;
}

static void __exit kthread_recurse_exit(void)
{
	printk(KERN_INFO "kthread_recurse: unloaded\n");
}

module_init(kthread_recurse_init);
module_exit(kthread_recurse_exit);
