#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/preempt.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("init returns with preemption off");



static int __init preempt_leak_init(void)
{
	printk(KERN_INFO "preempt_leak: preempt_disable()\n");
	preempt_disable();
	return 0;
}

static void __exit preempt_leak_exit(void)
{
	printk(KERN_INFO "preempt_leak: unloaded\n");
}

module_init(preempt_leak_init);
module_exit(preempt_leak_exit);
