#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a thread that works until it is stopped");

static struct task_struct *kthread_loop_task;
static int kthread_loop_rounds;

static int kthread_loop_fn(void *data)
{
	printk(KERN_INFO "kthread_loop: thread %s begins\n", current->comm);
	while (!kthread_should_stop()) {
		kthread_loop_rounds++;
		msleep_interruptible(50);
	}
	printk(KERN_INFO "kthread_loop: thread ends, %s rounds\n", kthread_loop_rounds > 1 ? "many" : "few");
	return 42;
}

static int __init kthread_loop_init(void)
{
	kthread_loop_task = kthread_run(kthread_loop_fn, NULL, "looper");
	if (IS_ERR(kthread_loop_task))
		return PTR_ERR(kthread_loop_task);
	printk(KERN_INFO "kthread_loop: started\n");
	return 0;
}

static void __exit kthread_loop_exit(void)
{
	int ret = kthread_stop(kthread_loop_task);

	printk(KERN_INFO "kthread_loop: thread returned %d\n", ret);
	printk(KERN_INFO "kthread_loop: unloaded\n");
}

module_init(kthread_loop_init);
module_exit(kthread_loop_exit);
