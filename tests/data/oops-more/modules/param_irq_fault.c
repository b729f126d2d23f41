#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/spinlock.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a fault with interrupts off, and a second module function after it");

static DEFINE_SPINLOCK(lock);

static int set_level(const char *val, const struct kernel_param *kp)
{
	unsigned long flags;
	int *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	spin_lock_irqsave(&lock, flags);
	WRITE_ONCE(p[5], val[0]);
	spin_unlock_irqrestore(&lock, flags);
	return 0;
}
static const struct kernel_param_ops level_ops = { .set = set_level };
module_param_cb(level, &level_ops, NULL, 0200);

static int __init param_irq_fault_init(void)
{
	printk(KERN_INFO "param_irq_fault: loaded\n");
	return 0;
}

static void __exit param_irq_fault_exit(void)
{
	printk(KERN_INFO "param_irq_fault: unloaded\n");
}

module_init(param_irq_fault_init);
module_exit(param_irq_fault_exit);
