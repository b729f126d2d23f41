#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/preempt.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write with preemption off, twice");



static int __init preempt_fault_init(void)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	preempt_disable();
	preempt_disable();
	*(volatile char *)p = 'A';
	preempt_enable();
	preempt_enable();
	return 0;
}

static void __exit preempt_fault_exit(void)
{
	printk(KERN_INFO "preempt_fault: unloaded\n");
}

module_init(preempt_fault_init);
module_exit(preempt_fault_exit);
