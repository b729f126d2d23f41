#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("panic() in a kernel thread");

static int panic_kthread_fn(void *data)
{
	panic("panic_kthread: out of ideas\n");
	return 0;
}

static int __init panic_kthread_init(void)
{
	kthread_run(panic_kthread_fn, NULL, "panicd");
	return 0;
}

static void __exit panic_kthread_exit(void)
{
	printk(KERN_INFO "panic_kthread: unloaded\n");
}

module_init(panic_kthread_init);
module_exit(panic_kthread_exit);
