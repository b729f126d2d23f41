#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG in a timer");

static struct timer_list timer_bug_t;

static void timer_bug_fn(struct timer_list *t)
{
	printk(KERN_INFO "timer_bug: timer\n");
	BUG();
}

static int __init timer_bug_init(void)
{
	timer_setup(&timer_bug_t, timer_bug_fn, 0);
	mod_timer(&timer_bug_t, jiffies + msecs_to_jiffies(150));
	return 0;
}

static void __exit timer_bug_exit(void)
{
	del_timer_sync(&timer_bug_t);
	printk(KERN_INFO "timer_bug: unloaded\n");
}

module_init(timer_bug_init);
module_exit(timer_bug_exit);
