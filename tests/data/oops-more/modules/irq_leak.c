#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/irqflags.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("init returns with interrupts off");



static int __init irq_leak_init(void)
{
	printk(KERN_INFO "irq_leak: local_irq_disable()\n");
	local_irq_disable();
	return 0;
}

static void __exit irq_leak_exit(void)
{
	printk(KERN_INFO "irq_leak: unloaded\n");
}

module_init(irq_leak_init);
module_exit(irq_leak_exit);
