#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a timer that is left armed when the module goes");

static struct timer_list timer_left_t;

static void timer_left_fn(struct timer_list *t)
{
	mod_timer(t, jiffies + msecs_to_jiffies(1000));
}

static int __init timer_left_init(void)
{
	timer_setup(&timer_left_t, timer_left_fn, 0);
	mod_timer(&timer_left_t, jiffies + msecs_to_jiffies(1000));
	printk(KERN_INFO "timer_left: armed\n");
	return 0;
}

static void __exit timer_left_exit(void)
{
	printk(KERN_INFO "timer_left: unloaded\n");
}

module_init(timer_left_init);
module_exit(timer_left_exit);
