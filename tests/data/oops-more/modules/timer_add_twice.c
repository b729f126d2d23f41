#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("add_timer of a timer that is pending");

static struct timer_list t;

static void timer_add_twice_fn(struct timer_list *unused)
{
	printk(KERN_INFO "timer_add_twice: fired\n");
}

static int __init timer_add_twice_init(void)
{
	timer_setup(&t, timer_add_twice_fn, 0);
	t.expires = jiffies + HZ;
	add_timer(&t);
	printk(KERN_INFO "timer_add_twice: pending %d\n", timer_pending(&t));
	add_timer(&t);
	return 0;
}

static void __exit timer_add_twice_exit(void)
{
	printk(KERN_INFO "timer_add_twice: unloaded\n");
}

module_init(timer_add_twice_init);
module_exit(timer_add_twice_exit);
