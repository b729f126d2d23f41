/* add_timer of a timer that is already pending. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("add_timer twice");

static struct timer_list timer_twice_t;

static void timer_twice_fn(struct timer_list *t)
{
	printk(KERN_INFO "timer_twice: fired\n");
}

static noinline void timer_twice_arm(void)
{
	timer_twice_t.expires = jiffies + HZ / 10;
	add_timer(&timer_twice_t);
}

static int __init timer_twice_init(void)
{
	timer_setup(&timer_twice_t, timer_twice_fn, 0);
	timer_twice_arm();
	printk(KERN_INFO "timer_twice: pending %d, arming again\n", timer_pending(&timer_twice_t));
	timer_twice_arm();
	printk(KERN_INFO "timer_twice: still here\n");
	return 0;
}

static void __exit timer_twice_exit(void)
{
	printk(KERN_INFO "timer_twice: unloaded\n");
}

module_init(timer_twice_init);
module_exit(timer_twice_exit);
