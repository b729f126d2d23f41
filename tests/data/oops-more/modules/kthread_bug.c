#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG_ON in a kernel thread");

static int kthread_bug_fn(void *data)
{
	int n = (long)data;

	printk(KERN_INFO "kthread_bug: thread has %d\n", n);
	BUG_ON(n == 7);
	return 0;
}

static int __init kthread_bug_init(void)
{
	struct task_struct *task = kthread_run(kthread_bug_fn, (void *)7, "bugd/%d", 3);

	if (IS_ERR(task))
		return PTR_ERR(task);
	return 0;
}

static void __exit kthread_bug_exit(void)
{
	printk(KERN_INFO "kthread_bug: unloaded\n");
}

module_init(kthread_bug_init);
module_exit(kthread_bug_exit);
