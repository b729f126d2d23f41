#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("exit does not stop the thread");

static int ticker(void *data)
{
	int *count = data;

	while (!kthread_should_stop()) {
		++*count;
		ssleep(1);
	}
	return *count;
}

static int ticks;

static int __init kthread_left_init(void)
{
	struct task_struct *t = kthread_run(ticker, &ticks, "ticker");

	return PTR_ERR_OR_ZERO(t);
}

static void __exit kthread_left_exit(void)
{
	pr_info("kthread_left: %d ticks\n", ticks);
}
module_init(kthread_left_init);
module_exit(kthread_left_exit);
