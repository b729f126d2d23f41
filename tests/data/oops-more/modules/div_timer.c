#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a division by zero in a timer");

static struct timer_list div_timer_t;
static volatile int div_timer_zero;

static void div_timer_fn(struct timer_list *t)
{
	printk(KERN_INFO "div_timer: %d\n", 100 / div_timer_zero);
}

static int __init div_timer_init(void)
{
	timer_setup(&div_timer_t, div_timer_fn, 0);
	div_timer_t.expires = jiffies + 30;
	add_timer(&div_timer_t);
	return 0;
}

static void __exit div_timer_exit(void)
{
	printk(KERN_INFO "div_timer: unloaded\n");
}

module_init(div_timer_init);
module_exit(div_timer_exit);
