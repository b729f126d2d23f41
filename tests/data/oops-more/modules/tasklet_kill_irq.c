#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/interrupt.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("tasklet_kill() called from a timer callback");

static struct timer_list tasklet_kill_irq_t;
static void tasklet_kill_irq_fn(struct tasklet_struct *t)
{
	printk(KERN_INFO "tasklet_kill_irq: tasklet ran\n");
}
static DECLARE_TASKLET(tasklet_kill_irq_task, tasklet_kill_irq_fn);

static void tasklet_kill_irq_timer(struct timer_list *t)
{
	tasklet_kill(&tasklet_kill_irq_task);
	printk(KERN_INFO "tasklet_kill_irq: killed, in_interrupt %lx\n", in_interrupt());
}

static int __init tasklet_kill_irq_init(void)
{
	tasklet_schedule(&tasklet_kill_irq_task);
	timer_setup(&tasklet_kill_irq_t, tasklet_kill_irq_timer, 0);
	mod_timer(&tasklet_kill_irq_t, jiffies + 10);
	return 0;
}

static void __exit tasklet_kill_irq_exit(void)
{
	printk(KERN_INFO "tasklet_kill_irq: unloaded\n");
}

module_init(tasklet_kill_irq_init);
module_exit(tasklet_kill_irq_exit);
