#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/smp.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a function for every CPU that faults");

static void smp_call_fault_fn(void *info)
{
	u8 *p = info;

	printk(KERN_INFO "smp_call_fault: irqs disabled %d\n", irqs_disabled());
	WRITE_ONCE(p[0x321], 1);
}

static int __init smp_call_fault_init(void)
{
	static u8 ok[0x400];

	on_each_cpu(smp_call_fault_fn, ok, 1);
	on_each_cpu(smp_call_fault_fn, NULL, 1);
	printk(KERN_INFO "smp_call_fault: called\n");
	return 0;
}

static void __exit smp_call_fault_exit(void)
{
	printk(KERN_INFO "smp_call_fault: unloaded\n");
}

module_init(smp_call_fault_init);
module_exit(smp_call_fault_exit);
