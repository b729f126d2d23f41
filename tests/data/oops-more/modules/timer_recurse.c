#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a timer's function that recurses without end");

static struct timer_list t;

static noinline int timer_recurse_deep(volatile int *p)
{
	volatile int local[64];

	local[*p & 63] = *p;
	return timer_recurse_deep(&local[*p & 63]) + local[1];
}

static void timer_recurse_fn(struct timer_list *unused)
{
	int n = 3;

	printk(KERN_INFO "timer_recurse: fired\n");
	timer_recurse_deep(&n);
}

static int __init timer_recurse_init(void)
{
	timer_setup(&t, timer_recurse_fn, 0);
	mod_timer(&t, jiffies + 5);
	return 0;
}

static void __exit timer_recurse_exit(void)
{
	printk(KERN_INFO "timer_recurse: unloaded\n");
}

module_init(timer_recurse_init);
module_exit(timer_recurse_exit);
