#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a tasklet that runs when bottom halves are enabled");

static void softirq_raise_fn(struct tasklet_struct *t)
{
	printk(KERN_INFO "softirq_raise: tasklet in %s\n", in_serving_softirq() ? "softirq" : "task");
	if (irqs_disabled())
		printk(KERN_INFO "softirq_raise: irqs off\n");
}
static DECLARE_TASKLET(softirq_raise_t, softirq_raise_fn);

static int __init softirq_raise_init(void)
{
	local_bh_disable();
	tasklet_schedule(&softirq_raise_t);
	tasklet_schedule(&softirq_raise_t);
	printk(KERN_INFO "softirq_raise: scheduled\n");
	local_bh_enable();
	printk(KERN_INFO "softirq_raise: enabled\n");
	return 0;
}

static void __exit softirq_raise_exit(void)
{
	tasklet_kill(&softirq_raise_t);
	printk(KERN_INFO "softirq_raise: unloaded\n");
}

module_init(softirq_raise_init);
module_exit(softirq_raise_exit);
