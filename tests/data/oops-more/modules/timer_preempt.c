#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a timer that comes back with a lock held");

static DEFINE_SPINLOCK(timer_preempt_lock);
static struct timer_list timer_preempt_t;

static void timer_preempt_fn(struct timer_list *t)
{
	printk(KERN_INFO "timer_preempt: taking the lock\n");
	spin_lock(&timer_preempt_lock);
}

static int __init timer_preempt_init(void)
{
	timer_setup(&timer_preempt_t, timer_preempt_fn, 0);
	mod_timer(&timer_preempt_t, jiffies + 30);
	return 0;
}

static void __exit timer_preempt_exit(void)
{
	printk(KERN_INFO "timer_preempt: unloaded\n");
}

module_init(timer_preempt_init);
module_exit(timer_preempt_exit);
