#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to a low address in delayed work, queued again once");

static void dwork_fault_fn(struct work_struct *w);
static DECLARE_DELAYED_WORK(dwork_fault_w, dwork_fault_fn);
static int dwork_fault_runs;

static void dwork_fault_fn(struct work_struct *w)
{
	int *p = (int *)0x18;

	printk(KERN_INFO "dwork_fault: run %d\n", ++dwork_fault_runs);
	if (dwork_fault_runs < 2) {
		schedule_delayed_work(&dwork_fault_w, msecs_to_jiffies(80));
		return;
	}
	OPTIMIZER_HIDE_VAR(p);
	*(volatile int *)p = 1;
}

static int __init dwork_fault_init(void)
{
	schedule_delayed_work(&dwork_fault_w, msecs_to_jiffies(80));
	printk(KERN_INFO "dwork_fault: delayed work queued\n");
	return 0;
}

static void __exit dwork_fault_exit(void)
{
	cancel_delayed_work_sync(&dwork_fault_w);
	printk(KERN_INFO "dwork_fault: unloaded\n");
}

module_init(dwork_fault_init);
module_exit(dwork_fault_exit);
