#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a work item that calls itself with large frames until the stack is full");

static struct work_struct work_recurse_work;

static noinline int work_recurse_sum(int n)
{
	volatile char buffer[600];
	int i;

	for (i = 0; i < 600; i += 100)
		buffer[i] = n;
	return n ? work_recurse_sum(n - 1) + buffer[300] : 0;
}

static void work_recurse_fn(struct work_struct *w)
{
	printk(KERN_INFO "work_recurse: %d\n", work_recurse_sum(5));
	printk(KERN_INFO "work_recurse: %d\n", work_recurse_sum(5000));
}

static int __init work_recurse_init(void)
{
	INIT_WORK(&work_recurse_work, work_recurse_fn);
	schedule_work(&work_recurse_work);
	printk(KERN_INFO "work_recurse: scheduled\n");
	return 0;
}

static void __exit work_recurse_exit(void)
{
	printk(KERN_INFO "work_recurse: unloaded\n");
}

module_init(work_recurse_init);
module_exit(work_recurse_exit);
