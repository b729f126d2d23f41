#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("panic() in a timer");

static struct timer_list panic_timer_t;

static void panic_timer_fn(struct timer_list *t)
{
	panic("panic_timer: %s at %d", "timer", 7);
}

static int __init panic_timer_init(void)
{
	timer_setup(&panic_timer_t, panic_timer_fn, 0);
	mod_timer(&panic_timer_t, jiffies + 30);
	return 0;
}

static void __exit panic_timer_exit(void)
{
	printk(KERN_INFO "panic_timer: unloaded\n");
}

module_init(panic_timer_init);
module_exit(panic_timer_exit);
