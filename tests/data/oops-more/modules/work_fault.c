#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write in a work item");

static noinline void work_fault_fn(struct work_struct *w)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	*(volatile char *)p = 'A';
}
static DECLARE_WORK(work_fault_w, work_fault_fn);

static int __init work_fault_init(void)
{
	printk(KERN_INFO "work_fault: queueing work\n");
	schedule_work(&work_fault_w);
	return 0;
}

static void __exit work_fault_exit(void)
{
	printk(KERN_INFO "work_fault: unloaded\n");
}

module_init(work_fault_init);
module_exit(work_fault_exit);
