#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/interrupt.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write in a tasklet");

static void tasklet_fault_fn(struct tasklet_struct *t)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	*(volatile char *)p = 'A';
}
static DECLARE_TASKLET(tasklet_fault_t, tasklet_fault_fn);

static int __init tasklet_fault_init(void)
{
	printk(KERN_INFO "tasklet_fault: scheduling tasklet\n");
	tasklet_schedule(&tasklet_fault_t);
	return 0;
}

static void __exit tasklet_fault_exit(void)
{
	tasklet_kill(&tasklet_fault_t);
	printk(KERN_INFO "tasklet_fault: unloaded\n");
}

module_init(tasklet_fault_init);
module_exit(tasklet_fault_exit);
