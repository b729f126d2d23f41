#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write with a spinlock held and interrupts off");

static DEFINE_SPINLOCK(lock_irq_fault_lock);

static noinline void lock_irq_fault_poke(char *p)
{
	*(volatile char *)p = 'A';
}

static int __init lock_irq_fault_init(void)
{
	unsigned long flags;
	char *p = (char *)0x40;

	OPTIMIZER_HIDE_VAR(p);
	spin_lock_irqsave(&lock_irq_fault_lock, flags);
	lock_irq_fault_poke(p);
	spin_unlock_irqrestore(&lock_irq_fault_lock, flags);
	return 0;
}

static void __exit lock_irq_fault_exit(void)
{
	printk(KERN_INFO "lock_irq_fault: unloaded\n");
}

module_init(lock_irq_fault_init);
module_exit(lock_irq_fault_exit);
