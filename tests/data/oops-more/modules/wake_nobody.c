#include <linux/module.h>
#include <linux/sched.h>
#include <linux/kthread.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("wakes a thread before it was made");

static struct task_struct *consumer;
static int items;

static noinline void produce(int n)
{
	items += n;
	pr_info("wake_nobody: %d items\n", items);
	wake_up_process(consumer);
}

static int __init wake_nobody_init(void)
{
	produce(3);
	return 0;
}

static void __exit wake_nobody_exit(void)
{
	if (consumer)
		kthread_stop(consumer);
}
module_init(wake_nobody_init);
module_exit(wake_nobody_exit);
